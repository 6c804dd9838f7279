import { jsonReply } from '../http/exchange.ts'
import type { EntityName, StoredRecord, User } from '../store/records.ts'
import type { Note } from '../store/note-store.ts'
import { addNote } from '../store/note-writer.ts'
import { phoneDigits } from '../store/search-text.ts'
import { fieldMissing, hal, notSupportedChoice } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readBatch, readInt, readText, saveBatch } from './batch.ts'
import type { Item } from './batch.ts'
import { authorOf } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { SINGULAR } from './entity-words.ts'
import { readJsonItems } from './json-body.ts'
import { recordHref } from './neighbours.ts'
import { NOTE_EVENTS, readNewNote } from './note-input.ts'
import { viewConditions } from './rights.ts'

/** Numbers are written with and without the country: this many digits from the end tell one from another. */
const TELLING_DIGITS = 10
/** What the vendor says where nobody has the number. */
const NOBODY = { title: 'Entity not found', detail: 'Entity not found', status: 263 } as const

/**
 * POST /calls: calls of a telephone exchange, each as a note of the contact or else the company that has the number.
 * @source https://www.amocrm.ru/developers/content/crm_platform/calls-api; the clients' Call models
 */
export const postCalls: Handler = (context, api) => {
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  const reads = readBatch(body.items, (item, errors) => readCall(context, api, item, errors))
  return saveBatch(context, reads, (good) => {
    const author = authorOf(context, api.user.id)
    const errors: object[] = []
    const calls: object[] = []
    for (const { requestId, value } of good) {
      if (value.note === undefined) {
        errors.push({ ...NOBODY, request_id: requestId })
        continue
      }
      const note: Note = { ...value.note, id: context.store.notes.nextId() }
      addNote(context.store, note, NOTE_EVENTS[note.kind], author, context.switches().notesBumpUpdatedAt)
      calls.push({ ...formatCall(context, api.call.base, note), request_id: requestId })
    }
    const answer = { _total_items: calls.length, errors, _embedded: { calls } }
    return calls.length > 0 ? hal(answer) : jsonReply(400, 'application/problem+json', answer)
  })
}

/** A call without a note is one of nobody who is known. */
function readCall(
  context: AmoContext,
  api: ApiCall,
  item: Item,
  errors: FieldError[],
): { readonly note: Note | undefined } {
  const { direction } = item
  const phone = readText(item, 'phone', errors)
  const known = {
    duration: readInt(context, item, 'duration', errors),
    source: readText(item, 'source', errors),
    phone,
  }
  const missing = Object.entries({ direction, ...known }).filter(([, value]) => value === undefined || value === null)
  errors.push(...missing.map(([name]) => fieldMissing(name)))
  if (direction !== 'inbound' && direction !== 'outbound') {
    if (direction !== undefined && direction !== null) errors.push(notSupportedChoice('direction'))
    return { note: undefined }
  }
  const owner = errors.length > 0 ? undefined : whoHas(context, api.user, phone ?? '')
  if (owner === undefined) return { note: undefined }
  const { link, uniq, call_result: result, call_status: status, call_responsible: responsible } = item
  const params = { ...known, link, uniq, call_result: result, call_status: status, call_responsible: responsible }
  const note = { ...item, note_type: direction === 'inbound' ? 'call_in' : 'call_out', params }
  return { note: readNewNote(context, api, { entity: owner.entity, owner: owner.record.id }, note, errors) }
}

function whoHas(
  context: AmoContext,
  user: User,
  phone: string,
): { readonly entity: EntityName; readonly record: StoredRecord } | undefined {
  const digits = phoneDigits(phone)?.slice(-TELLING_DIGITS)
  if (digits === undefined) return undefined
  for (const entity of ['contacts', 'companies'] as const) {
    const conditions = [{ kind: 'text', text: digits } as const, ...viewConditions(context.store, user, entity)]
    const order = [{ column: 'id', direction: 'asc' }] as const
    const [record] = context.store.records.list(entity, { trashed: false, conditions, order, limit: 1, offset: 0 })
    if (record !== undefined) return { entity, record }
  }
  return undefined
}

function formatCall(context: AmoContext, base: string, { id, entity, entityId }: Note): object {
  const self = { href: recordHref(base, entity, entityId) }
  return {
    ...{ id, entity_id: entityId, entity_type: SINGULAR[entity], account_id: context.account.id },
    _embedded: { entity: { id: entityId, _links: { self } } },
  }
}
