import { describe, expect, test } from 'vitest'
import { planNeighbours } from '#shared/sync/plan-neighbours.ts'
import { resolveNeighbour, squashNeighbourEdits } from '#shared/sync/neighbour-edits.ts'
import { editMutation, mutationId, rename } from '#test/support/contacts.ts'
import { freshNote, neighbourMutation, noteMutation, remoteTask, taskId, valueEdit } from '#test/support/neighbours.ts'
import { recordIdsOf, type Mutation } from '#shared/domain/mutation.ts'

const targetsOf = (...mutations: Mutation[]) =>
  mutations.flatMap((mutation) => recordIdsOf(mutation.change).map((recordId) => ({ mutation, recordId })))

const squash = (...edits: ReturnType<typeof valueEdit>[]) =>
  squashNeighbourEdits(edits.map((edit, at) => ({ mutationId: mutationId(at + 1), edit })))

describe('planNeighbours', () => {
  test('takes edits of a new record along in its create, and passes contacts over', () => {
    const targets = targetsOf(
      noteMutation(1),
      editMutation(2, 1, rename('a', 'b')),
      neighbourMutation(3, freshNote, valueEdit('text', 'met at the fair', 'met in May')),
    )

    expect(planNeighbours(targets, () => false)).toMatchObject([
      {
        kind: 'create',
        recordId: freshNote,
        mutationIds: [mutationId(1), mutationId(3)],
        record: { fields: { text: 'met in May' } },
      },
    ])
  })

  test('means nothing for an edit of a record that nobody can bring into being', () => {
    const targets = targetsOf(neighbourMutation(3, freshNote, valueEdit('text', 'a', 'b')))

    expect(planNeighbours(targets, () => false)).toEqual([])
  })

  test('tells several edits of one field as one, fields apart', () => {
    const targets = targetsOf(
      neighbourMutation(1, taskId(1), valueEdit('text', 'a', 'b')),
      neighbourMutation(2, taskId(1), valueEdit('doneWith', null, '')),
      neighbourMutation(3, taskId(1), valueEdit('text', 'b', 'c')),
    )

    expect(planNeighbours(targets, () => true)).toMatchObject([
      {
        kind: 'update',
        edits: [
          { edit: valueEdit('text', 'a', 'c'), mutationIds: [mutationId(1), mutationId(3)] },
          { edit: valueEdit('doneWith', null, ''), mutationIds: [mutationId(2)] },
        ],
      },
    ])
  })
})

describe('resolveNeighbour', () => {
  test.each([
    ['sends what still has its base', 'a', { sent: 1, already: 0, conflicts: 0 }],
    ['needs nothing where the CRM has it already', 'c', { sent: 0, already: 1, conflicts: 0 }],
    ['knows what an earlier step of ours has left there', 'b', { sent: 1, already: 0, conflicts: 0 }],
    ['overwrites nothing that somebody else has written', 'theirs', { sent: 0, already: 0, conflicts: 1 }],
  ])('%s', (_name, theirs, counts) => {
    const edits = squash(valueEdit('text', 'a', 'b'), valueEdit('text', 'b', 'c'))

    const { sent, already, conflicts } = resolveNeighbour(remoteTask(1, { text: theirs }), edits)

    expect({ sent: sent.length, already: already.length, conflicts: conflicts.length }).toEqual(counts)
  })
})
