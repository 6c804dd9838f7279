import { createHash } from 'node:crypto'
import { htmlReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import { phpString } from '../http/php-query.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext } from './context.ts'
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
 * GET /oauth?client_id=…&state=…&mode=…: the page on which a user lets an integration in. The vendor redirects to the
 * address in the settings of the integration; there are none here, so that the client has to send `redirect_uri`, as many do.
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
    page(`<p>${text}</p><form method="post" action="/oauth">${inputs.join('')}${buttons}</form>`),
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
  const target = new URL(redirectUri)
  for (const [key, value] of Object.entries(answerOf(context, call, redirectUri, form.get('answer') !== 'deny'))) {
    target.searchParams.set(key, value)
  }
  target.searchParams.set('client_id', context.account.clientId)
  if (state !== null) target.searchParams.set('state', state)
  if (mode !== 'popup') return htmlReply(302, '', { Location: target.href })
  const link = `<p><a id="next" href="${escape(target.href)}">Continue</a></p>`
  const headers = { ...HEADERS, 'Content-Security-Policy': `${POPUP_POLICY}; base-uri 'none'; frame-ancestors 'none'` }
  return htmlReply(200, page(`${link}<script>${POPUP_SCRIPT}</script>`), headers)
}

function answerOf(context: AmoContext, call: Call, redirectUri: string, isAllowed: boolean): Record<string, string> {
  if (!isAllowed) return { error: 'access_denied' }
  const owner = context.store.directory.users().find(({ isAdmin }) => isAdmin)
  const code = mintCode(context.store.tokens, owner?.id ?? 0, nowSeconds(context), redirectUri)
  return { code: code.secret, referer: new URL(call.base).host }
}

function readRequest(context: AmoContext, get: (key: string) => string | null): Request | string {
  if (get('client_id') !== context.account.clientId) return 'There is no integration with this client_id.'
  const address = get('redirect_uri') ?? ''
  if (!URL.canParse(address)) return 'The demo CRM keeps no settings of integrations: add redirect_uri to the address.'
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
