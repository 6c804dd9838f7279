import { describe, expect, test } from 'vitest'
import { beginOfDay, dayIn, toDayOut, zoneAmong } from '#core/connectors/amocrm/account-zone.ts'

const utc = (text: string) => Date.parse(`${text}Z`)
const zones = ['Europe/Moscow', 'America/New_York', 'Pacific/Apia', 'Pacific/Niue', 'Asia/Kolkata', '+13:00', 'UTC']
const days = ['1900-05-06', '1985-05-12', '2011-07-01', '2024-02-29', '2024-03-31', '2024-11-03', '2038-12-31']

describe('a day of the account', () => {
  test.each(zones)('comes back from %s as the day that it was', (zone) => {
    const back = days.map((day) => {
      const at = beginOfDay(zone, utc(`${day}T00:00:00`))
      return [dayIn(zone, at), dayIn(zone, Date.parse(toDayOut(zone, utc(`${day}T00:00:00`))))]
    })

    expect(back).toEqual(days.map((day) => [utc(`${day}T00:00:00`), utc(`${day}T00:00:00`)]))
  })

  test.each([
    ['in winter', 'America/New_York', '2024-01-31', '2024-01-31T00:00:00-05:00'],
    ['in summer', 'America/New_York', '2024-07-31', '2024-07-31T00:00:00-04:00'],
    ['on the day on which the clocks are put', 'America/New_York', '2024-03-10', '2024-03-10T00:00:00-05:00'],
    ['where midnight is left out', 'Africa/Cairo', '2024-04-26', '2024-04-26T01:00:00+03:00'],
    ['where midnight strikes twice, the first time', 'America/Havana', '2024-11-03', '2024-11-03T00:00:00-04:00'],
    ['thirteen hours ahead', 'Pacific/Apia', '2024-06-01', '2024-06-01T00:00:00+13:00'],
    ['by an offset', '-09:30', '2024-06-01', '2024-06-01T00:00:00-09:30'],
  ])('begins %s', (_, zone, day, written) => {
    expect(toDayOut(zone, utc(`${day}T00:00:00`))).toBe(written)
  })

  test.each([
    ['midnight in UTC, which integrations store', 'America/New_York', '2024-06-01T00:00:00', '2024-06-01'],
    ['the same far ahead of it', 'Pacific/Apia', '2024-06-01T00:00:00', '2024-06-01'],
    ['an hour early, by other rules for summer time', 'Europe/Moscow', '2012-06-30T19:30:00', '2012-07-01'],
    ['the middle of the day', 'Europe/Moscow', '2024-06-01T09:00:00', '2024-06-01'],
    ['late in the evening', 'Europe/Moscow', '2024-06-01T19:30:00', '2024-06-01'],
  ])('is told from %s', (_, zone, at, day) => {
    expect(dayIn(zone, utc(at))).toBe(utc(`${day}T00:00:00`))
  })

  test('is the nearest midnight where nobody says where the account is', () => {
    expect(dayIn(null, utc('2024-05-31T21:00:00'))).toBe(utc('2024-06-01T00:00:00'))
    expect(toDayOut(null, utc('2024-06-01T00:00:00'))).toBe('2024-06-01T00:00:00+00:00')
  })
})

describe('the zone of an account', () => {
  test.each([
    [['Europe/Moscow', '+03:00'], 'Europe/Moscow'],
    [['Mars/Olympus', '+03:00'], '+03:00'],
    [['', 'UTC+3'], null],
    [[null, undefined], null],
  ])('among %j is %s', (told, zone) => {
    expect(zoneAmong(told)).toBe(zone)
  })
})
