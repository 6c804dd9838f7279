import { remoteIdOf, toEntityId, toNeighbourId, type ContactId } from '#shared/domain/ids.ts'
import { aboutIdsOf, type Neighbour } from '#shared/domain/neighbour.ts'
import type { NeighbourKindWords } from './neighbour-kind.ts'
import { toMs, toRemoteId, toUserId } from './remote-ids.ts'
import { NoteWire } from './neighbour-wire.ts'

/**
 * Notes of contacts. What people type is a `common` one; calls, messages and the words of robots come under types of their
 * own, and are shown with whatever text, link or number they bring.
 * @source https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export const noteWords: NeighbourKindWords<NoteWire> = {
  source: { path: '/api/v4/contacts/notes', key: 'notes', row: NoteWire },
  query: {},
  entity: 'note',
  goesByTime: true,
  deletedIn: ({ value_before }) => value_before?.find(({ note }) => note !== undefined)?.note?.id ?? null,
  toNeighbour({ accountId }, row) {
    const remoteId = toRemoteId(row.id)
    return {
      kind: 'note',
      id: toNeighbourId('note', accountId, remoteId),
      ...{ remoteId, accountId },
      fields: {
        aboutId: toEntityId<ContactId>(accountId, toRemoteId(row.entity_id)),
        noteType: row.note_type,
        text: textOf(row),
      },
      ...{ createdAt: toMs(row.created_at), createdBy: toUserId(accountId, row.created_by) },
      ...{ updatedAt: toMs(row.updated_at), updatedBy: toUserId(accountId, row.updated_by) },
    }
  },
  toCreateOut(record) {
    const [aboutId] = aboutIdsOf(record)
    const entityId = aboutId === undefined ? null : Number(remoteIdOf(aboutId))
    return { entity_id: entityId, note_type: 'common', params: { text: wordsOf(record) } }
  },
  toUpdateOut: ({ record }) => ({ params: { text: wordsOf(record) } }),
  fieldAt: (path) => (path.startsWith('params') ? 'neighbour:text' : null),
}

/** A note is asked of notes alone. */
const wordsOf = (record: Neighbour): string => (record.kind === 'note' ? record.fields.text : '')

/** Of a call, what there is of it: its number, else its recording. */
function textOf({ params }: NoteWire): string {
  return [params?.text, params?.phone, params?.link, params?.file_name].find((part) => part) ?? ''
}
