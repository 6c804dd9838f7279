import { describe, expect, test } from 'vitest'
import { byField, type Rejected } from '#shared/domain/fault.ts'

const fault = (field: 'firstName' | 'lastName', reason: string) => ({ field, reason, message: '' }) as const

describe('a refusal of several fields', () => {
  test('comes to each of them with all that is about it', () => {
    const rejected: Rejected = {
      kind: 'rejected',
      ...fault('firstName', 'TooLong'),
      others: [fault('lastName', 'NotBlank'), fault('firstName', 'Odd')],
    }

    expect(byField(rejected)).toEqual([
      { kind: 'rejected', ...fault('firstName', 'TooLong'), others: [fault('firstName', 'Odd')] },
      { kind: 'rejected', ...fault('lastName', 'NotBlank') },
    ])
  })

  test('of one field, and any other problem, stays as it is', () => {
    const one: Rejected = { kind: 'rejected', ...fault('firstName', 'TooLong') }

    expect([...byField(one), ...byField({ kind: 'gone' })]).toEqual([one, { kind: 'gone' }])
  })
})
