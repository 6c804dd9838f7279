import { describe, expect, test } from 'vitest'
import { judgeEdits, toMoves } from '#core/sync/verdicts.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { SquashedEdit } from '#shared/sync/squash-edits.ts'
import { contactId, mutationId, phoneEdit, rename } from '#test/support/contacts.ts'

const gone: Problem = { kind: 'gone' }
const only = (edit: FieldEdit, n: number): SquashedEdit => ({ edit, mutationIds: [mutationId(n)], steps: [edit] })
const [renamed, phoned] = [only(rename('a', 'b'), 1), only(phoneEdit('+1', '+2'), 2)]

describe('toMoves', () => {
  test('takes a mutation as far as its worst part', () => {
    const moves = toMoves(contactId(1), [
      { mutationIds: [mutationId(1)], verdict: { kind: 'applied' } },
      { mutationIds: [mutationId(1)], verdict: { kind: 'later' } },
    ])

    expect(moves).toEqual([{ mutationId: mutationId(1), recordId: contactId(1), state: { kind: 'pending' } }])
  })

  test('lets the last of several edits told as one carry the problem, and calls none of them applied', () => {
    const edit = rename('a', 'c')
    const moves = toMoves(contactId(1), [
      { mutationIds: [mutationId(1), mutationId(2)], verdict: { kind: 'problem', problem: gone }, edit },
    ])

    expect(moves.map(({ state }) => state)).toEqual([
      { kind: 'settled', superseded: { by: mutationId(2), edit } },
      { kind: 'set-aside', problem: gone },
    ])
  })
})

describe('judgeEdits', () => {
  test('sets aside the edit of the refused field, and sends the others again', () => {
    const parts = judgeEdits({ kind: 'rejected', field: 'phones', reason: 'Bad', message: 'no' }, [renamed, phoned])

    expect(parts.map(({ verdict }) => verdict.kind)).toEqual(['later', 'problem'])
  })

  test('sets all edits aside when the CRM does not say which field it refused', () => {
    const parts = judgeEdits({ kind: 'rejected', field: null, reason: 'Bad', message: 'no' }, [renamed, phoned])

    expect(parts.map(({ verdict }) => verdict.kind)).toEqual(['problem', 'problem'])
  })
})
