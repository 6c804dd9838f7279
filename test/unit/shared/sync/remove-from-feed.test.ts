import { describe, expect, test } from 'vitest'
import type { Neighbour, NeighbourEdit, NoteFields, TaskFields } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { applyNeighbourEdit, resolveNeighbour, squashNeighbourEdits, valueIn } from '#shared/sync/neighbour-edits.ts'
import { mutationId } from '#test/support/contacts.ts'
import { someNote, someTask } from '#test/support/neighbours.ts'

const removalOf = (seen: Neighbour): NeighbourEdit => ({
  ...{ kind: 'value', field: REMOVED, from: valueIn(seen, REMOVED), to: true },
})
function resolve(theirs: Neighbour, seen: Neighbour) {
  const edits = squashNeighbourEdits([{ mutationId: mutationId(1), edit: removalOf(seen) }])
  const { sent, conflicts } = resolveNeighbour({ ...theirs, updatedAt: 1, updatedBy: null }, edits)
  return [sent.length, conflicts.length]
}

describe('taking a note or a task away', () => {
  test.each([someNote(), someTask()])('is one edit of a $kind, led back by its opposite', (record) => {
    const edit = removalOf(record)

    const removed = applyNeighbourEdit<Neighbour>(record, edit)

    expect(removed.fields).toEqual({ ...record.fields, isRemoved: true })
    expect(applyNeighbourEdit(removed, { ...edit, from: edit.to, to: edit.from })).toEqual(record)
  })

  test.each<[string, Partial<NoteFields>]>([['words', { text: 'other words' }]])(
    'is asked about where a colleague has put a note in other %s',
    (_, theirs) => expect(resolve(someNote(theirs), someNote())).toEqual([0, 1]),
  )

  test.each<[string, Partial<TaskFields>]>([
    ['words', { text: 'other words' }],
    ['an hour', { dueAt: 7 }],
    ['a result', { doneWith: 'agreed' }],
  ])('is asked about where a colleague has given a task %s', (_, theirs) => {
    expect(resolve(someTask(theirs), someTask())).toEqual([0, 1])
  })

  test('goes where it looks as it did, and does not mind of which type the CRM says it is', () => {
    expect(resolve(someNote(), someNote())).toEqual([1, 0])
    expect(resolve(someTask({ typeId: '6', nature: 'task' }), someTask())).toEqual([1, 0])
  })
})
