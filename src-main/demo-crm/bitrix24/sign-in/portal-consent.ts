import { htmlReply } from '../../http/exchange.ts'
import type { Call, Reply } from '../../http/exchange.ts'
import { phpString } from '../../http/php-query.ts'
import type { Portal } from '../portal.ts'
import { baseOf } from '../protocol/request-base.ts'
import { mintPortalCode } from './portal-tokens.ts'

/** No form-action: it would stop the redirect to the application, which may live anywhere. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
}

type Request = { readonly state: string | null; readonly redirectUri: string | null }

/**
 * GET /oauth/authorize/?client_id=…&state=…: the page on which a user lets the application in. Where to go on stands in the
 * card of the application; without an address there the code is shown, for the user to paste.
 * @source https://apidocs.bitrix24.com/settings/oauth/index.html
 */
export function getPortalConsent(portal: Portal, call: Call): Reply {
  const request = readRequest(portal, (key) => phpString(call.query[key]) ?? null)
  if (typeof request === 'string') return page(400, `<p>${request}</p>`)
  const hidden = Object.entries({ client_id: portal.installation.clientId, ...withoutNulls(request) })
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`)
    .join('')
  const options = portal
    .data()
    .users.all()
    .filter(({ isActive }) => isActive)
    .map(({ id, name, lastName }) => `<option value="${id}">${escape(`${name} ${lastName}`)}</option>`)
  const buttons = '<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button>'
  return page(
    200,
    `<p>An application asks for this demo portal.</p><form method="post" action="/oauth/authorize/">${hidden}
<label>As <select name="user">${options.join('')}</select></label> ${buttons}</form>`,
  )
}

/** POST of that page. Who refuses sees a page; the vendor redirects with no error. */
export function postPortalConsent(portal: Portal, call: Call): Reply {
  const form = new URLSearchParams(call.body)
  const request = readRequest(portal, (key) => form.get(key))
  if (typeof request === 'string') return page(400, `<p>${request}</p>`)
  if (form.get('answer') !== 'allow') return page(403, '<p>Access was not granted.</p>')
  const user = portal.data().users.get(Number(form.get('user') ?? '1'))
  if (user === undefined || !user.isActive) return page(400, '<p>There is no such user.</p>')
  const code = mintPortalCode(portal, user.id).secret
  const target = request.redirectUri ?? portal.application.get().redirectUri
  if (target === null) return page(200, `<p>Authorization code: <code id="code">${code}</code></p>`)
  const next = new URL(target)
  const base = new URL(baseOf(call))
  next.searchParams.set('code', code)
  if (request.state !== null) next.searchParams.set('state', request.state)
  next.searchParams.set('domain', base.host)
  next.searchParams.set('member_id', portal.installation.memberId)
  next.searchParams.set('scope', portal.application.get().scopes.join(','))
  next.searchParams.set('server_domain', base.host)
  return htmlReply(302, '', { Location: next.href })
}

function readRequest(portal: Portal, get: (key: string) => string | null): Request | string {
  if (get('client_id') !== portal.installation.clientId) return 'There is no application with this client_id.'
  const named = portal.switches().redirectFromRequest ? get('redirect_uri') : null
  // An address like `javascript:` would run on this page.
  if (named !== null && !(URL.canParse(named) && /^https?:/i.test(named))) return 'redirect_uri is no address.'
  return { state: get('state'), redirectUri: named }
}

function withoutNulls({ state, redirectUri }: Request): Readonly<Record<string, string>> {
  return {
    ...(state === null ? {} : { state }),
    ...(redirectUri === null ? {} : { redirect_uri: redirectUri }),
  }
}

function page(status: number, body: string): Reply {
  const text = `<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Demo portal</title></head>\n<body>${body}</body></html>\n`
  return { ...htmlReply(status, text, HEADERS), contentType: 'text/html; charset=utf-8' }
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
