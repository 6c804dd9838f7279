import { describe, expect, test } from 'vitest'
import { accessLines } from '#renderer/composables/access-words.ts'
import { speakerOf } from './speakers.ts'

const application = { version: '3', status: 'T', isInstalled: true, isPaymentExpired: false, daysLeft: 5 }

describe('what a CRM says of a sign-in', () => {
  test.each([
    [
      { userName: 'Anna', application, license: 'pro' },
      ['Signed in as Anna', 'Application: version 3 · on trial · 5 days left', 'Plan of the account: pro'],
    ],
    [
      {
        userName: null,
        application: { ...application, status: 'X', daysLeft: null, isInstalled: false, isPaymentExpired: true },
        license: null,
      },
      ['Application: version 3 · X · its installation has not been finished · its payment has run out'],
    ],
    [{ userName: null, application: null, license: null }, []],
  ])('is a line for each thing that is told', (facts, lines) => {
    expect(accessLines(facts, speakerOf('en').text)).toEqual(lines)
  })
})
