import { isJsonList, isJsonObject } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import { linkContact, setCompany } from '../store/link-writer.ts'
import { appendEvent, createRecord, updateRecord } from '../store/record-writer.ts'
import type { Author, RecordChange } from '../store/record-writer.ts'
import type { StoredRecord } from '../store/records.ts'
import { fieldMissing, hal, invalidType, nothingThere, notSupportedChoice, validationProblem } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readInt } from './batch.ts'
import type { Item } from './batch.ts'
import { authorOf } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { entityOf } from './entity-words.ts'
import { detailsOf, pipelineOf } from './incoming-details.ts'
import { countSorted, findIncoming, formatSorted } from './incoming.ts'
import { readJsonBody } from './json-body.ts'
import { findFor } from './record-access.ts'
import { readRecordItem } from './record-input.ts'
import { forbidden, mayEdit, rightsOf } from './rights.ts'

const UNCHANGED = { fields: new Map(), tags: { kind: 'keep' } } as const

/**
 * POST /leads/unsorted/{uid}/accept, `{"user_id"?, "status_id"?}`: makes the lead, with its contact. Without a user it goes
 * to the caller, without a stage to the first open one of its pipeline.
 * @source https://www.amocrm.ru/developers/content/crm_platform/unsorted-api
 */
export const acceptIncoming: Handler = (context, api) =>
  withIncoming(context, api, (contact, item, errors) => {
    if (rightsOf(api.user, 'deals').add === 'none') return forbidden()
    const stage = readStage(context, contact, item, errors)
    const userId = readUser(context, api, item, errors)
    if (stage === undefined || errors.length > 0) return refused(errors)
    const { store } = context
    const author = authorOf(context, api.user.id)
    const { pipelineId, id: stageId } = stage
    const wanted = wantedLead(context, contact)
    const place = { ...wanted.deal, pipelineId, stageId }
    const deal = createRecord(store, 'deals', { ...wanted, responsibleUserId: userId, deal: place }, author)
    settle(context, contact, author, userId)
    linkContact(store, { entity: 'deals', entityId: deal.id, contactId: contact.id }, true, author, false)
    if (contact.companyId !== null) setCompany(store, 'deals', deal, contact.companyId, author, false)
    countSorted(context, 'accepted', contact, author.at)
    return hal({ ...formatSorted(context, contact, api.call.base, [deal.id]), pipeline_id: pipelineId })
  })

/** DELETE or POST /leads/unsorted/{uid}/decline: its contact goes to the trash, or stays, by switch. */
export const declineIncoming: Handler = (context, api) =>
  withIncoming(context, api, (contact, item, errors) => {
    const userId = readUser(context, api, item, errors)
    if (errors.length > 0) return refused(errors)
    const author = authorOf(context, userId)
    const settled = settle(context, contact, author, contact.responsibleUserId)
    if (context.switches().declinedContact === 'trash') {
      context.store.records.update('contacts', { ...settled, trashed: true })
      appendEvent(context.store, 'contacts', contact.id, 'deleted', author)
    }
    countSorted(context, 'declined', contact, author.at)
    return hal(formatSorted(context, contact, api.call.base, []))
  })

/** POST /leads/unsorted/{uid}/link, `{"link": {"entity_id", "entity_type": "leads" | "customers"}}`: the contact goes there. */
export const linkIncoming: Handler = (context, api) =>
  withIncoming(context, api, (contact, item, errors) => {
    const link = isJsonObject(item['link']) ? item['link'] : undefined
    if (link === undefined) return refused([fieldMissing('link')])
    const linkErrors: FieldError[] = []
    const id = readInt(context, link, 'entity_id', linkErrors)
    const entity = entityOf(link['entity_type'] ?? 'leads')
    errors.push(...linkErrors.map((error) => ({ ...error, path: `link.${error.path}` })))
    if (id === undefined && linkErrors.length === 0) errors.push(fieldMissing('link.entity_id'))
    if (entity !== 'deals' && entity !== 'customers')
      return refused([...errors, notSupportedChoice('link.entity_type')])
    const holder = findFor(context, api.user, entity, id ?? 0)
    if (holder === undefined && errors.length === 0) errors.push(notSupportedChoice('link.entity_id'))
    const userId = readUser(context, api, item, errors)
    if (holder === undefined || errors.length > 0) return refused(errors)
    if (!mayEdit(context.store, api.user, entity, holder)) return forbidden()
    const author = authorOf(context, api.user.id)
    const { linkBumpsUpdatedAt } = context.switches()
    settle(context, contact, author, userId)
    const tie = { entity, entityId: holder.id, contactId: contact.id }
    linkContact(context.store, tie, undefined, author, linkBumpsUpdatedAt)
    countSorted(context, 'accepted', contact, author.at)
    return hal(formatSorted(context, contact, api.call.base, entity === 'deals' ? [holder.id] : []))
  })

/** One that waits no more is as absent as one that never was. The body may be left away, or be PHP's empty map, a list. */
function withIncoming(
  context: AmoContext,
  api: ApiCall,
  sort: (contact: StoredRecord, item: Item, errors: FieldError[]) => Reply,
): Reply {
  const body = api.call.body.trim() === '' ? { isOk: true as const, value: {} } : readJsonBody(api.call)
  if (!body.isOk) return body.reply
  const item = isJsonList(body.value) && body.value.length === 0 ? {} : body.value
  if (!isJsonObject(item)) return refused([invalidType('', 'object')])
  const contact = findIncoming(context, api.user, api.params[0] ?? '')
  if (contact === undefined) return nothingThere(404)
  if (!mayEdit(context.store, api.user, 'contacts', contact)) return forbidden()
  return context.store.transaction(() => sort(contact, item, []))
}

/** The lead as it came in, called by the contact if by nothing. What the account knows no more since then is left out. */
function wantedLead(context: AmoContext, contact: StoredRecord): RecordChange {
  const { change } = readRecordItem(context, 'deals', detailsOf(context, contact)?.lead ?? {}, undefined)
  return { ...change, name: change.name ?? contact.name }
}

/** The contact waits no more, and belongs to somebody. */
function settle(context: AmoContext, contact: StoredRecord, author: Author, userId: number): StoredRecord {
  const change = { ...UNCHANGED, isUnsorted: false, responsibleUserId: userId }
  return updateRecord(context.store, 'contacts', contact, change, author)
}

function readStage(context: AmoContext, contact: StoredRecord, item: Item, errors: FieldError[]) {
  const id = readInt(context, item, 'status_id', errors)
  const main = pipelineOf(context, contact)
  const stages = context.store.pipelines.stages().filter(({ kind }) => kind !== 'incoming')
  const own = stages.filter(({ pipelineId }) => pipelineId === main)
  // Won and lost have the same number in every pipeline: those of its own are meant.
  const stage = id === undefined ? own[0] : (own.find((one) => one.id === id) ?? stages.find((one) => one.id === id))
  if (stage === undefined && errors.length === 0) errors.push(notSupportedChoice('status_id'))
  return stage
}

function readUser(context: AmoContext, { user }: ApiCall, item: Item, errors: FieldError[]): number {
  const before = errors.length
  const id = readInt(context, item, 'user_id', errors)
  // The vendor's own example sends 0 for nobody in particular.
  if (id === undefined || id === 0) return user.id
  const isKnown = context.store.directory.user(id)?.isActive === true
  if (!isKnown && errors.length === before) errors.push(notSupportedChoice('user_id'))
  return id
}

function refused(errors: readonly FieldError[]): Reply {
  return validationProblem([{ request_id: '0', errors }])
}
