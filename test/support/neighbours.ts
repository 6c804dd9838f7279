import { newNeighbourId, toNeighbourId, type NeighbourId, type NeighbourKind } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type {
  DealFields,
  Neighbour,
  NeighbourEdit,
  NoteFields,
  RemoteNeighbour,
  TaskFields,
} from '#shared/domain/neighbour.ts'
import { accountId, contactId, remoteIdOfNumber, someMutation } from './contacts.ts'

/** A new record as the engine would send it. */
export const asCreate = (record: Neighbour, uuid = '55555555-5555-4555-8555-555555555555') => ({
  key: newNeighbourId(record.kind, accountId, uuid),
  record,
})

export const noteId = (n: number): NeighbourId => toNeighbourId('note', accountId, remoteIdOfNumber(n))
export const taskId = (n: number): NeighbourId => toNeighbourId('task', accountId, remoteIdOfNumber(n))
export const freshNote = newNeighbourId('note', accountId, '22222222-2222-4222-8222-222222222222')

export const someNote = (fields: Partial<NoteFields> = {}) =>
  ({ kind: 'note', fields: { aboutId: contactId(1), noteType: 'common', text: 'met at the fair', ...fields } }) as const

export const someTask = (fields: Partial<TaskFields> = {}) =>
  ({
    kind: 'task',
    fields: {
      ...{ aboutId: contactId(1), typeId: '1', text: 'call back', dueAt: 1_700_000_000_000 },
      ...{ responsibleId: null, doneWith: null },
      ...fields,
    },
  }) as const

const told = { accountId, createdAt: 1, createdBy: null, updatedAt: 1, updatedBy: null }

export const remoteNote = (n: number, fields: Partial<NoteFields> = {}): RemoteNeighbour => ({
  ...{ ...someNote(fields), ...told },
  ...{ id: noteId(n), remoteId: remoteIdOfNumber(n) },
})

export const remoteTask = (n: number, fields: Partial<TaskFields> = {}): RemoteNeighbour => ({
  ...{ ...someTask(fields), ...told },
  ...{ id: taskId(n), remoteId: remoteIdOfNumber(n) },
})

export const valueEdit = (field: string, from: NeighbourEdit['from'], to: NeighbourEdit['to']): NeighbourEdit => ({
  kind: 'value',
  field,
  from,
  to,
})

export const noteMutation = (n: number, fields: Partial<NoteFields> = {}): Mutation =>
  someMutation(n, { kind: 'create-neighbour', recordId: freshNote, record: someNote(fields) })

export const neighbourMutation = (n: number, recordId: NeighbourId, edit: NeighbourEdit): Mutation =>
  someMutation(n, { kind: 'edit-neighbour', recordId, edit })

export const dealId = (n: number): NeighbourId => toNeighbourId('deal', accountId, remoteIdOfNumber(n))
export const freshDeal = newNeighbourId('deal', accountId, '33333333-3333-4333-8333-333333333333')

export const someDeal = (fields: Partial<DealFields> = {}) =>
  ({
    kind: 'deal',
    fields: {
      ...{ name: 'Order', price: 100, stage: null, responsibleId: null },
      ...{ contactIds: [contactId(1)], mainContactId: contactId(1), companyId: null },
      ...fields,
    },
  }) as const

export const remoteDeal = (n: number, fields: Partial<DealFields> = {}): RemoteNeighbour => ({
  ...{ ...someDeal(fields), ...told },
  ...{ id: dealId(n), remoteId: remoteIdOfNumber(n) },
})

export const dealMutation = (n: number, fields: Partial<DealFields> = {}): Mutation =>
  someMutation(n, { kind: 'create-neighbour', recordId: freshDeal, record: someDeal(fields) })

/** How far a cache has come that has not begun with any kind. */
export const noneBegun: Readonly<Record<NeighbourKind, null>> = {
  ...{ company: null, layout: null, note: null, task: null, chat: null, deal: null, lead: null, requisite: null },
}
