import { newNeighbourId, toNeighbourId, type NeighbourId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { NeighbourEdit, NoteFields, RemoteNeighbour, TaskFields } from '#shared/domain/neighbour.ts'
import { accountId, contactId, remoteIdOfNumber, someMutation } from './contacts.ts'

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
