import { describe, expect, test } from 'vitest'
import { encodeCursor } from '#core/connectors/amocrm/position.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { AppError } from '#shared/errors/app-error.ts'
import { PulledContacts, startAmocrmWorld, summaryOfStored, type AmocrmWorld } from './amocrm-world.ts'

const HOUR_S = 3_600

/** A CRM that has lived through an hour before we look: what happened then is far outside any overlap. */
async function startAgedWorld(options: Parameters<typeof startAmocrmWorld>[0] = {}) {
  let lagMs = HOUR_S * 1_000
  const time: Clock = {
    now: () => Date.now() - lagMs,
    sleep: async (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
      }),
  }
  const world = await startAmocrmWorld({ contacts: 700, time, ...options })
  const nowS = () => Math.floor(time.now() / 1_000)
  const comeToNow = () => {
    lagMs = 0
  }
  return { world, nowS, comeToNow }
}

async function bulkEdit(world: AmocrmWorld): Promise<readonly number[]> {
  const ids = (await world.liveContacts()).slice(0, 600).map(({ id }) => id)
  await world.control.vendor({ action: 'edit', entity: 'contacts', ids, fields: { last_name: 'Массовый' } })
  return ids
}

const bulkOf = async (world: AmocrmWorld) =>
  (await world.liveContacts()).filter(({ last_name }) => last_name === 'Массовый').map(summaryOfStored)

/** The first pages of a pull fall into its different ways of walking. */
const DISTURBED_PAGES = 4

/** Pulls changes, and lets something happen in the CRM to contacts of each page that has just come. */
async function pullWhile(
  world: AmocrmWorld,
  pulled: PulledContacts,
  happen: (ids: readonly number[]) => Promise<void>,
) {
  let pages = 0
  for await (const page of world.connector.pullContacts(pulled.cursor, world.signal)) {
    pulled.apply(page)
    const ids = page.items.flatMap((item) => (item.kind === 'upsert' ? [Number(item.contact.remoteId)] : []))
    if (++pages <= DISTURBED_PAGES && ids.length > 0) await happen(ids.slice(pages * 5, pages * 5 + 5))
  }
}

describe('while everything is being pulled', () => {
  test('the event log is looked into on the way, so that a deletion costs a few pages and not all', async () => {
    const world = await startAmocrmWorld({ contacts: 7_000 })
    const pulled = new PulledContacts()
    const doomed = (await world.liveContacts()).slice(0, 3).map(({ id }) => id)

    for await (const page of world.connector.pullContacts(null, world.signal)) {
      const isFirst = pulled.cursor === null
      pulled.apply(page)
      if (isFirst) await world.control.vendor({ action: 'delete', entity: 'contacts', ids: doomed })
    }

    const live = (await world.liveContacts()).map(({ id }) => String(id))
    const lists = (await world.control.requests()).filter(
      // A page of one asks only how far the list goes, for the time that is left.
      ({ path, query }) => path === '/api/v4/contacts' && !query.includes('limit=1&'),
    )
    expect(live.filter((id) => !pulled.byId.has(id as never))).toEqual([])
    const inVain = 2 * 5
    expect(lists.length, '28 pages, of which the first 21 twice').toBeLessThanOrEqual(49 + inVain)
  })
})

describe('while changes are being pulled', () => {
  test.each([{ apiFilter: true }, { apiFilter: false }])(
    'an edit of contacts of pages just read hides nobody (filters: $apiFilter)',
    async (switches) => {
      const { world, nowS, comeToNow } = await startAgedWorld({ switches })
      const pulled = new PulledContacts()
      pulled.cursor = encodeCursor({ kind: 'changes', since: nowS() - 10, from: nowS() - 10 })
      await bulkEdit(world)
      comeToNow()

      await pullWhile(world, pulled, async (ids) => {
        await world.control.vendor({ action: 'edit', entity: 'contacts', ids, fields: { first_name: 'Зоя' } })
      })

      const missing = (await bulkOf(world)).filter(({ id }) => !pulled.byId.has(String(id) as never))
      expect(missing).toEqual([])
    },
  )

  test.each([{ apiFilter: true }, { apiFilter: false }])(
    'a deletion of contacts of pages just read hides nobody (filters: $apiFilter)',
    async (switches) => {
      const { world, nowS, comeToNow } = await startAgedWorld({ switches })
      const pulled = new PulledContacts()
      pulled.cursor = encodeCursor({ kind: 'changes', since: nowS() - 10, from: nowS() - 10 })
      await bulkEdit(world)
      comeToNow()

      await pullWhile(world, pulled, async (ids) => {
        await world.control.vendor({ action: 'delete', entity: 'contacts', ids })
      })

      const missing = (await bulkOf(world)).filter(({ id }) => !pulled.byId.has(String(id) as never))
      expect(missing).toEqual([])
    },
  )

  test.each([{ apiFilter: true }, { apiFilter: false }])(
    'an interruption loses nothing of what had not come yet (filters: $apiFilter)',
    async (switches) => {
      const { world, nowS, comeToNow } = await startAgedWorld({ switches })
      const pulled = new PulledContacts()
      pulled.cursor = encodeCursor({ kind: 'changes', since: nowS() - 10, from: nowS() - 10 })
      await bulkEdit(world)
      comeToNow()
      for await (const page of world.connector.pullContacts(pulled.cursor, world.signal)) {
        pulled.apply(page)
        break
      }

      await pulled.pull(world.reconnect(), world.signal)

      expect(pulled.summaries().filter(({ lastName }) => lastName === 'Массовый')).toEqual(await bulkOf(world))
    },
  )

  test('a contact that an event says is restored comes back although its time has not moved', async () => {
    const { world, nowS, comeToNow } = await startAgedWorld({ contacts: 5 })
    const [restored] = await world.liveContacts()
    comeToNow()
    const event = { id: 'a', type: 'contact_restored', entity_id: restored?.id, created_at: nowS() }
    const body = { _embedded: { events: [event] } }
    await world.control.faults([{ kind: 'status', status: 200, body, path: '/api/v4/events' }])
    const pulled = new PulledContacts()
    pulled.cursor = encodeCursor({ kind: 'changes', since: nowS() - 10, from: nowS() - 10 })

    await pulled.pull(world.connector, world.signal)

    expect([...pulled.byId.keys()]).toEqual([String(restored?.id)])
  })

  test('rows in another order than was asked for stop the pull instead of being skipped over', async () => {
    const { world, nowS, comeToNow } = await startAgedWorld({ contacts: 5 })
    comeToNow()
    const rowAt = (id: number, at: number) => ({ id, created_at: 1, updated_at: at })
    const body = { _embedded: { contacts: [rowAt(1, nowS()), rowAt(2, nowS() - 5)] } }
    await world.control.faults([{ kind: 'status', status: 200, body, path: '/api/v4/contacts' }])
    const pulled = new PulledContacts()
    const cursor = encodeCursor({ kind: 'changes', since: nowS() - 10, from: nowS() - 10 })
    pulled.cursor = cursor

    const failure = await pulled.pull(world.connector, world.signal).catch((error: AppError) => error)

    expect(failure).toMatchObject({
      code: 'remote/invalid-response',
      details: { path: '_embedded.contacts.1.updated_at' },
    })
    expect(pulled.cursor).toBe(cursor)
  })
})
