import { describe, expect, test } from 'vitest'
import { errorField, errorText, signInErrorText, syncErrorText } from '#renderer/composables/error-words.ts'
import { createText } from '#test/support/text.ts'
import { AppError, errorCodes, type ErrorCode, type ErrorDetails } from '#shared/errors/app-error.ts'

const text = createText('en')
const error = (code: ErrorCode, details: ErrorDetails = {}) => new AppError(code, 'for logs', { details })

describe('errorText', () => {
  test.each([
    ['input/invalid', { field: 'address', reason: 'empty' }, /^Enter the address/],
    ['input/invalid', { field: 'address', reason: 'malformed' }, /^This is not an address/],
    ['input/invalid', { field: 'address', reason: 'insecure' }, /begin with https/],
    ['input/invalid', { field: 'token', reason: 'own-server' }, /a server of your own/],
    ['input/invalid', { field: 'clientId', reason: 'unknown' }, /no integration with this ID/],
    ['input/invalid', { field: 'clientSecret', reason: 'wrong' }, /does not belong to this integration/],
    ['input/invalid', { field: 'redirectUri', reason: 'mismatch' }, /another redirect address/],
    ['input/invalid', { field: 'redirectUri', reason: 'not-local' }, /cannot lead back here/],
    ['input/invalid', { field: 'redirectUri', reason: 'port-busy' }, /Another program uses this port/],
    ['timeout', { reason: 'consent' }, /for ten minutes/],
    ['input/invalid', { field: 'code', reason: 'used' }, /used already/],
    ['input/invalid', { field: 'address', reason: 'another-account' }, /for another account/],
    ['auth/expired', { reason: 'grant-revoked' }, /Sign in again with a new code/],
    ['auth/expired', { reason: 'integration-refused' }, /ID or the key/],
    ['auth/expired', { reason: 'no-token' }, /no token on this computer/],
    ['auth/expired', {}, /does not accept this access/],
    ['auth/expired', { reason: 'webhook-revoked' }, /deleted or changed there/],
    ['auth/expired', { reason: 'user-left' }, /has left the CRM/],
    ['auth/expired', { reason: 'application-removed' }, /Install it there/],
    ['auth/denied', { reason: 'scope' }, /allow it the CRM/],
    ['auth/denied', { reason: 'confirmation' }, /administrator has to confirm/],
    ['auth/denied', {}, /does not let it in/],
    ['auth/blocked', {}, /blocked access/],
    ['auth/unpaid', {}, /not paid for/],
    ['offline', { reason: 'refused' }, /^Nothing answers at this address/],
    ['offline', { reason: 'not-found' }, /^There is no such address/],
    ['offline', {}, /^There is no connection/],
    ['timeout', {}, /did not answer in time/],
    ['remote/unavailable', { reason: 'captive-portal' }, /wants you to sign in first/],
    ['remote/unavailable', {}, /out of order/],
    ['remote/invalid-response', {}, /does not answer like the CRM/],
    ['rate-limited', {}, /asks for a pause/],
    ['storage/failed', {}, /could not save/],
    ['storage/failed', { reason: 'quota' }, /no room left/],
    ['offline', { reason: 'certificate' }, /not safe/],
    ['auth/denied', { reason: 'another-account' }, /another account/],
    ['state/refused', { reason: 'pending-edits' }, /has not confirmed/],
    ['state/refused', { reason: 'disconnected' }, /engine does not answer/],
    ['state/refused', { reason: 'read-only' }, /Update Kartoteka/],
    ['state/refused', { reason: 'not-undoable' }, /no way to take this back/],
  ] as const)('says of %s %j what to do', (code, details, sentence) => {
    expect(errorText(error(code, details), text)).toMatch(sentence)
  })

  test.each(errorCodes)('has a sentence for %s whatever its reason', (code) => {
    expect(errorText(error(code, { reason: 'never heard of' }), text)).toMatch(/[.]$/)
  })

  test.each([
    ['InvalidSort', 'Sort is too large', 'The CRM refused this: in its own words “Sort is too large”.'],
    ['NotBlank', 'This value should not be blank.', 'The CRM refused this: a value is required.'],
    ['forbidden', '', 'The CRM refused this: your rights in the CRM do not allow it.'],
    ['http-400', '', 'The CRM refused this.'],
    ['made-otherwise', 'for logs', 'The CRM has made something else of it. What shows here is what the CRM has now.'],
  ])('says why the CRM has refused what was asked for at once: %s %j', (reason, words, sentence) => {
    expect(errorText(new AppError('remote/rejected', words, { details: { reason } }), text)).toBe(sentence)
  })

  test('tells an error of nobody as one of saving', () => {
    expect(errorText(new Error('boom'), text)).toBe(text.t('error.storage'))
  })
})

describe('syncErrorText', () => {
  test('does not blame the address of an account that was connected once', () => {
    expect(syncErrorText(error('remote/invalid-response'), text)).toMatch(/makes no sense/)
  })

  test('asks for another token where that one was good once, and says what becomes of the edits', () => {
    expect(syncErrorText(error('auth/expired'), text)).toMatch(/Sign in again with a new one; what waits will be sent/)
    expect(syncErrorText(error('auth/expired', { reason: 'grant-revoked' }), text)).toMatch(
      /with a new code; what waits/,
    )
  })
})

describe('a wrong address', () => {
  test.each(['en', 'ru'] as const)('is told every domain that is accepted, in %s', (language) => {
    const wrong = error('input/invalid', { field: 'address', reason: 'not-a-crm-host' })

    const words = signInErrorText(wrong, createText(language), 'amocrm')

    const named = words.match(/(?:amocrm|kommo)\.[a-z]+/g)

    expect(named).toEqual(['amocrm.ru', 'amocrm.com', 'amocrm.kz', 'kommo.com'])
  })
})

describe('signInErrorText', () => {
  test.each(['captive-portal', 'web-page'])('names the address as a possible cause of a %s', (reason) => {
    const words = signInErrorText(error('remote/unavailable', { reason }), text, 'amocrm')

    expect(words).toMatch(/Check that the address is that of the CRM/)
  })

  test.each([
    ['amocrm', 'input/invalid', { field: 'token', reason: 'empty' }, /^Paste the long-lived token/],
    ['bitrix24', 'input/invalid', { field: 'token', reason: 'empty' }, /^Paste the address of the webhook/],
    ['amocrm', 'input/invalid', { field: 'code', reason: 'expired' }, /20 minutes/],
    ['bitrix24', 'input/invalid', { field: 'code', reason: 'expired' }, /30 seconds/],
    ['bitrix24', 'input/invalid', { field: 'address', reason: 'not-a-crm-host' }, /connected by a webhook/],
    ['amocrm', 'auth/expired', {}, /does not accept this token/],
    ['bitrix24', 'auth/expired', { reason: 'webhook-revoked' }, /The portal does not accept this/],
    ['bitrix24', 'auth/expired', { reason: 'application-removed' }, /Install it there/],
  ] as const)('speaks of what opens %s: %s %j', (provider, code, details, sentence) => {
    expect(signInErrorText(error(code, details), text, provider)).toMatch(sentence)
  })

  test('says the same as elsewhere of everything else', () => {
    expect(signInErrorText(error('timeout'), text, 'bitrix24')).toBe(errorText(error('timeout'), text))
  })
})

describe('errorField', () => {
  test.each([
    ['address', 'input/invalid', { field: 'address' }],
    ['token', 'input/invalid', { field: 'token' }],
    ['token', 'auth/expired', {}],
    ['token', 'auth/denied', {}],
    ['address', 'offline', {}],
    ['address', 'remote/invalid-response', {}],
    ['address', 'remote/unavailable', { reason: 'web-page' }],
    [null, 'remote/unavailable', {}],
    [null, 'timeout', {}],
    [null, 'auth/unpaid', {}],
  ] as const)('is %s for %s %j', (field, code, details) => {
    expect(errorField(error(code, details), 'token')).toBe(field)
  })

  test.each(['clientId', 'clientSecret', 'redirectUri', 'code'] as const)('is %s where that was refused', (field) => {
    expect(errorField(error('input/invalid', { field }), 'code')).toBe(field)
  })

  test('is what opens the account where the CRM does not let us in', () => {
    expect(errorField(error('auth/denied'), 'code')).toBe('code')
  })
})
