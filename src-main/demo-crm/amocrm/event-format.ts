import type { EventEntity, EventKind, EventSide, FieldType, StoredEvent } from '../store/records.ts'
import { PLURAL, SINGULAR } from './entity-words.ts'

/** Numbers that the vendor's older format gives to field types; events still use them. */
const TYPE_NUMBERS: Readonly<Record<FieldType, number>> = {
  text: 1,
  numeric: 2,
  checkbox: 3,
  select: 4,
  multiselect: 5,
  date: 6,
  url: 7,
  multitext: 8,
  textarea: 9,
  radiobutton: 10,
  streetaddress: 11,
  smart_address: 13,
  birthday: 14,
  legal_entity: 15,
  date_time: 19,
  monetary: 20,
  file: 25,
  tracking_data: 26,
  chained_list: 24,
}

/** `type` of an event as the vendor spells it. */
export function eventType(kind: EventKind, entity: EventEntity): string {
  switch (kind) {
    case 'added':
      return `${SINGULAR[entity]}_added`
    case 'deleted':
      return `${SINGULAR[entity]}_deleted`
    case 'restored':
      return `${SINGULAR[entity]}_restored`
    case 'merged':
      return 'entity_merged'
    case 'renamed':
      return 'name_field_changed'
    case 'field-changed':
      return 'custom_field_value_changed'
    case 'tag-added':
      return 'entity_tag_added'
    case 'tag-removed':
      return 'entity_tag_deleted'
    case 'responsible-changed':
      return 'entity_responsible_changed'
    case 'linked':
      return 'entity_linked'
    case 'unlinked':
      return 'entity_unlinked'
    case 'contact-linked':
      return 'contact_linked'
    case 'contact-unlinked':
      return 'contact_unlinked'
    case 'stage-changed':
      return 'lead_status_changed'
    case 'price-changed':
      return 'sale_field_changed'
    case 'note-added':
      return 'common_note_added'
    case 'note-deleted':
      return 'common_note_deleted'
    case 'file-added':
      return 'attachment_note_added'
    case 'call-received':
      return 'incoming_call'
    case 'call-made':
      return 'outgoing_call'
    case 'task-added':
      return 'task_added'
    case 'task-completed':
      return 'task_completed'
    case 'task-deleted':
      return 'task_deleted'
  }
}

/**
 * An event as the vendor writes it.
 * @param entityName name of the record, when `with=contact_name` or its like asked for it
 * @source https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export function formatEvent(
  event: StoredEvent,
  base: string,
  accountId: number,
  entityName: string | undefined,
): Readonly<Record<string, unknown>> {
  const id = encodeEventId(event)
  return {
    id,
    type: eventType(event.kind, event.entity),
    entity_id: event.entityId,
    entity_type: SINGULAR[event.entity],
    created_by: event.createdBy,
    created_at: event.createdAt,
    value_after: formatSide(event.after, event),
    value_before: formatSide(event.before, event),
    account_id: accountId,
    _links: { self: { href: `${base}/api/v4/events/${id}` } },
    _embedded: {
      entity: {
        id: event.entityId,
        ...(entityName === undefined ? {} : { name: entityName }),
        _links: { self: { href: `${base}/api/v4/${PLURAL[event.entity]}/${event.entityId}` } },
      },
    },
  }
}

function formatSide(side: EventSide, event: StoredEvent): readonly unknown[] {
  switch (side.is) {
    case 'nothing':
      return []
    case 'name':
      return [{ name_field_value: { name: side.name } }]
    case 'user':
      return [{ responsible_user: { id: side.userId } }]
    case 'tag':
      return [{ tag: { name: side.name } }]
    case 'link':
      return [{ link: { entity: { type: SINGULAR[side.entity], id: side.id } } }]
    case 'stage':
      return [{ lead_status: { id: side.stageId, pipeline_id: side.pipelineId } }]
    case 'price':
      return [{ sale_field_value: { sale: side.price } }]
    case 'note':
      return [{ note: { id: side.id } }]
    case 'values':
      return side.values.map(({ value, enumId }) => ({
        custom_field_value: {
          field_id: side.fieldId,
          field_type: TYPE_NUMBERS[side.type],
          enum_id: enumId ?? null,
          text: typeof value === 'object' ? JSON.stringify(value) : String(value),
        },
      }))
    default:
      throw new Error(`Event ${event.seq} has a side of an unknown form.`)
  }
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_CHARS = 10
const SEQ_CHARS = 16

/** A 26-character id in the style of the vendor's: time first, so that ids sort by age. */
export function encodeEventId(event: StoredEvent): string {
  return encode(event.createdAt * 1000, TIME_CHARS) + encode(event.seq, SEQ_CHARS)
}

/** The sequence number inside an id; undefined when the text is no id of ours. */
export function decodeEventId(id: string): number | undefined {
  if (id.length !== TIME_CHARS + SEQ_CHARS) return undefined
  let seq = 0
  for (const char of id.slice(TIME_CHARS)) {
    const digit = ALPHABET.indexOf(char)
    if (digit < 0) return undefined
    seq = seq * ALPHABET.length + digit
  }
  return Number.isSafeInteger(seq) ? seq : undefined
}

function encode(value: number, length: number): string {
  let rest = value
  let text = ''
  while (text.length < length) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text
    rest = Math.floor(rest / ALPHABET.length)
  }
  return text
}
