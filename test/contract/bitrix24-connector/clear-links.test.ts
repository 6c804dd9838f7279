import { describe, expect, test } from 'vitest'
import type { Bitrix24Api } from '#core/connectors/bitrix24/api.ts'
import { createContactPorts } from '#core/connectors/bitrix24/contact-ports.ts'
import { dealWords } from '#core/connectors/bitrix24/deals.ts'
import { leadWords } from '#core/connectors/bitrix24/leads.ts'
import { createSalePort } from '#core/connectors/bitrix24/sales.ts'
import { memberField } from '#shared/domain/neighbour.ts'
import { add, rows, type Params } from '../bitrix24/portal-session.ts'
import { accountId, meanwhile, remoteId, startContactWorld, type ContactWorld } from './contact-world.ts'
import { contactId, someDeal, someLead } from './sale-world.ts'

/** Which methods that write have left, in their order. */
function watching(api: Bitrix24Api): { readonly api: Bitrix24Api; readonly left: string[] } {
  const left: string[] = []
  return {
    left,
    api: {
      call: (name, params, signal) => api.call(name, params, signal),
      heardAt: () => api.heardAt(),
      get writeCount() {
        return api.writeCount
      },
      batch(commands, options, signal) {
        left.push(
          ...commands.map(({ method }) => method).filter((method) => !/\.(?:get|list|fields|time)$/.test(method)),
        )
        return api.batch(commands, options, signal)
      },
    },
  }
}

/** A portal in which such a method is refused, and nothing comes of it. */
const refusing = (api: Bitrix24Api, refused: string): Bitrix24Api => ({
  call: (name, params, signal) => api.call(name, params, signal),
  heardAt: () => api.heardAt(),
  get writeCount() {
    return api.writeCount
  },
  batch: (commands, options, signal) =>
    api.batch(
      commands.map((one) => (one.method === refused ? { ...one, method: 'crm.no.such.method' } : one)),
      options,
      signal,
    ),
})

const portsOver = ({ clock }: ContactWorld, api: Bitrix24Api) =>
  createContactPorts({ accountId, api, clock, logger: { info: () => undefined, warn: () => undefined } })

async function contactWith(world: ContactWorld, companies: readonly number[]): Promise<number> {
  const id = await add(world.portal, 'contact', { NAME: 'Анна' })
  const items = companies.map((n, at) => ({ COMPANY_ID: n, SORT: (at + 1) * 10, IS_PRIMARY: at === 0 ? 'Y' : 'N' }))
  await world.portal.result('crm.contact.company.items.set', { id, items })
  return id
}

const linksOf = async ({ portal }: ContactWorld, method: string, key: string, id: number) =>
  rows(await portal.result(`${method}.items.get`, { id })).map((link) => [link[key], link['SORT'], link['IS_PRIMARY']])

const companiesOf = (world: ContactWorld, id: number) => linksOf(world, 'crm.contact.company', 'COMPANY_ID', id)

const off = (id: number, companies: readonly number[]) =>
  companies.map((n) => ({ contactId: remoteId(id), companyId: remoteId(n) }))

const done = (id: number, count: number) =>
  Array.from({ length: count }, () => ({ kind: 'applied', remoteId: String(id), updatedAt: null }))

describe('all companies of a contact', () => {
  test('are taken off in one stroke', async () => {
    const world = await startContactWorld()
    const id = await contactWith(world, [1, 2, 3])
    const { api, left } = watching(world.api)

    const results = await portsOver(world, api).unlinkCompanies(off(id, [1, 2, 3]), world.signal)

    expect(results).toEqual(done(id, 3))
    expect(left).toEqual(['crm.contact.company.items.delete'])
    expect(await companiesOf(world, id)).toEqual([])
  })

  test('go one by one where others stay, and where it is the only one', async () => {
    const world = await startContactWorld()
    const [several, single] = [await contactWith(world, [1, 2, 3]), await contactWith(world, [4])]
    const { api, left } = watching(world.api)

    const results = await portsOver(world, api).unlinkCompanies(
      [...off(several, [1, 3]), ...off(single, [4])],
      world.signal,
    )

    expect(results.map(({ kind }) => kind)).toEqual(['applied', 'applied', 'applied'])
    expect(left).toEqual(['crm.contact.company.delete', 'crm.contact.company.delete', 'crm.contact.company.delete'])
    expect([await companiesOf(world, several), await companiesOf(world, single)]).toEqual([[[2, 20, 'Y']], []])
  })

  test('but for one that a colleague has linked meanwhile', async () => {
    const world = await startContactWorld()
    const id = await contactWith(world, [1, 2])
    await world.portal.result('crm.contact.company.add', { id, fields: { COMPANY_ID: 7 } })
    const { api, left } = watching(world.api)

    await portsOver(world, api).unlinkCompanies(off(id, [1, 2]), world.signal)

    expect(left).not.toContain('crm.contact.company.items.delete')
    expect(await companiesOf(world, id)).toEqual([[7, 30, 'Y']])
  })

  test('but for one that is linked between the look and the stroke: it is linked again as it was', async () => {
    const world = await startContactWorld()
    const id = await contactWith(world, [1, 2])
    const fields = { COMPANY_ID: 7, SORT: 55, IS_PRIMARY: 'Y' }
    const api = meanwhile(world.api, 'crm.contact.company.items.delete', () =>
      world.portal.result('crm.contact.company.add', { id, fields }),
    )

    const results = await portsOver(world, api).unlinkCompanies(off(id, [1, 2]), world.signal)

    expect(results).toEqual(done(id, 2))
    expect(await companiesOf(world, id)).toEqual([[7, 55, 'Y']])
  })

  test('go one by one where a portal refuses to take off all', async () => {
    const world = await startContactWorld()
    const id = await contactWith(world, [1, 2])
    const ports = portsOver(world, refusing(world.api, 'crm.contact.company.items.delete'))

    const results = await ports.unlinkCompanies(off(id, [1, 2]), world.signal)

    expect([results, await companiesOf(world, id)]).toEqual([done(id, 2), []])
  })

  test('of a contact that is gone are not taken off: it says so', async () => {
    const { ports, signal } = await startContactWorld()

    const results = await ports.unlinkCompanies(off(9_999, [1, 2]), signal)

    expect(results).toEqual([{ kind: 'gone' }, { kind: 'gone' }])
  })

  test('of more contacts than one request holds are taken off', async () => {
    const world = await startContactWorld()
    const ids: number[] = []
    for (let n = 0; n < 27; n += 1) ids.push(await contactWith(world, [1, 2]))

    const results = await world.ports.unlinkCompanies(
      ids.flatMap((id) => off(id, [1, 2])),
      world.signal,
    )

    expect(results.map(({ kind }) => kind)).toEqual(Array.from({ length: 54 }, () => 'applied'))
    expect(await Promise.all(ids.map((id) => companiesOf(world, id)))).toEqual(ids.map(() => []))
  })
})

const sales = [
  { kind: 'deal', method: 'crm.deal.contact', words: dealWords, some: someDeal },
  { kind: 'lead', method: 'crm.lead.contact', words: leadWords, some: someLead },
] as const

describe.each(sales)('all contacts of a $kind', ({ kind, method, words, some }) => {
  const membersOf = (world: ContactWorld, id: number) => linksOf(world, method, 'CONTACT_ID', id)

  async function begin(contacts: readonly number[]) {
    const world = await startContactWorld()
    const id = await add(world.portal, kind, { TITLE: 'Поставка', CONTACT_IDS: contacts })
    const { api, left } = watching(world.api)
    const over = (used: Bitrix24Api) => createSalePort(portsOver(world, used).context, words)
    /** What the engine sends, of contacts that are to go; the others were seen to stay. */
    const takeOff = (port: ReturnType<typeof over>, gone: readonly number[], stay: readonly number[] = []) =>
      port.update(
        [
          {
            remoteId: remoteId(id),
            record: some({ contactIds: stay.map(contactId), mainContactId: null, name: 'Закрыта' }),
            fields: ['name', ...gone.map((n) => memberField(contactId(n)))],
          },
        ],
        world.signal,
      )
    return { world, id, api, left, over, takeOff }
  }

  test('are taken off in one stroke, with what else was changed', async () => {
    const { world, id, api, left, over, takeOff } = await begin([1, 2, 3])

    const results = await takeOff(over(api), [1, 2, 3])

    expect(results).toEqual(done(id, 1))
    expect(left).toEqual([`${method}.items.delete`, `crm.${kind}.update`])
    expect(await membersOf(world, id)).toEqual([])
    expect(((await world.portal.result(`crm.${kind}.get`, { id })) as Params)['TITLE']).toBe('Закрыта')
  })

  test('go one by one where somebody stays whom a colleague has added', async () => {
    const { world, id, api, left, over, takeOff } = await begin([1, 2])
    await world.portal.result(`${method}.add`, { id, fields: { CONTACT_ID: 9 } })

    await takeOff(over(api), [1, 2])

    expect(left).toEqual([`crm.${kind}.update`, `${method}.delete`, `${method}.delete`])
    expect((await membersOf(world, id)).map(([one, , isPrimary]) => [one, isPrimary])).toEqual([[9, 'Y']])
  })

  test('but for one who is added between the look and the stroke', async () => {
    const { world, id, over, takeOff } = await begin([1, 2])
    const api = meanwhile(world.api, `${method}.items.delete`, () =>
      world.portal.result(`${method}.add`, { id, fields: { CONTACT_ID: 9 } }),
    )

    const results = await takeOff(over(api), [1, 2])

    expect(results).toEqual(done(id, 1))
    expect((await membersOf(world, id)).map(([one]) => one)).toEqual([9])
  })

  test('go one by one where a portal refuses to take off all', async () => {
    const { world, id, over, takeOff } = await begin([1, 2])

    const results = await takeOff(over(refusing(world.api, `${method}.items.delete`)), [1, 2])

    expect([results, await membersOf(world, id)]).toEqual([done(id, 1), []])
  })
})
