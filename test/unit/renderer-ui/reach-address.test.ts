import { describe, expect, test } from 'vitest'
import { readAmount } from '#renderer/components/deals/product-draft.ts'
import { callAddress, letterAddress } from '#renderer/composables/reach-address.ts'

describe('what a phone or an e-mail opens', () => {
  test.each([
    ['+7 (916) 123-45-67', 'tel:+79161234567'],
    ['8 800 200-00-00 доб. 5', 'tel:880020000005'],
    ['*100#', 'tel:*100%23'],
    ['no phone', null],
    ['12', null],
    ['', null],
  ])('dials %j by %j', (phone, address) => {
    expect(callAddress(phone)).toBe(address)
  })

  test.each([
    [' anna@example.com ', 'mailto:anna@example.com'],
    ['a+b@example.com', 'mailto:a%2Bb@example.com'],
    ['анна@почта.рф', `mailto:${encodeURIComponent('анна')}@${encodeURIComponent('почта.рф')}`],
    ['anna@example.com?bcc=x@example.com', null],
    ['anna@example.com, oleg@example.com', null],
    ['anna', null],
    ['', null],
  ])('writes to %j by %j', (email, address) => {
    expect(letterAddress(email)).toBe(address)
  })
})

describe('an amount that somebody has typed', () => {
  test.each([
    ['1 250,50', 1250.5],
    ['0.333', 0.333],
    ['', null],
    ['-1', null],
    ['1e3', null],
  ])('%j is %j', (typed, amount) => {
    expect(readAmount(typed)).toBe(amount)
  })
})
