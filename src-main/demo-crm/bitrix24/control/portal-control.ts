import * as v from 'valibot'
import { ControlError } from '../../control/control-error.ts'
import { readControlBody } from '../../control/control-body.ts'
import { emptyReply, jsonReply } from '../../http/exchange.ts'
import type { Call, Reply } from '../../http/exchange.ts'
import { phpList } from '../../http/php-query.ts'
import type { OpenedPortal } from '../open-portal.ts'
import type { Portal } from '../portal.ts'
import { COMMENT, crmTypes, wordsOf, ACTIVITY, REQUISITE } from '../crm/entities.ts'
import { mintPortalCode, mintPortalPair, mintWebhook, USUAL_SCOPES } from '../sign-in/portal-tokens.ts'
import type { PortalUser } from '../store/portal-rows.ts'
import { PartialPortalSwitchesSchema } from '../switches.ts'
import type { PartialPortalSwitches } from '../switches.ts'
import { describePortalRecord, performPortalAction } from './portal-actions.ts'
import { PortalActionSchema } from './portal-action-schema.ts'

type PortalHandler = (opened: OpenedPortal, call: Call) => Reply

const userId = v.pipe(v.number(), v.integer())
const reach = v.picklist(['all', 'own', 'none'])
const scopes = v.array(v.string())

const WhoSchema = v.strictObject({ userId: v.optional(userId) })
const WebhookSchema = v.strictObject({ userId: v.optional(userId), scopes: v.optional(scopes) })
const RevokeSchema = v.strictObject({ secret: v.string() })
const UserSchema = v.strictObject({
  userId,
  isAdmin: v.optional(v.boolean()),
  isActive: v.optional(v.boolean()),
  rights: v.optional(
    v.strictObject({
      read: v.optional(reach),
      add: v.optional(reach),
      edit: v.optional(reach),
      delete: v.optional(reach),
    }),
  ),
})
const ApplicationSchema = v.strictObject({
  redirectUri: v.optional(v.nullable(v.pipe(v.string(), v.url(), v.regex(/^https?:/)))),
  isInstalled: v.optional(v.boolean()),
  scopes: v.optional(scopes),
})
const ChatSchema = v.strictObject({
  entity: v.picklist(['lead', 'deal', 'contact', 'company']),
  entityId: v.pipe(v.number(), v.integer()),
  connectorId: v.optional(v.string(), 'livechat'),
  connectorTitle: v.optional(v.string(), 'Live chat'),
  isActive: v.optional(v.boolean(), true),
})

/** What tests may turn and see of the portal, under `/bitrix24` of the control address. */
export const portalHandlers: Readonly<Record<string, PortalHandler>> = {
  'GET /bitrix24/switches': ({ portal }) => ok(portal.switches()),
  'POST /bitrix24/switches': (opened, call) => {
    opened.setSwitches(readControlBody(PartialPortalSwitchesSchema, call) as PartialPortalSwitches)
    return ok(opened.portal.switches())
  },
  'POST /bitrix24/tokens': ({ portal }, call) => {
    const user = mustBeUser(portal, readControlBody(WhoSchema, call).userId)
    const { access, refresh } = mintPortalPair(portal, user.id)
    return ok({ access_token: access.secret, refresh_token: refresh.secret, userId: user.id })
  },
  'POST /bitrix24/webhooks': ({ portal }, call) => {
    const { userId: who, scopes: asked = USUAL_SCOPES } = readControlBody(WebhookSchema, call)
    const user = mustBeUser(portal, who)
    const { secret } = mintWebhook(portal, user.id, asked)
    return ok({ userId: user.id, secret, url: `${call.base}/rest/${user.id}/${secret}/` })
  },
  'POST /bitrix24/oauth-code': ({ portal }, call) => {
    const user = mustBeUser(portal, readControlBody(WhoSchema, call).userId)
    return ok({ code: mintPortalCode(portal, user.id).secret, member_id: portal.installation.memberId })
  },
  'POST /bitrix24/revoke': ({ portal }, call) => {
    const { secret } = readControlBody(RevokeSchema, call)
    const { tokens } = portal.shared
    const found = tokens.find(secret, ['b24-access', 'b24-refresh', 'b24-webhook', 'b24-code'])
    if (found === undefined) throw new ControlError('secret: no such credential.')
    tokens.setState(found.id, 'revoked')
    return emptyReply(204)
  },
  'POST /bitrix24/users': ({ portal }, call) => {
    const { userId: id, rights, ...flags } = readControlBody(UserSchema, call)
    const user = mustBeUser(portal, id)
    const changed = { ...user, ...defined(flags), rights: { ...user.rights, ...defined(rights ?? {}) } } as PortalUser
    portal.data().users.put(changed)
    return ok(changed)
  },
  'GET /bitrix24/users': ({ portal }) => ok(portal.data().users.all()),
  'GET /bitrix24/application': ({ portal }) => ok(portal.application.get()),
  'POST /bitrix24/application': ({ portal }, call) => {
    portal.application.set(defined(readControlBody(ApplicationSchema, call)))
    // Bindings vanish with the application.
    if (!portal.application.get().isInstalled) {
      for (const { id } of portal.data().eventBindings.all()) portal.data().eventBindings.remove(id)
    }
    return ok(portal.application.get())
  },
  'POST /bitrix24/chats': ({ portal }, call) => {
    const { entity, ...fields } = readControlBody(ChatSchema, call)
    const type = crmTypes.find((known) => wordsOf(known).method === entity) ?? 0
    const chat = { id: 1_000_000 + portal.data().items.nextId('chats'), entityType: type, ...fields }
    portal.data().chats.put(chat)
    return ok(chat)
  },
  'POST /bitrix24/vendor': ({ portal }, call) =>
    ok(performPortalAction(portal, readControlBody(PortalActionSchema, call))),
  'POST /bitrix24/reset-limits': ({ portal }) => {
    portal.bucket.reset()
    portal.operating.reset()
    return emptyReply(204)
  },
  'GET /bitrix24/counts': ({ portal }) => ok(countAll(portal)),
  ...Object.fromEntries(
    crmTypes.map((type) => [
      `GET /bitrix24/records/${wordsOf(type).method}`,
      ({ portal }: OpenedPortal, call: Call) => {
        const asked = phpList(call.query['ids']).flatMap((list) => list.split(',').map(Number))
        const items = portal.data().items
        const found =
          asked.length > 0
            ? asked.map((id) => items.get(type, id))
            : items.list({ type, conditions: [], order: [], limit: -1, offset: 0 })
        return ok(found.filter((item) => item !== undefined).map((item) => describePortalRecord(portal, item)))
      },
    ]),
  ),
}

function countAll(portal: Portal): Readonly<Record<string, number>> {
  const { items, statuses, userFields, chats } = portal.data()
  const records = crmTypes.map((type) => [wordsOf(type).method, items.count(type)] as const)
  return {
    ...Object.fromEntries(records),
    activity: items.count(ACTIVITY),
    comment: items.count(COMMENT),
    requisite: items.count(REQUISITE),
    status: statuses.all().length,
    userField: userFields.all().length,
    chat: chats.all().length,
  }
}

function mustBeUser(portal: Portal, id = 1): PortalUser {
  const user = portal.data().users.get(id)
  if (user === undefined) throw new ControlError('userId: there is no such user.')
  return user
}

/** Without the keys that were not sent. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

function ok(value: unknown): Reply {
  return jsonReply(200, 'application/json', value)
}
