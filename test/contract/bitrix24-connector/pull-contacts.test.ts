import { describe, expect, test } from 'vitest'
import { add, TRAINEE, webhookOf } from '../bitrix24/portal-session.ts'
import { startTold } from './event-world.ts'
import { companyId, idsIn, PulledContacts, readOne, remoteId, startContactWorld } from './contact-world.ts'

describe('first pull of contacts', () => {
  test('brings every contact with its names, phones, e-mails, company and responsible user', async () => {
    const world = await startContactWorld({ contacts: 130 })
    const { ports, signal, portal } = world
    const pulled = new PulledContacts()

    const pages = await pulled.pull(ports, signal)

    expect(pulled.byId.size).toBe(130)
    expect(pages.at(-1)).toMatchObject({ isComplete: true, left: 0 })
    const stored = await world.stored(7)
    expect(pulled.byId.get(remoteId(7))).toMatchObject({
      id: 'acc1.7',
      updatedAt: Date.parse(String(stored['DATE_MODIFY'])),
      createdAt: Date.parse(String(stored['DATE_CREATE'])),
      fields: {
        firstName: stored['NAME'] ?? '',
        lastName: stored['LAST_NAME'] ?? '',
        responsibleId: `acc1.${String(stored['ASSIGNED_BY_ID'])}`,
        companyIds: typeof stored['COMPANY_ID'] === 'string' ? [`acc1.${stored['COMPANY_ID']}`] : [],
      },
    })
    expect(await portal.result('crm.contact.list', { filter: { ID: 999 } })).toEqual([])
  })

  test('reads the first 500 soon, then 2,500 in a request, and asks once for the companies of all of them', async () => {
    const world = await startContactWorld({ contacts: 2_999 })
    await world.ports.capabilities(world.signal)
    world.requestCount()
    const after: number[] = []

    for await (const { items } of world.ports.pullContacts(null, world.signal)) after.push(items.length)

    expect(after).toEqual([500, 500, 500, 500, 500, 499])
    expect(world.requestCount()).toBe(4)
  })

  test('goes on after the last page that was taken in', async () => {
    const { ports, signal } = await startContactWorld({ contacts: 1_300 })
    const pulled = new PulledContacts()
    for await (const page of ports.pullContacts(null, signal)) {
      pulled.apply(page)
      break
    }

    const rest = await pulled.pull(ports, signal)

    expect(pulled.byId.size).toBe(1_300)
    expect(idsIn(rest)).toHaveLength(800)
  })

  test('begins anew with a cursor that nobody understands', async () => {
    const { ports, signal } = await startContactWorld()
    const pulled = new PulledContacts()
    pulled.cursor = 'a1:{}' as never

    await pulled.pull(ports, signal)

    expect(pulled.byId.size).toBe(60)
  })

  test('reads again what came before an edit of ours that left between two pages', async () => {
    const world = await startContactWorld({ contacts: 1_000 })
    const { ports, signal } = world
    const last = await readOne(world, 1_000)
    const pulled = new PulledContacts()

    for await (const page of ports.pullContacts(null, signal)) {
      pulled.apply(page)
      if (pulled.byId.size > 500) continue
      const patch = { names: { firstName: 'Новая', lastName: 'Фамилия' }, addTags: [], removeTags: [] }
      await ports.updateContacts([{ remoteId: last.remoteId, patch }], signal)
    }

    expect(pulled.byId.size).toBe(1_000)
    expect(pulled.byId.get(last.remoteId)?.fields.firstName).toBe('Новая')
  })

  test('reads again what was on its way while an edit of ours left', async () => {
    const world = await startContactWorld({ contacts: 3_100 })
    const { ports, signal } = world
    const last = await readOne(world, 3_100)
    const pulled = new PulledContacts()
    let pages = 0

    for await (const page of ports.pullContacts(null, signal)) {
      pulled.apply(page)
      pages += 1
      // The last one of the second request: the third is on its way already.
      if (pages !== 6) continue
      const patch = { names: { firstName: 'Новая', lastName: 'Фамилия' }, addTags: [], removeTags: [] }
      await ports.updateContacts([{ remoteId: last.remoteId, patch }], signal)
    }

    expect(pulled.byId.get(last.remoteId)?.fields.firstName).toBe('Новая')
  })

  test('reads one contact by its own method as the list has it, and knows one that is not there', async () => {
    const { portal, ports, signal } = await startContactWorld()
    await portal.result('crm.contact.company.items.set', { id: 5, items: [{ COMPANY_ID: 2 }, { COMPANY_ID: 1 }] })
    await portal.result('crm.contact.delete', { id: 9 })

    const alone = await ports.readContacts([remoteId(5)], signal)
    const among = await ports.readContacts([remoteId(5), remoteId(6)], signal)
    const gone = await ports.readContacts([remoteId(9)], signal)

    expect(alone.get(remoteId(5))).toEqual(among.get(remoteId(5)))
    expect(alone.get(remoteId(5))?.fields.companyIds).toHaveLength(2)
    expect([alone.size, gone.size]).toEqual([1, 0])
  })

  test('shows a user with few rights what is theirs', async () => {
    const { portal, portsBy, signal } = await startContactWorld()
    const ports = portsBy({ webhook: await webhookOf(portal, TRAINEE, ['crm', 'user']) })
    const pulled = new PulledContacts()

    await pulled.pull(ports, signal)

    expect(pulled.byId.size).toBeGreaterThan(0)
    expect([...new Set([...pulled.byId.values()].map(({ fields }) => fields.responsibleId))]).toEqual(['acc1.5'])
  })

  test('ends where a portal takes a reference that leads nowhere for an empty text', async () => {
    const { portal, ports, signal } = await startContactWorld({ contacts: 120 })
    await portal.turn({ missingReference: 'empty' })
    const pulled = new PulledContacts()

    const pages = await pulled.pull(ports, signal)

    expect(idsIn(pages)).toHaveLength(120)
  })
})

describe('companies of a contact', () => {
  test('are not none because it was deleted between two requests: it is not there', async () => {
    const world = await startTold()
    await world.app('crm.contact.company.items.set', { id: 7, items: [{ COMPANY_ID: 2 }, { COMPANY_ID: 1 }] })
    const connector = await world.connect({
      async meanwhile(methods) {
        if (methods.includes('crm.contact.get')) await world.colleague('delete', 'contact', [7])
      },
    })

    const found = await connector.readContacts([remoteId(7)], new AbortController().signal)

    expect([...found]).toEqual([])
  })

  test('come in their order, the primary one first', async () => {
    const world = await startContactWorld()
    const { portal } = world
    const items = [
      { COMPANY_ID: 3, SORT: 30 },
      { COMPANY_ID: 1, SORT: 20 },
      { COMPANY_ID: 2, SORT: 10, IS_PRIMARY: 'N' },
      { COMPANY_ID: 4, SORT: 40, IS_PRIMARY: 'Y' },
    ]
    await portal.result('crm.contact.company.items.set', { id: 5, items })

    const { fields } = await readOne(world, 5)

    expect(fields.companyIds).toEqual([4, 2, 1, 3].map(companyId))
  })

  test('come with a pull as well, and one without any has none', async () => {
    const { portal, ports, signal } = await startContactWorld()
    const items = [{ COMPANY_ID: 2 }, { COMPANY_ID: 1, IS_PRIMARY: 'Y' }]
    await portal.result('crm.contact.company.items.set', { id: 5, items })
    await portal.result('crm.contact.company.items.delete', { id: 6 })
    const pulled = new PulledContacts()

    await pulled.pull(ports, signal)

    expect(pulled.byId.get(remoteId(5))?.fields.companyIds).toEqual([1, 2].map(companyId))
    expect(pulled.byId.get(remoteId(6))?.fields.companyIds).toEqual([])
  })

  test('are read contact by contact where the newer family does not answer', async () => {
    const world = await startContactWorld()
    await world.portal.result('crm.contact.company.items.set', {
      ...{ id: 5, items: [{ COMPANY_ID: 2 }, { COMPANY_ID: 1, IS_PRIMARY: 'Y' }] },
    })
    const ports = world.portsBy({ without: 'crm.item.list' })

    const found = await ports.readContacts([remoteId(5)], world.signal)

    expect(found.get(remoteId(5))?.fields.companyIds).toEqual([1, 2].map(companyId))
  })
})

describe('pull of changes', () => {
  test('brings what was added and changed since, and nothing else', async () => {
    const world = await startContactWorld()
    const { portal, ports, signal } = world
    const pulled = new PulledContacts()
    await pulled.pull(ports, signal)
    portal.advance(60_000)
    await world.colleague('edit', [17], { LAST_NAME: 'Иная' })
    const id = await add(portal, 'contact', { NAME: 'Новая' })

    const pages = await pulled.pull(ports, signal)

    expect(idsIn(pages)).toEqual(['17', String(id)])
    expect(pulled.byId.get(remoteId(17))?.fields.lastName).toBe('Иная')
    expect(pages.every(({ isComplete }) => isComplete)).toBe(true)
  })

  test('asks once, and tells nothing twice while nothing moves', async () => {
    const world = await startContactWorld()
    const { portal, ports, signal } = world
    const pulled = new PulledContacts()
    await pulled.pull(ports, signal)
    await world.colleague('edit', [17], { LAST_NAME: 'Иная' })
    portal.advance(1_000)
    await pulled.pull(ports, signal)
    portal.advance(1_000)
    world.requestCount()

    const pages = await pulled.pull(ports, signal)

    expect(idsIn(pages)).toEqual([])
    expect(world.requestCount()).toBe(1)
  })

  test('misses no second change within one second of the portal', async () => {
    const world = await startContactWorld()
    const { ports, signal } = world
    const pulled = new PulledContacts()
    await pulled.pull(ports, signal)
    await world.colleague('edit', [17], { LAST_NAME: 'Первая' })
    await pulled.pull(ports, signal)
    await world.colleague('edit', [17], { LAST_NAME: 'Вторая' })

    await pulled.pull(ports, signal)

    expect(pulled.byId.get(remoteId(17))?.fields.lastName).toBe('Вторая')
  })

  test('brings more changes than one request holds, each once', async () => {
    const world = await startContactWorld({ contacts: 1_600 })
    const { portal, ports, signal } = world
    const pulled = new PulledContacts()
    await pulled.pull(ports, signal)
    portal.advance(60_000)
    const ids = Array.from({ length: 1_500 }, (_, index) => index + 1)
    await world.colleague('edit', ids, { POST: 'Директор' })

    const pages = await pulled.pull(ports, signal)

    expect(idsIn(pages)).toEqual(ids.map(String))
    expect(pages.length).toBeGreaterThan(2)
  })

  test('finds deleted contacts by comparing ids, a quarter of an hour later at most', async () => {
    const world = await startContactWorld()
    const { portal, ports, signal } = world
    const pulled = new PulledContacts()
    await pulled.pull(ports, signal)
    await world.colleague('delete', [7, 8])
    portal.advance(60_000)
    const early = await pulled.pull(ports, signal)
    portal.advance(15 * 60_000)

    const late = await pulled.pull(ports, signal)

    expect(idsIn(early)).toEqual([])
    expect(idsIn(late)).toEqual(['-7', '-8'])
    expect(pulled.byId.size).toBe(58)
  })

  test('takes nobody for deleted who can be read by id', async () => {
    const world = await startContactWorld()
    const { portal, signal } = world
    const ports = world.portsBy({ hiding: '9' })
    const pulled = new PulledContacts()
    await pulled.pull(world.ports, signal)
    portal.advance(20 * 60_000)

    const pages = await pulled.pull(ports, signal)

    expect(idsIn(pages)).toEqual([])
    expect(pulled.byId.has(remoteId(9))).toBe(true)
  })

  test('compares ids of many contacts by a request for 2,500, and not again soon', async () => {
    const world = await startContactWorld({ contacts: 3_000 })
    const { portal, ports, signal } = world
    const pulled = new PulledContacts()
    await pulled.pull(ports, signal)
    portal.advance(15 * 60_000)
    world.requestCount()
    await pulled.pull(ports, signal)
    const swept = world.requestCount()
    portal.advance(60_000)

    await pulled.pull(ports, signal)

    expect([swept, world.requestCount()]).toEqual([3, 1])
  })
})

test('contacts that this user may not see are nothing new and nothing gone; all are read once they may be seen again', async () => {
  const world = await startContactWorld()
  const pulled = new PulledContacts()
  await pulled.pull(world.ports, world.signal)
  const before = [...pulled.byId.keys()]
  const ports = world.portsBy({ without: 'crm.contact.list' })
  world.pass(16 * 60_000)

  const refused = await pulled.pull(ports, world.signal)

  expect([idsIn(refused), [...ports.context.withheld]]).toEqual([[], ['contacts']])
  expect(idsIn(await pulled.pull(world.ports, world.signal)).toSorted()).toEqual(before.toSorted())
})
