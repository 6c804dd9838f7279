import { jsonReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'

export type OauthFailure =
  | 'client-id'
  | 'client-secret'
  | 'client-refused'
  | 'account'
  | 'grant-type'
  | 'redirect'
  | 'code-garbage'
  | 'code-revoked'
  | 'code-expired'
  | 'refresh-garbage'
  | 'refresh-revoked'
  | 'refresh-expired'

type Story = { readonly status: number; readonly title: string; readonly detail: string; readonly hint?: string }

const BAD_REQUEST = 'Некорректный запрос'
const BAD_PARAMETER = 'В запросе отсутствует ряд параметров или параметры невалидны'
const BAD_TOKEN = 'Токен недействителен, просрочен или отозван'

/** Clients are told to key on `status` and `hint`: the Russian texts differ between brands. */
const STORIES: Readonly<Record<OauthFailure, Story>> = {
  'client-id': { status: 400, title: BAD_REQUEST, detail: BAD_PARAMETER, hint: 'Check the `client_id` parameter' },
  'client-secret': {
    status: 400,
    title: BAD_REQUEST,
    detail: BAD_PARAMETER,
    hint: 'Check the `client_secret` parameter',
  },
  'client-refused': { status: 401, title: 'Некорректный клиент', detail: 'Не удалось аутентифицировать клиента' },
  account: { status: 400, title: BAD_REQUEST, detail: BAD_PARAMETER, hint: 'Invalid account' },
  'grant-type': {
    status: 400,
    title: 'Неподдерживаемый тип',
    detail: 'Тип авторизации не поддерживается',
    hint: 'Check the `grant_type` parameter',
  },
  redirect: {
    status: 400,
    title: BAD_REQUEST,
    detail: BAD_PARAMETER,
    hint: 'Redirect URI is not associated with client',
  },
  'code-garbage': {
    status: 400,
    title: BAD_REQUEST,
    detail: BAD_PARAMETER,
    hint: 'Cannot decrypt the authorization code',
  },
  'code-revoked': {
    status: 400,
    title: BAD_REQUEST,
    detail: BAD_PARAMETER,
    hint: 'Authorization code has been revoked',
  },
  'code-expired': {
    status: 400,
    title: BAD_REQUEST,
    detail: BAD_PARAMETER,
    hint: 'Authorization code has expired',
  },
  'refresh-garbage': { status: 400, title: BAD_REQUEST, detail: BAD_TOKEN, hint: 'Invalid refresh token' },
  'refresh-revoked': { status: 401, title: BAD_REQUEST, detail: BAD_TOKEN, hint: 'Token has been revoked' },
  'refresh-expired': { status: 401, title: BAD_REQUEST, detail: BAD_TOKEN, hint: 'Token has expired' },
}

/** @source https://www.amocrm.ru/developers/content/oauth/oauth */
export function oauthProblem(failure: OauthFailure, otherStatus?: number): Reply {
  const { title, detail, hint, ...story } = STORIES[failure]
  const status = otherStatus ?? story.status
  return jsonReply(status, 'application/problem+json', {
    ...(hint === undefined ? {} : { hint }),
    title,
    type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
    status,
    detail,
  })
}
