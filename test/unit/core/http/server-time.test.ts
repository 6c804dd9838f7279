import { describe, expect, test } from 'vitest'
import { createServerTime } from '#core/http/server-time.ts'

const date = 'Fri, 20 Nov 2026 10:00:00 GMT'

describe('the time at the server', () => {
  test('is unknown before the server has said it, whatever the device believes', () => {
    const time = createServerTime()

    expect([time.heardAt(), time.offsetMs()]).toEqual([null, 0])
  })

  test('as heard is the word of the server, and no clock of the device has a part in it', () => {
    const time = createServerTime()

    time.note(date, 5)
    time.trust(date)

    expect([time.heardAt(), time.offsetMs()]).toEqual([Date.parse(date), Date.parse(date) - 5])
  })

  test.each([null, '', 'yesterday'])('stays as it was after an answer that says %j', (said) => {
    const time = createServerTime()
    time.trust(date)

    time.trust(said)

    expect(time.heardAt()).toBe(Date.parse(date))
  })

  test('is not believed of a page that stands in the way of the server', () => {
    const time = createServerTime()

    time.note(date, 5)

    expect(time.heardAt()).toBe(null)
  })
})
