import { describe, expect, test } from 'vitest'
import { toUnixSeconds } from '#demo-crm/amocrm/scalars.ts'

describe('toUnixSeconds', () => {
  test.each([
    [1577836800, 1577836800],
    ['1577836800', 1577836800],
    [-86400, -86400],
    ['2020-01-01', 1577836800],
    ['2020-01-01T00:00:00Z', 1577836800],
    ['2020-01-01T03:00:00+03:00', 1577836800],
    ['2020-01-01T03:00:00+0300', 1577836800],
    ['2020-01-01 00:00:00', 1577836800],
    ['2020-01-01T00:00', 1577836800],
    ['01.01.2020', undefined],
    ['tomorrow', undefined],
    [true, undefined],
    [Number.NaN, undefined],
  ])('reads %j whatever the zone of this machine', (value, expected) => {
    expect(toUnixSeconds(value)).toBe(expected)
  })
})
