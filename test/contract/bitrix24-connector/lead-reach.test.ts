import { describe, expect, test } from 'vitest'
import { createSalePort } from '#core/connectors/bitrix24/sales.ts'
import { leadWords } from '#core/connectors/bitrix24/leads.ts'
import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import type { Lead, LeadFields } from '#shared/domain/neighbour.ts'
import { add, rows } from '../bitrix24/portal-session.ts'
import { meanwhile, reachOf } from './contact-world.ts'
import { asNew, readSale, someLead, startSaleWorld, type SaleWorld } from './sale-world.ts'

const startLeadWorld = () => startSaleWorld(leadWords)
const field = (name: string) => `lead:${name}` as FieldId

const makeLead = async ({ portal }: SaleWorld, fields: Readonly<Record<string, unknown>>) =>
  String(await add(portal, 'lead', { TITLE: 'С сайта', ...fields })) as RemoteId

/** What the engine sends: these, compared with what it has just read. */
async function write(world: SaleWorld, id: RemoteId, to: Partial<LeadFields>, fields: readonly string[], by?: Lead) {
  const before = by ?? ((await readSale(world, id)) as Lead)
  const record: Lead = { kind: 'lead', fields: { ...before.fields, ...to } }
  return world.port.update([{ remoteId: id, record, before, fields }], world.signal)
}

const work = (value: string) => ({ value, kind: 'work' })
const phone = (VALUE: string, VALUE_TYPE = 'WORK') => ({ VALUE, VALUE_TYPE })
const valuesOf = (stored: Record<string, unknown>, name: string) => reachOf(stored, name).map(([, value]) => value)

describe('numbers and addresses of a lead', () => {
  test('are changed by the ids that they have, and nothing is told twice', async () => {
    const world = await startLeadWorld()
    const id = await makeLead(world, { PHONE: [phone('+7 900 1'), phone('+7 900 2', 'MOBILE')] })
    const before = reachOf(await world.kept(id), 'PHONE')
    const phones = [
      { value: '+7 900 9', kind: 'work' },
      { value: '+7 900 2', kind: 'mobile' },
      { value: '+7 900 3', kind: 'home' },
    ]

    const results = await write(world, id, { phones }, ['phones'])
    await write(world, id, { phones }, ['phones'])

    const [first, second, third] = reachOf(await world.kept(id), 'PHONE')
    expect(results).toMatchObject([{ kind: 'applied' }])
    expect([first, second, third?.[1]]).toEqual([[before[0]?.[0], '+7 900 9'], before[1], '+7 900 3'])
    expect((await readSale(world, id)).fields).toMatchObject({ phones })
  })

  test('leave alone what a colleague has added since', async () => {
    const world = await startLeadWorld()
    const id = await makeLead(world, { EMAIL: [phone('a@b.ru')] })
    const seen = (await readSale(world, id)) as Lead
    await world.portal.result('crm.lead.update', { id, fields: { EMAIL: [phone('colleague@b.ru')] } })

    await write(world, id, { emails: [{ value: 'new@b.ru', kind: 'work' }] }, ['emails'], seen)

    expect(valuesOf(await world.kept(id), 'EMAIL')).toEqual(['new@b.ru', 'colleague@b.ru'])
  })

  test('of one that has gone since one of them was to go are told to be gone, not done', async () => {
    const world = await startLeadWorld()
    const id = await makeLead(world, { PHONE: [phone('+7 900 1')] })
    const seen = (await readSale(world, id)) as Lead
    await world.portal.result('crm.lead.delete', { id })

    expect(await write(world, id, { phones: [] }, ['phones'], seen)).toEqual([{ kind: 'gone' }])
  })

  test('are told anew where a colleague takes one off between the look and the write', async () => {
    const world = await startLeadWorld()
    const id = await makeLead(world, { PHONE: [phone('+7 900 1'), phone('+7 900 2')] })
    const seen = (await readSale(world, id)) as Lead
    const [gone] = reachOf(await world.kept(id), 'PHONE')
    const takeOff = { id, fields: { PHONE: [{ ID: gone?.[0], DELETE: 'Y' }] } }
    const api = meanwhile(world.api, 'crm.lead.update', () => world.portal.result('crm.lead.update', takeOff))
    const port = createSalePort({ ...world.ports.context, api }, leadWords)
    const phones = [work('+7 900 9'), work('+7 900 2')]
    const record: Lead = { kind: 'lead', fields: { ...seen.fields, name: 'Renamed', phones } }

    const update = { remoteId: id, record, before: seen, fields: ['name', 'phones'] }
    const results = await port.update([update], world.signal)

    const kept = await world.kept(id)
    expect(results.map(({ kind }) => kind)).toEqual(['applied'])
    expect([kept['TITLE'], valuesOf(kept, 'PHONE')]).toEqual(['Renamed', ['+7 900 2', '+7 900 9']])
  })

  test('go out with a lead that is made, all four kinds', async () => {
    const world = await startLeadWorld()
    const record = someLead({
      phones: [{ value: '+7 900 1', kind: 'mobile' }],
      emails: [{ value: 'a@b.ru', kind: 'work' }],
      custom: {
        [field('WEB')]: [{ value: 'b.ru', code: 'WORK' }],
        [field('IM')]: [{ value: 'anna', code: 'TELEGRAM' }],
      },
    })

    const [made] = await world.port.create([asNew(1, record)], world.signal)

    const id = made?.kind === 'applied' ? made.remoteId : ''
    const stored = await world.kept(id)
    expect(['PHONE', 'EMAIL', 'WEB', 'IM'].map((name) => rows(stored, name)[0])).toMatchObject([
      ...[phone('+7 900 1', 'MOBILE'), phone('a@b.ru'), phone('b.ru'), phone('anna', 'TELEGRAM')],
    ])
    expect((await readSale(world, id)).fields).toMatchObject(
      record.fields.custom === undefined ? {} : { custom: record.fields.custom },
    )
  })

  test('are sites and messengers as well; the links of open lines are neither shown nor touched', async () => {
    const world = await startLeadWorld()
    const link = phone('imol|livechat|1|67|21', 'OPENLINE')
    const id = await makeLead(world, { IM: [phone('anna', 'TELEGRAM'), link], WEB: [phone('b.ru')] })
    const custom = { [field('IM')]: [{ value: 'anna.li', code: 'TELEGRAM' }], [field('WEB')]: [] }
    const told = (await readSale(world, id)).fields as LeadFields

    await write(world, id, { custom }, [`custom:${field('IM')}`, `custom:${field('WEB')}`])

    const stored = await world.kept(id)
    expect(told.custom).toMatchObject({ [field('IM')]: [{ value: 'anna', code: 'TELEGRAM' }] })
    expect(valuesOf(stored, 'IM')).toEqual(['anna.li', link.VALUE])
    expect(stored).not.toHaveProperty('WEB')
  })

  test('that are refused say which', async () => {
    const world = await startLeadWorld()
    const id = await makeLead(world, {})
    const emails = [
      { value: 'good@b.ru', kind: 'work' },
      { value: 'no address', kind: 'work' },
    ]

    const results = await write(world, id, { emails, lastName: 'Ли' }, ['emails', 'lastName'])

    expect(results).toMatchObject([{ kind: 'rejected', field: 'neighbour:emails', part: 'no address' }])
  })

  test('of a lead that is gone go nowhere', async () => {
    const world = await startLeadWorld()
    const id = await makeLead(world, {})
    const seen = (await readSale(world, id)) as Lead
    await world.portal.result('crm.lead.delete', { id })

    const results = await write(world, id, { phones: [{ value: '+7 900 1', kind: 'work' }] }, ['phones'], seen)

    expect(results).toEqual([{ kind: 'gone' }])
  })
})
