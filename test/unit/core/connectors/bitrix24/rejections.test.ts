import { describe, expect, test } from 'vitest'
import { toFaults } from '#core/connectors/bitrix24/rejections.ts'

const place = (message: string) => ({
  field: message.includes('e-mail')
    ? ('emails' as const)
    : message.includes('First name')
      ? ('firstName' as const)
      : null,
})
const refusal = (message: string) => ({ code: 'ERROR_CORE', message, status: 400 })

describe('a refusal of several fields in one message', () => {
  test.each(['<br>', '<br />\n', '\n'])('is told field by field, whatever parts its lines (%j)', (end) => {
    const message = ['Field "Work e-mail" has an invalid address.', 'Not filled: "First name".', 'Sorry.'].join(end)

    expect(toFaults(refusal(message), place)).toEqual({
      kind: 'rejected',
      field: 'emails',
      reason: 'error_core',
      message: 'Field "Work e-mail" has an invalid address.',
      others: [
        { field: 'firstName', reason: 'error_core', message: 'Not filled: "First name".' },
        { field: null, reason: 'error_core', message: 'Sorry.' },
      ],
    })
  })

  test('stays whole where only one line says what it is about', () => {
    expect(toFaults(refusal('Error:<br>Field "Work e-mail" has an invalid address.<br>'), place)).toEqual({
      kind: 'rejected',
      field: 'emails',
      reason: 'error_core',
      message: 'Error: Field "Work e-mail" has an invalid address.',
    })
  })
})
