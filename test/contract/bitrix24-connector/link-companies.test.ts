import { describe, expect, test } from 'vitest'
import { add, rows } from '../bitrix24/portal-session.ts'
import { companyId, readOne, remoteId, startContactWorld } from './contact-world.ts'

describe('companies of a contact', () => {
  test('are linked and taken off, and doing it again changes nothing', async () => {
    const world = await startContactWorld()
    const { ports, portal, signal } = world
    const id = await add(portal, 'contact', { NAME: 'Анна' })
    const link = { contactId: remoteId(id), companyId: remoteId(2) }
    const done = [{ kind: 'applied', remoteId: String(id), updatedAt: null }]

    const linked = [await ports.linkCompanies([link], signal), await ports.linkCompanies([link], signal)]
    const between = (await readOne(world, id)).fields.companyIds
    const unlinked = [await ports.unlinkCompanies([link], signal), await ports.unlinkCompanies([link], signal)]

    expect([linked, unlinked]).toEqual([
      [done, done],
      [done, done],
    ])
    expect([between, (await readOne(world, id)).fields.companyIds]).toEqual([[companyId(2)], []])
  })

  test('one that takes the place of another stands where that one stood', async () => {
    const world = await startContactWorld()
    const { ports, portal, signal } = world
    const items = [{ COMPANY_ID: 1, IS_PRIMARY: 'Y' }, { COMPANY_ID: 2 }, { COMPANY_ID: 3 }]
    const id = await add(portal, 'contact', { NAME: 'Анна' })
    await portal.result('crm.contact.company.items.set', { id, items })
    const contactId = remoteId(id)
    const replacing = [
      { contactId, companyId: remoteId(7), insteadOf: remoteId(1) },
      { contactId, companyId: remoteId(8), insteadOf: remoteId(2) },
    ]

    await ports.linkCompanies(replacing, signal)
    await ports.unlinkCompanies(
      replacing.map(({ insteadOf }) => ({ contactId, companyId: insteadOf })),
      signal,
    )

    expect((await readOne(world, id)).fields.companyIds).toEqual([7, 8, 3].map(companyId))
  })

  test('of a contact that is gone cannot be linked', async () => {
    const { ports, signal } = await startContactWorld()

    const results = await ports.linkCompanies([{ contactId: remoteId(9_999), companyId: remoteId(1) }], signal)

    expect(results).toEqual([{ kind: 'gone' }])
  })

  test('are made by name once, and found by it afterwards', async () => {
    const { ports, signal, portal } = await startContactWorld()

    const made = await ports.ensureCompany(' ООО «Новая» ', signal)
    const found = await ports.ensureCompany('ООО «Новая»', signal)
    const other = await ports.ensureCompany('ооо «новая»', signal)

    expect(made.name).toBe('ООО «Новая»')
    expect(found.remoteId).toBe(made.remoteId)
    expect(other.remoteId).not.toBe(made.remoteId)
    expect(await portal.result('crm.company.list', { filter: { '%TITLE': 'Новая' } })).toHaveLength(2)
  })
})

describe('the order of the companies of a contact', () => {
  const orderOf = async ({ portal }: Awaited<ReturnType<typeof startContactWorld>>, id: number) =>
    rows(await portal.result('crm.contact.company.items.get', { id })).map((link) => [
      link['COMPANY_ID'],
      link['IS_PRIMARY'],
    ])

  test('is told whole, the main one first, and telling it again changes nothing', async () => {
    const world = await startContactWorld()
    const { ports, portal, signal } = world
    const id = await add(portal, 'contact', { NAME: 'Анна' })
    const items = [{ COMPANY_ID: 1, IS_PRIMARY: 'Y' }, { COMPANY_ID: 2 }, { COMPANY_ID: 3 }]
    await portal.result('crm.contact.company.items.set', { id, items })
    const order = { contactId: remoteId(id), companyIds: [3, 1, 2].map(remoteId) }

    const first = await ports.orderCompanies?.([order], signal)
    world.requestCount()
    const again = await ports.orderCompanies?.([order], signal)

    expect([first, again]).toEqual([0, 1].map(() => [{ kind: 'applied', remoteId: String(id), updatedAt: null }]))
    // Only a look.
    expect(world.requestCount()).toBe(1)
    expect((await readOne(world, id)).fields.companyIds).toEqual([3, 1, 2].map(companyId))
    expect(await orderOf(world, id)).toEqual([
      [3, 'Y'],
      [1, 'N'],
      [2, 'N'],
    ])
  })

  test('leaves what is linked and not named at the end, and links nothing', async () => {
    const world = await startContactWorld()
    const { ports, portal, signal } = world
    const id = await add(portal, 'contact', { NAME: 'Анна' })
    const items = [{ COMPANY_ID: 1, IS_PRIMARY: 'Y' }, { COMPANY_ID: 2 }, { COMPANY_ID: 3 }]
    await portal.result('crm.contact.company.items.set', { id, items })

    await ports.orderCompanies?.([{ contactId: remoteId(id), companyIds: [3, 9, 1].map(remoteId) }], signal)

    expect((await readOne(world, id)).fields.companyIds).toEqual([3, 1, 2].map(companyId))
  })

  test('of a contact that has gone says that it has', async () => {
    const { ports, signal } = await startContactWorld()

    const results = await ports.orderCompanies?.([{ contactId: remoteId(9_999), companyIds: [remoteId(1)] }], signal)

    expect(results?.map(({ kind }) => kind)).toEqual(['gone'])
  })
})
