import { describe, expect, test } from 'vitest'
import { beginPull } from '#core/connectors/amocrm/account-state.ts'
import type { AmocrmContext } from '#core/connectors/amocrm/context.ts'

const MINUTE = 60_000
const START = 1_700_000_000_000
const go = new AbortController().signal

/** A server that is heard now and then. */
function listen() {
  let [nowMs, heard, asked, deviceMs] = [START, null as number | null, 0, 0]
  const http = {
    heardAt: () => heard,
    serverNow: () => nowMs + deviceMs,
    getJson: async () => {
      asked += 1
      heard = nowMs
      return Promise.resolve({ id: 1, is_api_filter_enabled: true })
    },
  }
  const context = { http, filters: { areObeyed: false }, account: { toldAt: null } } as unknown as AmocrmContext
  /** @returns whether the account was asked, and the moment from which the next pull looks */
  async function pullAfter(ms: number) {
    nowMs += ms
    const before = asked
    const from = await beginPull(context, go)
    // Its own requests are answered.
    heard = nowMs
    return { isAsked: asked > before, agoMs: nowMs - from * 1000 }
  }
  return { context, pullAfter, putClock: (ms: number) => (deviceMs += ms) }
}

describe('the beginning of a pull', () => {
  test('takes no request: the next one looks from when the server was last heard', async () => {
    const { pullAfter } = listen()

    const pulls = [await pullAfter(0), await pullAfter(20_000), await pullAfter(2 * MINUTE)]

    expect(pulls).toEqual([
      { isAsked: true, agoMs: 0 },
      { isAsked: false, agoMs: 20_000 },
      { isAsked: false, agoMs: 2 * MINUTE },
    ])
  })

  test('asks the account once in a quarter of an hour whether it obeys filters', async () => {
    const { context, pullAfter } = listen()
    const asked: boolean[] = []
    for (let pulls = 0; pulls < 10; pulls++) asked.push((await pullAfter(4 * MINUTE)).isAsked)

    expect([asked.filter(Boolean).length, context.filters.areObeyed]).toEqual([2, true])
  })

  test('asks what time it is after a silence, so that hours do not come twice', async () => {
    const { pullAfter } = listen()
    await pullAfter(0)

    expect(await pullAfter(8 * 60 * MINUTE)).toEqual({ isAsked: true, agoMs: 0 })
  })

  test.each([-1, 1])('goes by the server when the clock of the device jumps (%i)', async (direction) => {
    const { pullAfter, putClock } = listen()
    await pullAfter(0)

    putClock(direction * 24 * 60 * MINUTE)

    expect(await pullAfter(20_000)).toEqual({ isAsked: true, agoMs: 0 })
  })
})
