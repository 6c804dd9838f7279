import * as v from 'valibot'
import type { AmoContext } from '../amocrm/context.ts'
import { nowSeconds } from '../amocrm/context.ts'
import { PartialSwitchesSchema } from '../amocrm/switches.ts'
import type { PartialSwitches } from '../amocrm/switches.ts'
import { keepRedirect, RedirectSchema, redirectOf, storesOf } from '../amocrm/integration.ts'
import type { WebhookDelivery } from '../amocrm/webhook-delivery.ts'
import { mintCode, mintLongLived } from '../amocrm/tokens.ts'
import type { OpenedPortal } from '../bitrix24/open-portal.ts'
import { portalHandlers } from '../bitrix24/control/portal-control.ts'
import type { FaultList } from '../faults/fault-list.ts'
import { FaultListSchema } from '../faults/fault-schema.ts'
import { emptyReply, jsonReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import { phpList } from '../http/php-query.ts'
import type { EntityName, UserRights } from '../store/records.ts'
import { describeRecord } from './describe-record.ts'
import type { RequestLog } from './request-log.ts'
import { readControlBody } from './control-body.ts'
import { ControlError } from './control-error.ts'
import { performVendorAction } from './vendor-actions.ts'
import { UserChangeSchema, VendorActionSchema } from './vendor-schema.ts'

/** Everything that tests may turn. */
export type ControlContext = {
  readonly amocrm: AmoContext
  readonly faults: FaultList
  readonly requests: RequestLog
  readonly bitrix24: OpenedPortal
  readonly webhooks: WebhookDelivery
  readonly setSwitches: (changes: PartialSwitches) => void
}

type ControlHandler = (context: ControlContext, call: Call) => Reply

const TokenRequestSchema = v.strictObject({
  userId: v.optional(v.pipe(v.number(), v.integer())),
  /** Withdraws a token instead of making one, or all of them with `"all"`. */
  revoke: v.optional(v.union([v.string(), v.pipe(v.number(), v.integer())])),
})
const CodeRequestSchema = v.strictObject({
  userId: v.optional(v.pipe(v.number(), v.integer())),
  /** The address that the integration is registered with; without it that of its settings, or any where these have none. */
  redirectUri: v.optional(v.string()),
})

/** What can be set of the integration; null takes its redirect address away. */
const IntegrationSchema = v.strictObject({ redirectUri: v.nullable(RedirectSchema) })

/** Who owns a channel: its chats come and go with it from the sight of the integration. */
const ChannelChangeSchema = v.strictObject({
  channel: v.string(),
  owner: v.picklist(['this-integration', 'another-integration', 'internal']),
})

const handlers: Readonly<Record<string, ControlHandler>> = {
  'GET /faults': ({ faults }) => ok(faults.list()),
  'POST /faults': ({ faults }, call) => {
    faults.replace(readControlBody(FaultListSchema, call))
    return ok(faults.list())
  },
  'DELETE /faults': ({ faults }) => {
    faults.replace([])
    return emptyReply(204)
  },
  'POST /vendor': ({ amocrm }, call) => ok(performVendorAction(amocrm, readControlBody(VendorActionSchema, call))),
  'GET /requests': ({ requests }) => ok(requests.list()),
  'DELETE /requests': ({ requests }) => {
    requests.clear()
    return emptyReply(204)
  },
  'POST /reset-limits': ({ amocrm }) => {
    amocrm.limits.reset()
    return emptyReply(204)
  },
  'GET /deliveries': ({ webhooks }) => ok(webhooks.list()),
  'GET /switches': ({ amocrm }) => ok(amocrm.switches()),
  'POST /switches': (context, call) => {
    context.setSwitches(readControlBody(PartialSwitchesSchema, call) as PartialSwitches)
    return ok(context.amocrm.switches())
  },
  'POST /oauth-code': ({ amocrm }, call) => {
    const { userId, redirectUri = redirectOf(amocrm) } = readControlBody(CodeRequestSchema, call)
    const code = mintCode(amocrm.store.tokens, mustBeUser(amocrm, userId), nowSeconds(amocrm), redirectUri)
    return ok({ code: code.secret, referer: new URL(call.base).host, client_id: amocrm.account.clientId })
  },
  'GET /integration': ({ amocrm }) => ok(describeIntegration(amocrm)),
  'POST /integration': ({ amocrm }, call) => {
    keepRedirect(storesOf(amocrm), readControlBody(IntegrationSchema, call).redirectUri)
    return ok(describeIntegration(amocrm))
  },
  'POST /tokens': ({ amocrm }, call) => changeTokens(amocrm, call),
  'GET /records/contacts': ({ amocrm }, call) => ok(readRecords(amocrm, 'contacts', call)),
  'GET /records/companies': ({ amocrm }, call) => ok(readRecords(amocrm, 'companies', call)),
  'GET /records/leads': ({ amocrm }, call) => ok(readRecords(amocrm, 'deals', call)),
  'GET /records/customers': ({ amocrm }, call) => ok(readRecords(amocrm, 'customers', call)),
  'GET /records/tasks': ({ amocrm: { store } }) => ok(store.sql.all('SELECT * FROM tasks ORDER BY id')),
  'GET /records/notes': ({ amocrm: { store } }) => ok(store.sql.all('SELECT * FROM notes ORDER BY id')),
  'GET /chats': ({ amocrm: { store } }) =>
    ok({
      channels: store.chats.channels(),
      chats: store.chats.chats().map((chat) => ({ ...chat, contactId: store.chats.link(chat.id)?.contactId ?? null })),
    }),
  'POST /channels': ({ amocrm: { store } }, call) => {
    const { channel, owner } = readControlBody(ChannelChangeSchema, call)
    const known = store.chats.channels().find(({ id, name }) => id === channel || name === channel)
    if (known === undefined) throw new ControlError('channel: there is no such channel.')
    store.chats.putChannel({ ...known, owner })
    return ok(store.chats.channels())
  },
  'POST /users': ({ amocrm }, call) => ok(changeUser(amocrm, readControlBody(UserChangeSchema, call))),
  'GET /counts': ({ amocrm: { store } }) =>
    ok({
      leads: store.records.count('deals', false),
      customers: store.records.count('customers', false),
      tasks: store.tasks.count(),
      notes: store.notes.count(),
      chats: store.chats.chats().length,
      contacts: store.records.count('contacts', false),
      trashedContacts: store.records.count('contacts', true),
      companies: store.records.count('companies', false),
      trashedCompanies: store.records.count('companies', true),
      contactTags: store.tags.count('contacts'),
      companyTags: store.tags.count('companies'),
      events: store.events.count(),
    }),
}

/** @param path what follows the secret segment, e.g. `/faults` */
export function answerControl(context: ControlContext, call: Call, path: string): Reply {
  const key = `${call.method} ${path.replace(/\/$/, '')}`
  const portalHandler = portalHandlers[key]
  const handler = handlers[key]
  if (handler === undefined && portalHandler === undefined) {
    return jsonReply(404, 'application/json', { error: `No control call ${call.method} ${path}.` })
  }
  try {
    return portalHandler?.(context.bitrix24, call) ?? handler?.(context, call) ?? emptyReply(404)
  } catch (error) {
    if (error instanceof ControlError) return jsonReply(400, 'application/json', { error: error.message })
    throw error
  }
}

function describeIntegration(amocrm: AmoContext): unknown {
  return { clientId: amocrm.account.clientId, redirectUri: redirectOf(amocrm) }
}

function changeTokens(amocrm: AmoContext, call: Call): Reply {
  const { userId, revoke } = readControlBody(TokenRequestSchema, call)
  const { tokens } = amocrm.store
  if (revoke === undefined) {
    const host = new URL(call.base).host
    const owner = mustBeUser(amocrm, userId)
    const token = mintLongLived(tokens, amocrm.account, { userId: owner, at: nowSeconds(amocrm), host })
    return ok({ id: token.id, token: token.secret, userId: token.userId })
  }
  const revoked = tokens
    .list()
    .filter((token) => !token.kind.startsWith('b24-'))
    .filter((token) => revoke === 'all' || token.id === revoke || token.secret === revoke)
    .filter((token) => userId === undefined || token.userId === userId)
  if (revoked.length === 0) throw new ControlError('revoke: no such token.')
  for (const token of revoked) tokens.setState(token.id, 'revoked')
  return ok({ revoked: revoked.map((token) => token.id) })
}

function changeUser(amocrm: AmoContext, change: v.InferOutput<typeof UserChangeSchema>): unknown {
  const { directory } = amocrm.store
  const user = directory.user(change.userId)
  if (user === undefined) throw new ControlError(`userId: there is no user ${change.userId}.`)
  const { isAdmin = user.isAdmin, isActive = user.isActive } = change
  const rights = change.rights === undefined ? user.rights : (toRights(change.rights) ?? undefined)
  directory.changeUser(user.id, { isAdmin, isActive, ...(rights === undefined ? {} : { rights }) })
  return directory.user(user.id)
}

function toRights(given: v.InferOutput<typeof UserChangeSchema>['rights']): UserRights | null {
  if (given === null || given === undefined) return null
  const { role, leads, ...others } = given
  const named = { ...others, ...(leads === undefined ? {} : { deals: leads }) }
  const entries = Object.entries(named).filter(([, rights]) => rights !== undefined)
  return { role, entities: Object.fromEntries(entries) }
}

function readRecords(amocrm: AmoContext, entity: EntityName, call: Call): unknown[] {
  const ids = phpList(call.query['ids'])
    .flatMap((part) => part.split(','))
    .filter(Boolean)
  const { store } = amocrm
  const wanted = ids.length > 0 ? ids.map(Number) : allIds(amocrm, entity)
  return wanted.flatMap((id) => {
    const record = store.records.find(entity, id)
    return record === undefined ? [] : [describeRecord(store, entity, record)]
  })
}

/** Without ids a test gets everything, the trash included. */
function allIds(amocrm: AmoContext, entity: EntityName): number[] {
  return amocrm.store.sql.all(`SELECT id FROM ${entity} ORDER BY id`).map((row) => Number(row['id']))
}

function mustBeUser(amocrm: AmoContext, userId: number | undefined): number {
  const { directory } = amocrm.store
  const user = userId === undefined ? directory.users().find(({ isAdmin }) => isAdmin) : directory.user(userId)
  if (user === undefined) throw new ControlError(`userId: there is no user ${userId ?? ''}.`)
  return user.id
}

function ok(value: unknown): Reply {
  return jsonReply(200, 'application/json', value)
}
