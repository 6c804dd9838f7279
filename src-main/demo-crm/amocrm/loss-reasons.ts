import { emptyReply, isJsonObject } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import type { LossReason } from '../store/pipeline-store.ts'
import { fieldMissing, hal, invalidType, nothingThere, validationProblem } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readBatch, readInt, readText, saveBatch } from './batch.ts'
import type { Item } from './batch.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { readJsonBody, readJsonItems } from './json-body.ts'
import { formatReason } from './neighbours.ts'
import { forbidden } from './rights.ts'

/** GET /leads/loss_reasons and /leads/loss_reasons/{id}: why deals were lost, for `loss_reason_id`. */
export const listLossReasons: Handler = (context, { call, params }) => {
  const reasons = context.store.pipelines.lossReasons()
  const formatted = reasons.map((reason) => formatReason(call.base, reason))
  if (params[0] === undefined) return reasonsAnswer(call.base, formatted)
  const found = formatted.find(({ id }) => id === Number(params[0]))
  return found === undefined ? nothingThere(context.switches().missingStatus) : hal(found)
}

/** POST /leads/loss_reasons, by administrators. */
export const postLossReasons: Handler = (context, api) => {
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  if (!api.user.isAdmin) return forbidden()
  const reads = readBatch(body.items, (item, errors) => {
    const name = readName(item, errors)
    if (name === undefined && errors.length === 0) errors.push(fieldMissing('name'))
    return { name: name ?? '', sort: readInt(context, item, 'sort', errors) }
  })
  return saveBatch(context, reads, (good) => {
    const made = good.map(({ requestId, value: { name, sort } }) => {
      const { pipelines } = context.store
      const last = pipelines.lossReasons().at(-1)?.sort ?? 0
      const times = { createdAt: nowSeconds(context) }
      const reason = { id: pipelines.nextLossReasonId(), name, sort: sort ?? last + SORT_STEP, ...times }
      pipelines.putLossReason(reason)
      return { ...formatReason(api.call.base, reason), request_id: requestId }
    })
    return reasonsAnswer(api.call.base, made)
  })
}

/** PATCH /leads/loss_reasons/{id}: its name and its place. */
export const patchLossReason: Handler = (context, api) =>
  withReason(context, api, (reason) => {
    const body = readJsonBody(api.call)
    if (!body.isOk) return body.reply
    if (!isJsonObject(body.value)) return refused([invalidType('', 'object')])
    const errors: FieldError[] = []
    const [name, sort] = [readName(body.value, errors), readInt(context, body.value, 'sort', errors)]
    if (errors.length > 0) return refused(errors)
    const changed = { ...reason, name: name ?? reason.name, sort: sort ?? reason.sort }
    context.store.pipelines.putLossReason(changed)
    return hal(formatReason(api.call.base, changed))
  })

/** DELETE /leads/loss_reasons/{id} */
export const deleteLossReason: Handler = (context, api) =>
  withReason(context, api, ({ id }) => {
    context.store.pipelines.deleteLossReason(id)
    return emptyReply(204)
  })

/** Between two of which nobody says where they go. */
const SORT_STEP = 100_000

function withReason(context: AmoContext, api: ApiCall, use: (reason: LossReason) => Reply): Reply {
  if (!api.user.isAdmin) return forbidden()
  const reason = context.store.pipelines.lossReasons().find(({ id }) => id === Number(api.params[0]))
  return reason === undefined ? nothingThere(404) : use(reason)
}

function readName(item: Item, errors: FieldError[]): string | undefined {
  const name = readText(item, 'name', errors)
  return name === '' ? undefined : name
}

function reasonsAnswer(base: string, reasons: readonly object[]): Reply {
  const self = { href: `${base}/api/v4/leads/loss_reasons` }
  return hal({ _total_items: reasons.length, _links: { self }, _embedded: { loss_reasons: reasons } })
}

function refused(errors: readonly FieldError[]): Reply {
  return validationProblem([{ request_id: '0', errors }])
}
