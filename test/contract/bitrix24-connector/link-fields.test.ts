import { describe, expect, test } from 'vitest'
import { dealWords } from '#core/connectors/bitrix24/deals.ts'
import { leadWords } from '#core/connectors/bitrix24/leads.ts'
import { createSalePort } from '#core/connectors/bitrix24/sales.ts'
import { memberField } from '#shared/domain/neighbour.ts'
import { add, column, rows } from '../bitrix24/portal-session.ts'
import { remoteId, startContactWorld, type ContactWorld } from './contact-world.ts'
import { contactId, someDeal, someLead } from './sale-world.ts'

/** A portal whose links say nothing but what they lead to. */
async function startBare(): Promise<ContactWorld> {
  const world = await startContactWorld()
  await world.portal.turn({ linkFields: 'bare' })
  return world
}

const companiesOf = async ({ portal }: ContactWorld, id: number) =>
  column(rows(await portal.result('crm.contact.company.items.get', { id })), 'COMPANY_ID')

async function contactWith({ portal }: ContactWorld, companies: readonly number[]): Promise<number> {
  const id = await add(portal, 'contact', { NAME: 'Анна' })
  await portal.result('crm.contact.company.items.set', { id, items: companies.map((n) => ({ COMPANY_ID: n })) })
  return id
}

describe('what links of a portal can be told', () => {
  test('is asked for with the forms, in one request, and is all there is as a rule', async () => {
    const world = await startContactWorld()
    world.requestCount()

    const { fixedLinks } = await world.ports.capabilities(world.signal)

    expect([fixedLinks, world.requestCount()]).toEqual([[], 1])
  })

  test('may leave out which is the main one, and the order', async () => {
    const { ports, signal } = await startBare()

    const { fixedLinks } = await ports.capabilities(signal)

    expect(fixedLinks).toEqual(['company-main', 'deal-main', 'lead-main', 'company-order'])
  })

  test.each(['crm.contact.company.fields', 'crm.deal.contact.fields', 'crm.lead.contact.fields'])(
    'is taken for everything where %s is refused',
    async (without) => {
      const { portsBy, signal } = await startContactWorld()

      expect((await portsBy({ without }).capabilities(signal)).fixedLinks).toEqual([])
    },
  )
})

describe('in a portal whose links know no main one and no order', () => {
  test('companies are linked, read and taken off as anywhere', async () => {
    const world = await startBare()
    const id = await contactWith(world, [1, 2])
    const link = { contactId: remoteId(id), companyId: remoteId(3) }

    await world.ports.linkCompanies([link], world.signal)
    const read = (await world.ports.readContacts([remoteId(id)], world.signal)).get(remoteId(id))
    const off = [1, 2, 3].map((n) => ({ ...link, companyId: remoteId(n) }))
    await world.ports.unlinkCompanies(off, world.signal)

    expect(read?.fields.companyIds.map((one) => one.split('.').at(-1))).toEqual(['1', '2', '3'])
    expect(await companiesOf(world, id)).toEqual([])
  })

  test('an order is refused and not lost, unless it stands already', async () => {
    const world = await startBare()
    const id = await contactWith(world, [1, 2])
    const order = (companies: readonly number[]) =>
      world.ports.orderCompanies?.([{ contactId: remoteId(id), companyIds: companies.map(remoteId) }], world.signal)

    const [changed] = (await order([2, 1])) ?? []
    const [same] = (await order([1, 2])) ?? []

    expect([changed, same?.kind]).toEqual([
      { kind: 'rejected', field: 'company', reason: 'not-supported', message: '' },
      'applied',
    ])
    expect(await companiesOf(world, id)).toEqual([1, 2])
  })

  test.each([
    { kind: 'deal', words: dealWords, some: someDeal },
    { kind: 'lead', words: leadWords, some: someLead },
  ])(
    'another main contact of a $kind is refused, and whoever comes along with it is added',
    async ({ kind, words, some }) => {
      const world = await startBare()
      const id = await add(world.portal, kind, { TITLE: 'Поставка', CONTACT_IDS: [5] })
      const port = createSalePort(world.ports.context, words)
      const record = some({ contactIds: [5, 6].map(contactId), mainContactId: contactId(6) })

      const [result] = await port.update(
        [{ remoteId: remoteId(id), record, fields: [memberField(contactId(6)), 'mainContactId'] }],
        world.signal,
      )

      expect(result).toMatchObject({ kind: 'rejected', field: 'neighbour:mainContactId', reason: 'not-supported' })
      const links = rows(await world.portal.result(`crm.${kind}.contact.items.get`, { id }))
      expect(column(links, 'CONTACT_ID').toSorted()).toEqual([5, 6])
    },
  )
})
