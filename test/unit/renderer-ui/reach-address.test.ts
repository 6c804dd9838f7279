import { describe, expect, test } from 'vitest'
import { readAmount } from '#renderer/components/deals/product-draft.ts'
import { mailAddress, phoneAddress } from '#renderer/composables/reach-address.ts'

describe('what a click on a number or an address opens', () => {
  test.each([
    ['+7 (900) 111-22-33', 'tel:+79001112233'],
    ['8 900 111 22 33 доб. 5', 'tel:89001112233'],
    ['12', null],
    ['звонить Анне', null],
    ['javascript:alert(1)', null],
  ])('of the number %j is %j', (typed, address) => {
    expect(phoneAddress(typed)).toBe(address)
  })

  test.each([
    [' anna@example.com ', 'mailto:anna@example.com'],
    ['anna@example.com?cc=all@example.com', null],
    ['anna', null],
  ])('of the address %j is %j', (typed, address) => {
    expect(mailAddress(typed)).toBe(address)
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
