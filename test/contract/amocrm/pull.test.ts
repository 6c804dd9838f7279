import { describe, expect, test } from 'vitest'
import type { AppError } from '#shared/errors/app-error.ts'
import { drain, PulledContacts, startAmocrmWorld, summaryOfStored, type AmocrmWorld } from './amocrm-world.ts'

const truth = async (world: AmocrmWorld) => (await world.liveContacts()).map(summaryOfStored)

async function pulledWorld(options: Parameters<typeof startAmocrmWorld>[0] = {}) {
  const world = await startAmocrmWorld(options)
  const pulled = new PulledContacts()
  await pulled.pull(world.connector, world.signal)
  return { world, pulled }
}

/** Two deltas: whatever fell in the second of the first pull's watermark is there after the second. */
async function pullTwice({ connector, signal }: AmocrmWorld, pulled: PulledContacts) {
  await pulled.pull(connector, signal)
  return pulled.pull(connector, signal)
}

describe('pulling everything', () => {
  test('brings every contact exactly as the CRM has it, and marks the last page as complete', async () => {
    const world = await startAmocrmWorld({ contacts: 600 })
    const pulled = new PulledContacts()

    const pages = await pulled.pull(world.connector, world.signal)

    expect(pages.map(({ items, isComplete }) => [items.length, isComplete])).toEqual([
      [250, false],
      [250, false],
      [100, true],
    ])
    expect(pulled.summaries()).toEqual(await truth(world))
  })

  test('tells about how many contacts follow, of a long base', async () => {
    const world = await startAmocrmWorld({ contacts: 12_000 })

    const pages = await drain(world.connector.pullContacts(null, world.signal))

    const rows = pages.map(({ items }) => items.length)
    const follow = rows.map((_, at) => rows.slice(at + 1).reduce((sum, count) => sum + count, 0))
    const told = pages.flatMap(({ left }, at) => (left === undefined ? [] : [{ left, follow: follow[at] ?? NaN }]))
    expect(told.length).toBeGreaterThan(1)
    expect(told.filter(({ left, follow: right }) => Math.abs(left - right) > 12_000 / 3)).toEqual([])
    expect(told.at(-1)).toEqual({ left: 0, follow: 0 })
  })

  test('of an empty account is one empty, complete page', async () => {
    const { world } = await pulledWorld({ contacts: 1 })
    const [only] = await world.liveContacts()
    await world.control.vendor({ action: 'delete', entity: 'contacts', ids: [only?.id] })

    const pages = await drain(world.connector.pullContacts(null, world.signal))

    expect(pages.flatMap(({ items }) => items)).toEqual([])
    expect(pages.at(-1)?.isComplete).toBe(true)
  })

  test('goes on after a restart where the last applied page ended', async () => {
    const world = await startAmocrmWorld({ contacts: 600 })
    const pulled = new PulledContacts()
    for await (const page of world.connector.pullContacts(null, world.signal)) {
      pulled.apply(page)
      break
    }
    await world.control.forgetRequests()

    await pulled.pull(world.reconnect(), world.signal)

    const lists = (await world.control.requests()).filter(({ path }) => path === '/api/v4/contacts')
    const pages = lists.map(({ query }) => Number(/\bpage=(\d+)/.exec(query)?.[1]))
    expect(pages.slice(0, 2)).toEqual([2, 3])
    expect(pulled.summaries()).toEqual(await truth(world))
  })

  test('misses nobody when contacts behind the walk are deleted and every later page shifts', async () => {
    const world = await startAmocrmWorld({ contacts: 600 })
    const pulled = new PulledContacts()
    const deleted = (await world.liveContacts()).slice(0, 5).map(({ id }) => id)

    for await (const page of world.connector.pullContacts(null, world.signal)) {
      const isFirst = pulled.cursor === null
      pulled.apply(page)
      if (isFirst) await world.control.vendor({ action: 'delete', entity: 'contacts', ids: deleted })
    }

    const missing = (await truth(world)).filter(({ id }) => !pulled.byId.has(String(id) as never))
    expect(missing).toEqual([])
    await pullTwice(world, pulled)
    expect(pulled.summaries()).toEqual(await truth(world))
  })

  test('ends at a page that repeats the one before, whatever the CRM says about a next one', async () => {
    const world = await startAmocrmWorld()
    const body = {
      _links: { next: { href: 'https://elsewhere.example/api/v4/contacts?page=2' } },
      _embedded: { contacts: [{ id: 1, created_at: 1, updated_at: 1 }] },
    }
    await world.control.faults([{ kind: 'status', status: 200, body, path: '/api/v4/contacts' }])

    const pages = await drain(world.connector.pullContacts(null, world.signal))

    expect(pages.map(({ isComplete }) => isComplete)).toEqual([false, true])
  })

  test('goes on without the event log where this user may not read it', async () => {
    const world = await startAmocrmWorld()
    const body = { title: 'Forbidden', status: 403 }
    await world.control.faults([{ kind: 'status', status: 403, body, path: '/api/v4/events' }])
    const pulled = new PulledContacts()

    await pulled.pull(world.connector, world.signal)

    expect(pulled.summaries()).toEqual(await truth(world))
  })

  test('starts from the beginning with a cursor that it cannot read', async () => {
    const world = await startAmocrmWorld()
    const pulled = new PulledContacts()
    pulled.cursor = 'of another version' as never

    await pulled.pull(world.connector, world.signal)

    expect(pulled.summaries()).toEqual(await truth(world))
  })

  test('stops at a row that makes no sense, names the place and moves no cursor', async () => {
    const world = await startAmocrmWorld()
    const body = { _embedded: { contacts: [{ id: 1, created_at: 1, updated_at: 'yesterday' }] } }
    await world.control.faults([{ kind: 'status', status: 200, body, path: '/api/v4/contacts' }])

    const failure = await drain(world.connector.pullContacts(null, world.signal)).catch((error: AppError) => error)

    expect(failure).toMatchObject({
      code: 'remote/invalid-response',
      details: { path: '_embedded.contacts.0.updated_at' },
    })
    expect(JSON.stringify(failure)).not.toContain('yesterday')
  })
})

describe('pulling changes', () => {
  test('brings an edit made by somebody else, with its author', async () => {
    const { world, pulled } = await pulledWorld()
    const [first] = await world.liveContacts()
    await world.control.vendor({ action: 'edit', entity: 'contacts', ids: [first?.id], fields: { first_name: 'Зоя' } })

    const pages = await pullTwice(world, pulled)

    expect(pages.every(({ isComplete }) => isComplete)).toBe(true)
    expect(pulled.summaries()).toEqual(await truth(world))
  })

  test('asks for little when nothing has changed', async () => {
    const { world, pulled } = await pulledWorld({ contacts: 600 })
    await world.control.forgetRequests()

    await pulled.pull(world.connector, world.signal)

    const asked = (await world.control.requests()).map(({ path }) => path)
    expect(asked).toEqual(['/api/v4/contacts', '/api/v4/events'])
  })

  test.each([{ rangeInclusive: true }, { rangeInclusive: false }])(
    'brings 300 contacts that were changed within one second, with ranges as $rangeInclusive',
    async (switches) => {
      const { world, pulled } = await pulledWorld({ contacts: 600, switches })
      const ids = (await world.liveContacts()).slice(100, 400).map(({ id }) => id)
      await world.control.vendor({ action: 'edit', entity: 'contacts', ids, fields: { last_name: 'Массовый' } })

      await pullTwice(world, pulled)

      expect(pulled.summaries()).toEqual(await truth(world))
      expect(pulled.summaries().filter(({ lastName }) => lastName === 'Массовый')).toHaveLength(300)
    },
  )

  test.each([-365 * 86_400_000, 365 * 86_400_000])(
    'goes by the server’s clock when the device is %i ms ahead',
    async (deviceAheadMs) => {
      const { world, pulled } = await pulledWorld({ contacts: 300, deviceAheadMs })
      const [edited, deleted] = await world.liveContacts()
      await world.control.vendor({
        action: 'edit',
        entity: 'contacts',
        ids: [edited?.id],
        fields: { first_name: 'Зоя' },
      })
      await world.control.vendor({ action: 'delete', entity: 'contacts', ids: [deleted?.id] })
      await world.control.forgetRequests()

      await pullTwice(world, pulled)

      expect(pulled.summaries()).toEqual(await truth(world))
      expect((await world.control.requests()).length).toBeLessThan(12)
    },
  )

  test('goes on after an interruption amid the changes', async () => {
    const { world, pulled } = await pulledWorld({ contacts: 600 })
    const ids = (await world.liveContacts()).slice(0, 300).map(({ id }) => id)
    await world.control.vendor({ action: 'edit', entity: 'contacts', ids, fields: { last_name: 'Массовый' } })
    for await (const page of world.connector.pullContacts(pulled.cursor, world.signal)) {
      pulled.apply(page)
      break
    }

    await pulled.pull(world.reconnect(), world.signal)

    expect(pulled.summaries()).toEqual(await truth(world))
  })

  test.each([{ eventsOrder: 'asc' }, { eventsOrder: 'desc' }] as const)(
    'removes what was deleted, brings back what was restored and follows a merge ($eventsOrder events)',
    async (switches) => {
      const { world, pulled } = await pulledWorld({ switches })
      const ids = (await world.liveContacts()).map(({ id }) => id)
      await world.control.vendor({ action: 'delete', entity: 'contacts', ids: ids.slice(0, 3) })
      await world.control.vendor({ action: 'merge', entity: 'contacts', ids: ids.slice(10, 13) })
      await pullTwice(world, pulled)
      const afterDelete = pulled.summaries()
      const trueAfterDelete = await truth(world)
      await world.control.vendor({ action: 'restore', entity: 'contacts', ids: ids.slice(0, 1) })

      await pullTwice(world, pulled)

      expect(afterDelete).toEqual(trueAfterDelete)
      expect(pulled.summaries()).toEqual(await truth(world))
    },
  )

  test('works without filters: edits, deletions, and a bulk edit', async () => {
    const { world, pulled } = await pulledWorld({ contacts: 600, switches: { apiFilter: false } })
    const ids = (await world.liveContacts()).map(({ id }) => id)
    await world.control.vendor({
      action: 'edit',
      entity: 'contacts',
      ids: ids.slice(0, 300),
      fields: { last_name: 'Массовый' },
    })
    await world.control.vendor({ action: 'delete', entity: 'contacts', ids: ids.slice(400, 405) })

    await pullTwice(world, pulled)

    expect(pulled.summaries()).toEqual(await truth(world))
  })

  test('finds out by itself that filters are ignored although the account says that they work', async () => {
    const { world, pulled } = await pulledWorld({ contacts: 300 })
    const [first] = await world.liveContacts()
    await world.control.vendor({ action: 'edit', entity: 'contacts', ids: [first?.id], fields: { first_name: 'Зоя' } })
    const account = { id: 1, name: 'x', current_user_id: 1, is_api_filter_enabled: true }
    await world.switches({ apiFilter: false })
    await world.control.faults([{ kind: 'status', status: 200, body: account, path: '/api/v4/account' }])

    await pullTwice(world, pulled)

    expect(pulled.summaries()).toEqual(await truth(world))
  })

  test('moves the cursor only with the last page', async () => {
    const { world, pulled } = await pulledWorld({ contacts: 300 })
    const ids = (await world.liveContacts()).slice(0, 10).map(({ id }) => id)
    await world.control.vendor({ action: 'edit', entity: 'contacts', ids, fields: { last_name: 'Новый' } })
    await world.control.faults([{ kind: 'status', status: 500, body: 'x', path: '/api/v4/events' }])
    const failure = await pulled.pull(world.connector, world.signal).catch((error: AppError) => error.code)
    await world.control.vendor({ action: 'delete', entity: 'contacts', ids: ids.slice(0, 1) })
    await world.control.faults([])

    await pullTwice(world, pulled)

    expect(failure).toBe('remote/unavailable')
    expect(pulled.summaries()).toEqual(await truth(world))
  })
})
