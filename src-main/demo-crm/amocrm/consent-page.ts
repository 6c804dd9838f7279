import { createHash } from 'node:crypto'
import { htmlReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import { phpString } from '../http/php-query.ts'
import type { User } from '../store/records.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext } from './context.ts'
import { redirectOf } from './integration.ts'
import { mintCode } from './tokens.ts'

/** What an integration sends along, and gets back on the redirect. */
type Request = { readonly redirectUri: string; readonly state: string | null; readonly mode: string | null }

/** Where a page opened by another page says so, the answer goes to that one. Without one it stays where it is. */
const POPUP_SCRIPT = `const next = document.getElementById('next').href
if (window.opener) { window.opener.location.href = next; window.close() } else location.href = next`
const POPUP_POLICY = `default-src 'none'; script-src 'sha256-${createHash('sha256').update(POPUP_SCRIPT).digest('base64')}'`
/** No form-action: it would stop the redirect to the integration, which may live anywhere. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
}

/**
 * GET /oauth?client_id=…&state=…&mode=…: the page on which a user lets an integration in, as one of the people of this
 * account. The answer goes to the address in the settings of the integration; one that is sent along has to be the same
 * or is passed over, by switch. Where the settings have none, the one sent along is taken.
 * @source https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
export function getConsentPage(context: AmoContext, call: Call): Reply {
  const request = readRequest(context, (key) => phpString(call.query[key]) ?? null)
  if (typeof request === 'string') return htmlReply(400, page(`<p>${request}</p>`), HEADERS)
  const { redirectUri, state, mode } = request
  const fields = {
    client_id: context.account.clientId,
    redirect_uri: redirectUri,
    ...(state === null ? {} : { state }),
    ...(mode === null ? {} : { mode }),
  }
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`,
  )
  const text = `An integration that lives at <b>${escape(new URL(redirectUri).host)}</b> asks for this demo account.`
  const buttons = '<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button>'
  return htmlReply(
    200,
    page(
      `<p>${text}</p><form method="post" action="/oauth">${inputs.join('')}<p>${userChoice(context)}</p>${buttons}</form>`,
    ),
    HEADERS,
  )
}

/**
 * POST /oauth: the answer of the user. Redirects with a code, or with `error=access_denied`: this window where `mode` is
 * `post_message` or missing, the one that opened it where it is `popup`.
 */
export function postConsent(context: AmoContext, call: Call): Reply {
  const form = new URLSearchParams(call.body)
  const request = readRequest(context, (key) => form.get(key))
  if (typeof request === 'string') return htmlReply(400, page(`<p>${request}</p>`), HEADERS)
  const { redirectUri, state, mode } = request
  const userId = readUser(context, form.get('user_id'))
  if (userId === undefined)
    return htmlReply(400, page('<p>There is no such user, or they are switched off.</p>'), HEADERS)
  const target = new URL(redirectUri)
  const grant = form.get('answer') === 'deny' ? undefined : { userId, redirectUri }
  for (const [key, value] of Object.entries(answerOf(context, call, grant))) {
    target.searchParams.set(key, value)
  }
  target.searchParams.set('client_id', context.account.clientId)
  if (state !== null) target.searchParams.set('state', state)
  if (mode !== 'popup') return htmlReply(302, '', { Location: target.href })
  const link = `<p><a id="next" href="${escape(target.href)}">Continue</a></p>`
  const headers = { ...HEADERS, 'Content-Security-Policy': `${POPUP_POLICY}; base-uri 'none'; frame-ancestors 'none'` }
  return htmlReply(200, page(`${link}<script>${POPUP_SCRIPT}</script>`), headers)
}

/** @param grant undefined when the user refused */
function answerOf(
  context: AmoContext,
  call: Call,
  grant: { readonly userId: number; readonly redirectUri: string } | undefined,
): Record<string, string> {
  if (grant === undefined) return { error: 'access_denied' }
  const code = mintCode(context.store.tokens, grant.userId, nowSeconds(context), grant.redirectUri)
  return { code: code.secret, referer: new URL(call.base).host }
}

const activeUsers = ({ store }: AmoContext): readonly User[] =>
  store.directory.users().filter(({ isActive }) => isActive)

/** There is nobody signed in here as in the vendor's window: whoever answers says who they are. */
function userChoice(context: AmoContext): string {
  const users = activeUsers(context)
  const owner = users.find(({ isAdmin }) => isAdmin)
  const options = users.map((user) => {
    const chosen = user.id === owner?.id ? ' selected' : ''
    return `<option value="${user.id}"${chosen}>${escape(user.name)}${user.isAdmin ? ' (administrator)' : ''}</option>`
  })
  return `<label>As <select name="user_id">${options.join('')}</select></label>`
}

/** An answer that names nobody is that of the administrator. */
function readUser(context: AmoContext, named: string | null): number | undefined {
  const users = activeUsers(context)
  return users.find(({ id, isAdmin }) => (named === null ? isAdmin : String(id) === named))?.id
}

function readRequest(context: AmoContext, get: (key: string) => string | null): Request | string {
  if (get('client_id') !== context.account.clientId) return 'There is no integration with this client_id.'
  const kept = redirectOf(context)
  const sent = get('redirect_uri')
  if (kept !== null && sent !== null && sent !== kept && context.switches().sentRedirect === 'compare') {
    return 'redirect_uri is not the one in the settings of this integration.'
  }
  const address = kept ?? sent ?? ''
  if (!URL.canParse(address)) {
    return 'This integration has no redirect address: set one on the page of this server, or add redirect_uri to the address.'
  }
  // An address like `javascript:` would run on this page. The exchange has to name the address as it was sent here.
  if (!/^https?:/i.test(address)) return 'redirect_uri must begin with http: or https:.'
  return { redirectUri: address, state: get('state'), mode: get('mode') }
}

function page(body: string): string {
  return `<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Demo CRM</title></head>\n<body>${body}</body></html>\n`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
