import { redirectOf } from '../amocrm/integration.ts'
import { PLURAL } from '../amocrm/entity-words.ts'
import { emptyReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import { FaultSchema } from '../faults/fault-schema.ts'
import { entityNames } from '../store/records.ts'
import type { EntityName } from '../store/records.ts'
import { escape, form, input, moment, page, select, table } from './html.ts'
import type { Cell } from './html.ts'
import type { PageContext } from './page-context.ts'
import { portalSection } from './portal-section.ts'
import { switchForms } from './switch-forms.ts'

const SHOWN_REQUESTS = 40
const SHOWN_RECORDS = 5

/** GET /: what this account is, holds and has been asked, and how to make it misbehave. */
export function showHomePage(context: PageContext, call: Call): Reply {
  if (call.method !== 'GET' && call.method !== 'HEAD') return emptyReply(405, { Allow: 'GET' })
  const { account } = context.amocrm
  const sections = [
    `<header><h1>Demo CRM: ${escape(account.name)}</h1>
<p>A stand-in for amoCRM / Kommo and Bitrix24 on this machine. Everything here is made up.</p>
<nav aria-label="Sections"><a href="#account">Account</a><a href="#tokens">Tokens</a><a href="#data">Data</a><a href="#requests">Requests</a>
<a href="#faults">Faults</a><a href="#switches">Switches</a><a href="#bitrix24">Bitrix24</a><a href="/">Reload</a></nav></header>`,
    accountSection(context, call),
    tokenSection(context),
    dataSection(context),
    requestSection(context),
    faultSection(context),
    `<section aria-labelledby="switches"><h2 id="switches">Switches</h2>
<p class="soft">What the vendor's manual leaves open, or what differs between accounts and brands.</p>${switchForms(context)}</section>`,
    portalSection(context, call),
  ]
  return page(200, `Demo CRM: ${account.name}`, `<main>${sections.join('\n')}</main>`)
}

function accountSection({ amocrm, others, formAction }: PageContext, { base }: Call): string {
  const { account, store } = amocrm
  const control = `${base}${formAction.replace(/\/page$/, '')}`
  const rows: (readonly [string, string])[] = [
    ['API', `${base}/api/v4`],
    ['Account', `${account.id} (${account.subdomain})`],
    ['client_id', account.clientId],
    ['client_secret', account.clientSecret],
    ['Long-lived token', store.meta('amocrm.ownerToken') ?? ''],
    ['Control', control],
  ]
  const links = others().map(({ amocrm: { url } }) => `<a href="${escape(url)}/">${escape(url)}</a>`)
  return `<section aria-labelledby="account"><h2 id="account">Account</h2>
${table(
  'How to get in',
  ['What', 'Value'],
  rows.map(([name, value]) => [name, { html: `<code>${escape(value)}</code>` }]),
)}
${form(formAction, 'integration', input('redirectUri', 'Redirect address of the integration', redirectOf(amocrm) ?? ''), 'Set redirect address')}
<p>Accounts of this server: ${links.join(', ')}</p></section>`
}

function tokenSection({ amocrm, formAction }: PageContext): string {
  const { store } = amocrm
  const users = store.directory.users()
  const rows = store.tokens.list().map((token): Cell[] => {
    const owner = users.find(({ id }) => id === token.userId)?.name ?? token.userId
    const revoke = form(
      formAction,
      'revoke',
      `<input type="hidden" name="id" value="${token.id}">`,
      `Revoke ${token.id}`,
    )
    const secret = `<details><summary>Show ${token.id}</summary><code>${escape(token.secret)}</code></details>`
    const end = moment(token.expiresAt * 1000)
    const isLive = token.state === 'live'
    return [token.id, token.kind, owner, token.state, end, { html: secret }, isLive ? { html: revoke } : '']
  })
  const names = users
    .filter(({ isActive }) => isActive)
    .map(({ id, name, isAdmin }) => `${id} ${name}${isAdmin ? ' (admin)' : ''}`)
  return `<section aria-labelledby="tokens"><h2 id="tokens">Tokens</h2>
${table('Credentials given out', ['Id', 'Kind', 'User', 'State', 'Ends, UTC', 'Secret', ''], rows)}
${form(formAction, 'token', select('userId', 'User', names, ''), 'New long-lived token')}</section>`
}

function dataSection({ amocrm: { store } }: PageContext): string {
  const counts: (readonly Cell[])[] = [
    ...entityNames.map((entity) => [
      PLURAL[entity],
      store.records.count(entity, false),
      store.records.count(entity, true),
    ]),
    ['tasks', store.tasks.count(), null],
    ['notes', store.notes.count(), null],
    ['chats', store.chats.chats().length, null],
    ['events', store.events.count(), null],
  ]
  return `<section aria-labelledby="data"><h2 id="data">Data</h2>
${table('How much there is', ['Kind', 'Here', 'In the trash'], counts)}
<div class="columns">${entityNames.map((entity) => `<div>${latest(store, entity)}</div>`).join('\n')}</div></section>`
}

function latest(store: PageContext['amocrm']['store'], entity: EntityName): string {
  const order = [{ column: 'updated_at', direction: 'desc' }] as const
  const found = store.records.list(entity, { trashed: false, conditions: [], order, limit: SHOWN_RECORDS, offset: 0 })
  const rows = found.map(({ id, name, updatedAt }) => [id, name || '(no name)', moment(updatedAt * 1000)])
  return table(`Last changed: ${PLURAL[entity]}`, ['Id', 'Name', 'Changed, UTC'], rows)
}

function requestSection({ requests, formAction }: PageContext): string {
  const rows = requests
    .list()
    .slice(-SHOWN_REQUESTS)
    .toReversed()
    .map(({ seq, at, method, path, query, status, credential }): Cell[] => {
      const address = query === '' ? path : `${path}?${query}`
      return [seq, moment(at), method, address, status ?? 'cut', credential]
    })
  return `<section aria-labelledby="requests"><h2 id="requests">Requests</h2>
${table('The last ones', ['No.', 'When, UTC', 'Method', 'Address', 'Status', 'Credential'], rows)}
<div class="row">${form(formAction, 'forget-requests', '', 'Forget requests')}${form(formAction, 'reset-limits', '', 'Lift the ban')}</div></section>`
}

function faultSection({ faults, formAction }: PageContext): string {
  const rows = faults.list().map(({ kind, method, path, remaining, ms }): Cell[] => {
    return [kind, method ?? 'any', path ?? 'any', remaining ?? 'always', ms ?? 0]
  })
  const kinds = FaultSchema.options.map((option) => option.entries.kind.literal)
  const inside = [
    select('kind', 'Fault', kinds, 'status'),
    input('method', 'Method'),
    input('path', 'Path'),
    input('times', 'Times', '1'),
    input('ms', 'Wait, ms'),
    input('status', 'Status (of "status")', '503'),
    input('body', 'Body (of "status"), else the usual one'),
    input('redirect', 'Redirect to'),
  ].join('\n')
  return `<section aria-labelledby="faults"><h2 id="faults">Faults</h2>
${table('In force', ['Kind', 'Method', 'Path', 'Left', 'Wait, ms'], rows)}
${form(formAction, 'fault', inside, 'Add fault')}${form(formAction, 'no-faults', '', 'Clear faults')}</section>`
}
