import { describe, expect, test } from 'vitest'
import { judgeEdits, judgeRefusedCreate, toMoves } from '#core/sync/verdicts.ts'
import { fieldOf, type FieldEdit } from '#shared/domain/field-edit.ts'
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

  test('gives each edit that is refused its own fault, where the CRM names several', () => {
    const fault = (field: 'phones' | 'firstName', reason: string) => ({ field, reason, message: '' }) as const
    const emailed = only({ kind: 'tag', op: 'add', tag: 'x' }, 3)

    const parts = judgeEdits({ kind: 'rejected', ...fault('phones', 'Bad'), others: [fault('firstName', 'TooLong')] }, [
      renamed,
      phoned,
      emailed,
    ])

    expect(parts.map(({ verdict }) => verdict)).toEqual([
      { kind: 'problem', problem: { kind: 'rejected', ...fault('firstName', 'TooLong') } },
      { kind: 'problem', problem: { kind: 'rejected', ...fault('phones', 'Bad') } },
      { kind: 'later' },
    ])
  })

  test('sets all edits aside when the CRM does not say which field it refused', () => {
    const parts = judgeEdits({ kind: 'rejected', field: null, reason: 'Bad', message: 'no' }, [renamed, phoned])

    expect(parts.map(({ verdict }) => verdict.kind)).toEqual(['problem', 'problem'])
  })
})

describe('a refused create', () => {
  const fault = (field: 'phones' | 'firstName' | 'lastName' | null, reason: string) => ({ field, reason, message: '' })
  const ids = [mutationId(9), mutationId(1), mutationId(2)]
  const judge = (...[first, ...others]: readonly [ReturnType<typeof fault>, ...ReturnType<typeof fault>[]]) =>
    judgeRefusedCreate({ kind: 'rejected', ...first, others }, ids, [renamed, phoned], fieldOf).map(
      ({ mutationIds, verdict }) => ({
        mutationIds,
        fields: verdict.kind === 'problem' && verdict.problem.kind === 'rejected' ? verdict.problem : verdict.kind,
      }),
    )

  test('goes again without the edits that brought the refused values', () => {
    expect(judge(fault('phones', 'Bad'), fault('firstName', 'TooLong'), fault(null, 'Sorry'))).toEqual([
      { mutationIds: [mutationId(1)], fields: { kind: 'rejected', ...fault('firstName', 'TooLong') } },
      { mutationIds: [mutationId(2)], fields: { kind: 'rejected', ...fault('phones', 'Bad') } },
      { mutationIds: [mutationId(9)], fields: 'later' },
      { mutationIds: [], fields: 'later' },
    ])
  })

  test('bears what is its own fault, with all of its fields', () => {
    expect(judge(fault('lastName', 'Bad'), fault('phones', 'Bad'), fault('lastName', 'TooLong'))).toEqual([
      { mutationIds: [mutationId(2)], fields: { kind: 'rejected', ...fault('phones', 'Bad') } },
      {
        mutationIds: [mutationId(9)],
        fields: { kind: 'rejected', ...fault('lastName', 'Bad'), others: [fault('lastName', 'TooLong')] },
      },
      { mutationIds: [mutationId(1)], fields: 'later' },
    ])
  })

  test('is set aside whole where no field is named', () => {
    expect(judge(fault(null, 'Sorry'))).toEqual([
      { mutationIds: [mutationId(9)], fields: { kind: 'rejected', ...fault(null, 'Sorry'), others: [] } },
      { mutationIds: [mutationId(1), mutationId(2)], fields: 'later' },
    ])
  })
})
