import { emptyReply, isJsonList, isJsonObject, jsonReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import { phpString } from '../http/php-query.ts'
import { fieldMissing, hal, invalidType, notBlank, notSupportedChoice, problem, validationProblem } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readInt, readText } from './batch.ts'
import type { Item } from './batch.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { readJsonBody } from './json-body.ts'
import { readFilter } from './list-parameters.ts'
import { forbidden } from './rights.ts'
import { nextWebhookId, putWebhook, removeWebhook, webhooksOf } from './webhook-list.ts'
import type { Webhook } from './webhook-list.ts'

const MAX_WEBHOOKS = 100

/** What a webhook may ask for. Those after the tasks are taken and never happen here. */
export const webhookCodes: readonly string[] = [
  ...['contact', 'company', 'lead'].flatMap((what) =>
    ['add', 'update', 'delete', 'restore', 'responsible', 'note'].map((deed) => `${deed}_${what}`),
  ),
  'status_lead',
  ...['add_task', 'delete_task', 'responsible_task', 'update_task'],
  ...['add_talk', 'add_message', 'add_chat_template_review'],
]

/**
 * GET /webhooks, with `filter[destination]`; for administrators, as all of this branch.
 * @source https://developers.kommo.com/docs/webhooks-general
 */
export const listWebhooks: Handler = (context, { call, user }) => {
  if (!user.isAdmin) return forbidden()
  const wanted = phpString(readFilter(call.query, context.switches())['destination'])
  const found = webhooksOf(context.store).filter(({ destination }) => wanted === undefined || destination === wanted)
  if (found.length === 0) return emptyReply(204)
  return hal({
    _total_items: found.length,
    _links: { self: { href: `${call.base}${call.path}` } },
    _embedded: { webhooks: found.map((webhook) => formatWebhook(context, webhook)) },
  })
}

/** POST /webhooks: one object. An address that is there already keeps its number and gets what is asked for now. */
export const postWebhook: Handler = (context, api) => {
  if (!api.user.isAdmin) return forbidden()
  const body = readObject(api)
  if (!body.isOk) return body.reply
  const errors: FieldError[] = []
  const wanted = readWebhook(context, body.item, errors)
  if (wanted === undefined || errors.length > 0) return refused(errors)
  const { store } = context
  const known = webhooksOf(store).find(({ destination }) => destination === wanted.destination)
  if (known === undefined && webhooksOf(store).length >= MAX_WEBHOOKS) {
    return problem(422, `There are ${MAX_WEBHOOKS} webhooks already`)
  }
  const at = nowSeconds(context)
  return store.transaction(() => {
    const made = { id: known?.id ?? nextWebhookId(store), createdAt: known?.createdAt ?? at }
    const webhook = { ...made, createdBy: known?.createdBy ?? api.user.id, updatedAt: at, isDisabled: false, ...wanted }
    putWebhook(store, webhook)
    return jsonReply(known === undefined ? 201 : 200, 'application/hal+json', formatWebhook(context, webhook))
  })
}

/** DELETE /webhooks: `{"destination"}` in the body; 404 for one that is not there. */
export const deleteWebhook: Handler = (context, api) => {
  if (!api.user.isAdmin) return forbidden()
  const body = readObject(api)
  if (!body.isOk) return body.reply
  const errors: FieldError[] = []
  const destination = readText(body.item, 'destination', errors)
  if (destination === undefined) errors.push(fieldMissing('destination'))
  if (errors.length > 0) return refused(errors)
  const known = webhooksOf(context.store).find((webhook) => webhook.destination === destination)
  if (known === undefined) return problem(404, 'Not found')
  removeWebhook(context.store, known.id)
  return emptyReply(204)
}

type Body = { readonly isOk: true; readonly item: Item } | { readonly isOk: false; readonly reply: Reply }

function readObject({ call }: ApiCall): Body {
  const body = readJsonBody(call)
  if (!body.isOk) return body
  if (!isJsonObject(body.value)) return { isOk: false, reply: refused([invalidType('', 'object')]) }
  return { isOk: true, item: body.value }
}

function readWebhook(
  context: AmoContext,
  item: Item,
  errors: FieldError[],
): Pick<Webhook, 'destination' | 'settings' | 'sort'> | undefined {
  const destination = readText(item, 'destination', errors)
  if (destination === undefined) errors.push(fieldMissing('destination'))
  else if (!URL.canParse(destination) || !/^https?:/i.test(destination)) errors.push(notSupportedChoice('destination'))
  const { settings } = item
  if (settings === undefined || settings === null) errors.push(fieldMissing('settings'))
  else if (!isJsonList(settings)) errors.push(invalidType('settings', 'array'))
  else if (settings.length === 0) errors.push(notBlank('settings'))
  const codes = isJsonList(settings) ? settings : []
  codes.forEach((code, index) => {
    if (!webhookCodes.some((known) => known === code)) errors.push(notSupportedChoice(`settings.${index}`))
  })
  const sort = readInt(context, item, 'sort', errors) ?? 1
  return destination === undefined ? undefined : { destination, settings: [...new Set(codes.map(String))], sort }
}

function refused(errors: readonly FieldError[]): Reply {
  return validationProblem([{ request_id: '0', errors }])
}

function formatWebhook(context: AmoContext, webhook: Webhook): Readonly<Record<string, unknown>> {
  return {
    id: webhook.id,
    destination: webhook.destination,
    created_at: webhook.createdAt,
    updated_at: webhook.updatedAt,
    account_id: context.account.id,
    created_by: webhook.createdBy,
    sort: webhook.sort,
    disabled: webhook.isDisabled,
    settings: webhook.settings,
  }
}
