import { emptyReply, isJsonObject } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import { phpList, phpObject, phpString } from '../http/php-query.ts'
import type { PhpValue } from '../http/php-query.ts'
import type { Note, NoteQuery } from '../store/note-store.ts'
import { addNote } from '../store/note-writer.ts'
import type { EntityName } from '../store/records.ts'
import { hal, invalidType, nothingThere, notSupportedChoice, validationProblem } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readBatch, readInt, saveBatch } from './batch.ts'
import type { Item } from './batch.ts'
import { authorOf, nowSeconds } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { PLURAL } from './entity-words.ts'
import { readJsonBody, readJsonItems } from './json-body.ts'
import { readFilter, readOrder, toPhpInt } from './list-parameters.ts'
import { kindOf, NOTE_EVENTS, noteTypeOf, readNewNote, readNoteContent } from './note-input.ts'
import { pageLinks, readPage, readSeen } from './paging.ts'
import { findFor } from './record-access.ts'

/**
 * GET /contacts/notes and GET /contacts/{id}/notes
 * @source https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export function listNotes(entity: EntityName): Handler {
  return (context, { call, params, user }) => {
    const page = readPage(call.query, context.switches().defaultLimit)
    const filter = readFilter(call.query, context.switches())
    const query = {
      entity,
      entityIds: params[0] === undefined ? phpList(filter['entity_id']).map(toPhpInt) : [Number(params[0])],
      ids: phpList(filter['id']).map(toPhpInt),
      kinds: phpList(filter['note_type']).map((type) => kindOf(type) ?? type),
      ...readMoment(filter['updated_at']),
      order: readOrder(call.query['order'], ['updated_at', 'id'], [{ column: 'id', direction: 'asc' }]),
    }
    const found = readSeen(
      page,
      (limit, offset) => context.store.notes.list({ ...query, limit, offset }),
      (note) => findFor(context, user, entity, note.entityId) !== undefined,
    )
    if (found.length === 0) return emptyReply(204)
    return hal({
      _page: page.page,
      _links: pageLinks(call, page, found.length > page.limit),
      _embedded: { notes: found.slice(0, page.limit).map((note) => formatNote(context, note, call.base)) },
    })
  }
}

/** GET /contacts/notes/{id}, also under its own record: GET /contacts/{record}/notes/{id}. */
export function getNote(entity: EntityName): Handler {
  return (context, api) => {
    const note = findNote(context, api, entity, Number(api.params.at(-1)), ownerIn(api))
    return note === undefined
      ? nothingThere(context.switches().missingStatus)
      : hal(formatNote(context, note, api.call.base))
  }
}

/** POST /contacts/notes (each names its record) and POST /contacts/{id}/notes. */
export function postNotes(entity: EntityName): Handler {
  return (context, api) => {
    const body = readJsonItems(context, api.call)
    if (!body.isOk) return body.reply
    const owner = api.params[0] === undefined ? undefined : Number(api.params[0])
    const reads = readBatch(body.items, (item, errors) => readNewNote(context, api, { entity, owner }, item, errors))
    return saveBatch(context, reads, (good) => {
      const author = authorOf(context, api.user.id)
      const made = good.map(({ requestId, value }) => {
        const note: Note = { ...value, id: context.store.notes.nextId() }
        addNote(context.store, note, NOTE_EVENTS[note.kind], author, context.switches().notesBumpUpdatedAt)
        return { id: note.id, entity_id: note.entityId, request_id: requestId, _links: linksOf(note, api.call.base) }
      })
      return notesAnswer(api, made)
    })
  }
}

/** PATCH /contacts/notes, /contacts/{id}/notes (lists) and /contacts/notes/{id} (one object). */
export function patchNotes(entity: EntityName, form: 'list' | 'one'): Handler {
  return (context, api) => {
    if (form === 'list') {
      const body = readJsonItems(context, api.call)
      return body.isOk ? patchAll(context, api, entity, body.items, (notes) => notesAnswer(api, notes)) : body.reply
    }
    const body = readJsonBody(api.call)
    if (!body.isOk) return body.reply
    if (!isJsonObject(body.value)) {
      return validationProblem([{ request_id: '0', errors: [invalidType('', 'object')] }])
    }
    return patchAll(context, api, entity, [{ ...body.value, id: Number(api.params.at(-1)) }], ([note]) => hal(note))
  }
}

/** POST /contacts/notes/{id}/pin and /unpin. */
export function pinNote(entity: EntityName, isPinned: boolean): Handler {
  return (context, api) => {
    const note = findNote(context, api, entity, Number(api.params.at(-1)), ownerIn(api))
    if (note === undefined) return nothingThere(404)
    context.store.notes.put({ ...note, isPinned })
    if (context.switches().pinStatus === 204) return emptyReply(204)
    return hal(formatNote(context, { ...note, isPinned }, api.call.base))
  }
}

function patchAll(
  context: AmoContext,
  api: ApiCall,
  entity: EntityName,
  items: readonly unknown[],
  answer: (notes: readonly Readonly<Record<string, unknown>>[]) => Reply,
): Reply {
  const reads = readBatch(items, (item, errors) => readChange(context, api, entity, item, errors))
  return saveBatch(context, reads, (good) =>
    answer(
      good.map(({ requestId, value: note }) => {
        context.store.notes.put(note)
        const { id, entityId, updatedAt } = note
        const links = linksOf(note, api.call.base)
        return { id, entity_id: entityId, updated_at: updatedAt, request_id: requestId, _links: links }
      }),
    ),
  )
}

/** The kind of a note stays; its content is replaced key by key. */
function readChange(
  context: AmoContext,
  api: ApiCall,
  entity: EntityName,
  item: Item,
  errors: FieldError[],
): Note | undefined {
  const note = findNote(context, api, entity, readInt(context, item, 'id', errors) ?? 0, ownerIn(api))
  if (note === undefined) {
    errors.push(notSupportedChoice('id'))
    return undefined
  }
  const { note_type: type, params } = item
  if (type !== undefined && kindOf(type) !== note.kind) errors.push(notSupportedChoice('note_type'))
  const content = params === undefined ? note.content : readNoteContent(note.kind, params, note.content, errors)
  return { ...note, content, updatedAt: nowSeconds(context), updatedBy: api.user.id }
}

/** @param owner the record that the path names; undefined where it names none */
function findNote(
  context: AmoContext,
  { user }: ApiCall,
  entity: EntityName,
  id: number,
  owner: number | undefined,
): Note | undefined {
  const note = context.store.notes.find(entity, id)
  if (note === undefined || (owner !== undefined && note.entityId !== owner)) return undefined
  return findFor(context, user, entity, note.entityId) === undefined ? undefined : note
}

/** The record in a path such as /contacts/{record}/notes/{id} or /contacts/{record}/notes. */
function ownerIn({ call, params }: ApiCall): number | undefined {
  return /\/\d+\/notes(\/|$)/.test(call.path) ? Number(params[0]) : undefined
}

/** A bare moment means "after it". */
function readMoment(value: PhpValue | undefined): Pick<NoteQuery, 'updatedAfter' | 'updatedFrom' | 'updatedTo'> {
  const none = { updatedAfter: undefined, updatedFrom: undefined, updatedTo: undefined }
  if (typeof value === 'string') return value === '' ? none : { ...none, updatedAfter: toPhpInt(value) }
  const [from, to] = [phpString(phpObject(value)['from']), phpString(phpObject(value)['to'])]
  return { ...none, updatedFrom: from ? toPhpInt(from) : undefined, updatedTo: to ? toPhpInt(to) : undefined }
}

function notesAnswer({ call }: ApiCall, notes: readonly Readonly<Record<string, unknown>>[]): Reply {
  return hal({ _links: { self: { href: `${call.base}${call.path}` } }, _embedded: { notes } })
}

function linksOf({ entity, entityId, id }: Note, base: string): Readonly<Record<string, unknown>> {
  return { self: { href: `${base}/api/v4/${PLURAL[entity]}/${entityId}/notes/${id}` } }
}

function formatNote(context: AmoContext, note: Note, base: string): Readonly<Record<string, unknown>> {
  return {
    id: note.id,
    entity_id: note.entityId,
    created_by: note.createdBy,
    updated_by: note.updatedBy,
    created_at: note.createdAt,
    updated_at: note.updatedAt,
    responsible_user_id: note.responsibleUserId,
    group_id: context.store.directory.user(note.responsibleUserId)?.groupId ?? 0,
    note_type: noteTypeOf(note.kind),
    params: note.content,
    is_pinned: note.isPinned,
    account_id: context.account.id,
    _links: linksOf(note, base),
  }
}
