import { isJsonObject } from '../http/exchange.ts'
import type { Note } from '../store/note-store.ts'
import type { EntityName, EventKind } from '../store/records.ts'
import { fieldMissing, invalidType, notSupportedChoice } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readInt } from './batch.ts'
import type { Item } from './batch.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext, ApiCall } from './context.ts'
import { findFor } from './record-access.ts'

/** The vendor's kinds of notes that can be written, what they are here, and what they must say. */
const TYPES: readonly { readonly type: string; readonly kind: string; readonly required: readonly string[] }[] = [
  { type: 'common', kind: 'comment', required: ['text'] },
  { type: 'call_in', kind: 'call-in', required: [] },
  { type: 'call_out', kind: 'call-out', required: [] },
  { type: 'service_message', kind: 'service', required: ['text'] },
  { type: 'extended_service_message', kind: 'service-extended', required: ['text'] },
  { type: 'message_cashier', kind: 'cashier', required: ['text'] },
  { type: 'geolocation', kind: 'place', required: ['text'] },
  { type: 'sms_in', kind: 'message-in', required: ['text'] },
  { type: 'sms_out', kind: 'message-out', required: ['text'] },
  { type: 'attachment', kind: 'file', required: ['file_uuid'] },
]

/** Which notes are told of among the events. */
export const NOTE_EVENTS: Readonly<Record<string, EventKind>> = {
  comment: 'note-added',
  file: 'file-added',
  'call-in': 'call-received',
  'call-out': 'call-made',
}

/** What a note of that type of the vendor's is here; undefined for a type that nobody can write. */
export function kindOf(type: unknown): string | undefined {
  return TYPES.find((known) => known.type === type)?.kind
}

/** What the vendor calls a note of that kind. */
export function noteTypeOf(kind: string): string {
  return TYPES.find((known) => known.kind === kind)?.type ?? kind
}

/** Where a note goes: the record that the path names, or that the body has to. */
export type NotePlace = { readonly entity: EntityName; readonly owner: number | undefined }

/** Reads one submitted note, still without an id of its own. */
export function readNewNote(
  context: AmoContext,
  api: ApiCall,
  { entity, owner }: NotePlace,
  item: Item,
  errors: FieldError[],
): Note | undefined {
  const entityId = owner ?? readInt(context, item, 'entity_id', errors)
  if (entityId === undefined) errors.push(fieldMissing('entity_id'))
  const record = entityId === undefined ? undefined : findFor(context, api.user, entity, entityId)
  if (entityId !== undefined && record === undefined) errors.push(notSupportedChoice('entity_id'))
  const { note_type: type } = item
  const kind = kindOf(type)
  if (type === undefined) errors.push(fieldMissing('note_type'))
  else if (kind === undefined) errors.push(notSupportedChoice('note_type'))
  if (record === undefined || kind === undefined) return undefined
  const content = readNoteContent(kind, item['params'], {}, errors)
  const authorId = readInt(context, item, 'created_by', errors) ?? api.user.id
  if (authorId !== 0 && context.store.directory.user(authorId) === undefined)
    errors.push(notSupportedChoice('created_by'))
  const at = nowSeconds(context)
  const stamps = { createdBy: authorId, updatedBy: authorId, createdAt: at, updatedAt: at }
  const responsibleUserId = readInt(context, item, 'responsible_user_id', errors) ?? record.responsibleUserId
  return { id: 0, entity, entityId: record.id, kind, content, isPinned: false, responsibleUserId, ...stamps }
}

/** What a note says stands in `params`; what it must say is missed at its path there. */
export function readNoteContent(
  kind: string,
  params: unknown,
  current: Note['content'],
  errors: FieldError[],
): Note['content'] {
  if (params !== undefined && params !== null && !isJsonObject(params)) {
    errors.push(invalidType('params', 'array'))
    return current
  }
  const content = { ...current, ...params }
  for (const key of TYPES.find((known) => known.kind === kind)?.required ?? []) {
    const value = content[key]
    if (value === undefined || value === null || value === '') errors.push(fieldMissing(`params.${key}`))
    else if (typeof value !== 'string' && typeof value !== 'number') errors.push(invalidType(`params.${key}`, 'string'))
  }
  return content
}
