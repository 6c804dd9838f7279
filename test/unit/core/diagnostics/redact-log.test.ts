import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactLogLine } from '#core/diagnostics/redact-log.ts'

const line = (message: string, fields = {}) => ({ at: 1, level: 'warn' as const, message, fields })

describe('redactLogLine', () => {
  test('keeps what the app says of itself', () => {
    const said = line('request failed', {
      method: 'GET',
      attempt: 2,
      code: 'offline',
      reason: 'not-found',
      systemCode: 'ENOTFOUND',
      reached: false,
      status: 503,
    })

    expect(redactLogLine(said)).toEqual(said)
  })

  test('keeps the method of a CRM’s API that was called', () => {
    const said = line('call failed', { method: 'crm.contact.list', attempt: 1, code: 'rate-limited', reason: 'rate' })

    expect(redactLogLine(said)).toEqual(said)
  })

  test('drops what somebody else may have said', () => {
    const said = line('sync failed', {
      accountId: 'a1b2',
      code: 'storage/failed',
      message: 'UNIQUE constraint failed: Ivan Petrov',
      path: '/api/v4/contacts/17',
      userId: 41029384,
    })

    expect(redactLogLine(said).fields).toEqual({ code: 'storage/failed' })
  })

  test('keeps nothing of a name, a number or a secret, under whatever name it is logged', () => {
    const hidden = fc.oneof(
      fc.stringMatching(/^\+?7\d{10}$/),
      fc.stringMatching(/^eyJ[A-Za-z0-9_-]{12,24}$/),
      fc.constantFrom(
        'Ivan Petrov',
        'Иванова',
        'petrov@example.com',
        'company.amocrm.ru',
        'ООО Ромашка',
        'a1.41029384',
      ),
    )
    const field = fc.constantFrom(
      'method',
      'code',
      'reason',
      'systemCode',
      'message',
      'path',
      'what',
      'entity',
      'host',
      'name',
    )
    fc.assert(
      fc.property(hidden, field, (secret, name) => {
        const kept = JSON.stringify(redactLogLine(line(`failed for ${secret}`, { [name]: secret })))

        expect(kept).not.toContain(secret)
      }),
    )
  })

  test('keeps no number that may be one of a phone or a record', () => {
    const kept = redactLogLine(line('users are here', { count: 79031234567, userId: 5, pages: 3 })).fields

    expect(kept).toEqual({ pages: 3 })
  })
})
