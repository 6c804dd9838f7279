import { describe, expect, test } from 'vitest'
import type { Bitrix24Api, Command, CommandOutcome, Refusal } from '#core/connectors/bitrix24/api.ts'
import { createEventFeed } from '#core/connectors/bitrix24/event-feed.ts'
import { fixedAccess } from '#core/http/access.ts'
import { accountId } from '#test/support/contacts.ts'
import { createFakeClock } from '#test/support/fake-clock.ts'

const go = new AbortController().signal
const LOOK_MS = 16 * 60_000
const refused = (code: string, message = ''): Refusal => ({ code, message, status: null })
const answered = (result: unknown): CommandOutcome => ({
  kind: 'answered',
  answer: { result, next: null, total: null, operating: null },
})

/** A feed of a portal that binds whatever it is asked to, but for what is said here. @returns also what it was asked to bind */
function someFeed(refusals: Readonly<Record<string, Refusal>> = {}, boundAs = `kartoteka-${accountId}`) {
  const clock = createFakeClock()
  const tried: string[] = []
  const bound = new Set<string>()
  function answer({ method, params }: Command): CommandOutcome {
    if (method === 'feature.get') return answered({ value: 'Y' })
    if (method === 'event.get') {
      return answered([...bound].map((event) => ({ event, connector_id: boundAs, offline: 1 })))
    }
    if (method !== 'event.bind') return answered(new Date(clock.now()).toISOString())
    const event = String(params['event'])
    tried.push(event)
    const refusal = refusals[event]
    if (refusal?.code === 'ERROR_CORE') bound.add(event)
    if (refusal !== undefined) return { kind: 'refused', refusal }
    bound.add(event)
    return answered(true)
  }
  const api = {
    batch: async (commands: readonly Command[]) =>
      Promise.resolve(new Map(commands.map((command) => [command.name, answer(command)]))),
  } as unknown as Bitrix24Api
  const logger = { info: () => undefined, warn: () => undefined }
  const access = fixedAccess({ origin: 'https://one.bitrix24.ru', token: 'token' })
  return {
    clock,
    feed: createEventFeed({ accountId, api, clock, logger }, access),
    tried: () => tried.splice(0),
    bound,
  }
}

describe('the feed of events', () => {
  test('does without an event that the portal does not know, and asks for it no more', async () => {
    const unknown = 'ONCRMLEADUSERFIELDADD'
    const { feed, clock, tried } = someFeed({ [unknown]: refused('ERROR_EVENT_NOT_FOUND') })
    const first = await feed.open(go)
    const asked = tried()
    await clock.advance(LOOK_MS)

    const second = await feed.open(go)

    expect(asked).toContain(unknown)
    expect([first.kind === 'told' && first.names.has(unknown), tried()]).toEqual([false, []])
    expect(second, 'nothing was left out since').toMatchObject({ kind: 'told' })
  })

  test('takes an event that was bound before for bound', async () => {
    const before = 'ONCRMDEALADD'
    const { feed } = someFeed({ [before]: refused('ERROR_CORE', 'Unable to set event handler: already there') })

    const state = await feed.open(go)

    expect(state.kind === 'told' && state.names.has(before)).toBe(true)
  })

  test('is told nothing where the portal binds events under another name than this installation’s', async () => {
    const { feed } = someFeed({}, '')

    expect(await feed.open(go)).toEqual({ kind: 'asked', reason: 'refused' })
  })

  test.each([
    ['rights', refused('ACCESS_DENIED', 'Access denied! Offline events binding requires administrator access rights')],
    ['refused', refused('ERROR_ARGUMENT', 'Value must be one of {online}')],
  ])('says why it is told nothing: %s', async (reason, refusal) => {
    const { feed } = someFeed({ ONCRMCONTACTADD: refusal })

    expect(await feed.open(go)).toEqual({ kind: 'asked', reason })
    expect(feed.ownQueue(), 'nothing is signed with a queue that is not kept').toBeNull()
  })

  test('knows until when something was left out, once bindings have vanished', async () => {
    const { feed, clock, bound } = someFeed()
    const first = await feed.open(go)
    await clock.advance(LOOK_MS)
    const second = await feed.open(go)
    bound.delete('ONCRMCONTACTDELETE')
    await clock.advance(LOOK_MS)
    const third = await feed.open(go)

    const brokenUntil = [first, second, third].map((state) => (state.kind === 'told' ? state.brokenUntil : null))
    expect(brokenUntil).toEqual([brokenUntil[0], brokenUntil[0], (brokenUntil[0] ?? 0) + (2 * LOOK_MS) / 1000])
  })
})
