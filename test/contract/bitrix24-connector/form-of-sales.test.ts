import { describe, expect, test } from 'vitest'
import { dealWords } from '#core/connectors/bitrix24/deals.ts'
import { leadWords } from '#core/connectors/bitrix24/leads.ts'
import type { SaleWords } from '#core/connectors/bitrix24/sale-words.ts'
import type { CustomItem } from '#shared/domain/contact.ts'
import { ownerOf, type FieldDefinition } from '#shared/domain/directory.ts'
import type { FieldId, RemoteId, SaleKind } from '#shared/domain/ids.ts'
import { customField, type CustomValues, type DealFields, type Sale } from '#shared/domain/neighbour.ts'
import { add, rows, TRAINEE, webhookOf, type Params } from '../bitrix24/portal-session.ts'
import { asNew, PulledSales, readSale, someDeal, someLead, startSaleWorld, type SaleWorld } from './sale-world.ts'
import { day, valueCases } from './value-cases.ts'

const wordsOf: Readonly<Record<SaleKind, SaleWords>> = { deal: dealWords, lead: leadWords }
const kinds = ['deal', 'lead'] as const
const startWorld = (kind: SaleKind) => startSaleWorld(wordsOf[kind])

/** The field of a sale that the portal knows by this code. */
const fieldOf = (kind: SaleKind, code: string) => `${kind}:${code}` as FieldId

async function makeField({ portal }: SaleWorld, kind: SaleKind, name: string, type: string, more: Params = {}) {
  const fields = { FIELD_NAME: name, USER_TYPE_ID: type, LABEL: name, ...more }
  await portal.result(`crm.${kind}.userfield.add`, { fields })
  return `UF_CRM_${name}`
}

const definitionsOf = async ({ ports, signal }: SaleWorld, kind: SaleKind): Promise<readonly FieldDefinition[]> =>
  (await ports.pullFields(signal)).filter((field) => ownerOf(field) === kind)

const customIn = async (world: SaleWorld, id: string): Promise<CustomValues> =>
  ((await readSale(world, id)).fields as DealFields).custom ?? {}

/** What the engine sends once it has compared: these values of the form, on top of what it has just read. */
async function write(world: SaleWorld, id: string, custom: CustomValues) {
  const before = (await readSale(world, id)) as Sale
  const fields = Object.keys(custom).map((field) => customField(field as FieldId))
  const record = { ...before, fields: { ...before.fields, custom: { ...before.fields.custom, ...custom } } } as Sale
  return world.port.update([{ remoteId: id as RemoteId, record, before, fields }], world.signal)
}

const some = (kind: SaleKind, custom: CustomValues): Sale =>
  (kind === 'deal' ? someDeal({ custom }) : someLead({ custom })) as Sale

describe('form of deals and of leads', () => {
  test.each([
    [
      'deal' as const,
      `TYPE_ID choice, PROBABILITY number, BEGINDATE date, CLOSEDATE date, SOURCE_ID choice,
       SOURCE_DESCRIPTION long-text, COMMENTS long-text, ADDITIONAL_INFO text, OPENED boolean,
       IS_RETURN_CUSTOMER boolean, IS_REPEATED_APPROACH boolean`,
    ],
    [
      'lead' as const,
      `HONORIFIC choice, SECOND_NAME text, POST text, BIRTHDATE date, WEB messengers, IM messengers, STATUS_DESCRIPTION text, SOURCE_ID choice,
       SOURCE_DESCRIPTION long-text, ADDRESS address, COMMENTS long-text, OPENED boolean, IS_RETURN_CUSTOMER boolean,
       DATE_CLOSED date-time`,
    ],
  ])(
    'has the fields that every portal has of a %s, in its order, told apart from those of contacts',
    async (kind, known) => {
      const world = await startWorld(kind)
      await makeField(world, kind, 'SIZE', 'enumeration', { LIST: [{ VALUE: 'L' }] })

      const fields = await definitionsOf(world, kind)

      const campaign = ['SOURCE', 'MEDIUM', 'CAMPAIGN', 'CONTENT', 'TERM'].map((word) => [`UTM_${word}`, 'text'])
      const own = fields.filter(({ isFixed }) => isFixed === true).map((field) => [field.id, field.kind])
      const told = known.split(/,\s+/).map((line) => line.split(' '))
      expect(own).toEqual([...told, ...campaign].map(([code = '', of]) => [fieldOf(kind, code), of]))
      expect(fields.find(({ id }) => id === fieldOf(kind, 'UF_CRM_SIZE'))).toMatchObject({
        ...{ of: kind, kind: 'choice', isReadOnly: false, options: [{ value: 'L' }] },
      })
    },
  )

  test('says what the portal alone writes', async () => {
    const fields = await definitionsOf(await startWorld('lead'), 'lead')

    const readOnly = fields.filter((field) => field.isReadOnly).map(({ id }) => id)
    expect(readOnly).toEqual([fieldOf('lead', 'IS_RETURN_CUSTOMER'), fieldOf('lead', 'DATE_CLOSED')])
  })

  test('is that of contacts alone for whom the portal tells no other', async () => {
    const { portsBy, signal } = await startWorld('lead')

    const fields = await portsBy({ without: 'crm.lead.fields' }).pullFields(signal)

    expect([...new Set(fields.map(ownerOf))]).toEqual(['contact', 'company', 'deal'])
  })
})

describe.each(kinds)('values of user fields of a %s', (kind) => {
  test.each(valueCases)('of type $type go there as $stored and come back as they were', async (one) => {
    const world = await startWorld(kind)
    const code = await makeField(world, kind, 'ANY', one.type, one.more)
    const id = String(await add(world.portal, kind, { TITLE: 'Ярмарка' }))

    const results = await write(world, id, { [fieldOf(kind, code)]: one.sent })

    expect(results).toMatchObject([{ kind: 'applied' }])
    expect((await world.kept(id))[code]).toEqual(one.stored)
    expect(await customIn(world, id)).toMatchObject({ [fieldOf(kind, code)]: one.read ?? one.sent })
  })

  test.each(valueCases)('of type $type come with a new one, and are cleared', async (one) => {
    const world = await startWorld(kind)
    const code = await makeField(world, kind, 'ANY', one.type, one.more)
    const field = fieldOf(kind, code)
    const [made] = await world.port.create([asNew(1, some(kind, { [field]: one.sent }))], world.signal)
    const id = made?.kind === 'applied' ? made.remoteId : ''
    const before = await customIn(world, id)

    await write(world, id, { [field]: [] })

    expect(before).toMatchObject({ [field]: one.read ?? one.sent })
    expect(await customIn(world, id)).not.toHaveProperty(field)
  })

  test('that are gone from the form are refused at their field, and nothing else is', async () => {
    const world = await startWorld(kind)
    const code = await makeField(world, kind, 'ANY', 'string')
    const id = String(await add(world.portal, kind, { TITLE: 'Ярмарка' }))
    const [field] = rows(await world.portal.result(`crm.${kind}.userfield.list`)).filter(
      ({ FIELD_NAME }) => FIELD_NAME === code,
    )
    await world.ports.capabilities(world.signal)
    await world.portal.result(`crm.${kind}.userfield.delete`, { id: field?.['ID'] })

    const results = await write(world, id, { [fieldOf(kind, code)]: [{ value: 'да' }] })

    const name = `neighbour:custom:${kind}:${code}`
    expect(results).toMatchObject([{ kind: 'rejected', field: name, reason: 'no-such-field' }])
    expect(await write(world, id, { [fieldOf(kind, code)]: [] })).toMatchObject([{ kind: 'applied' }])
  })

  test('that are gone from the form are left out of a new one, and said to be', async () => {
    const world = await startWorld(kind)
    const code = await makeField(world, kind, 'ANY', 'string')
    await world.ports.capabilities(world.signal)
    const [field] = rows(await world.portal.result(`crm.${kind}.userfield.list`)).filter(
      ({ FIELD_NAME }) => FIELD_NAME === code,
    )
    await world.portal.result(`crm.${kind}.userfield.delete`, { id: field?.['ID'] })

    const record = some(kind, { [fieldOf(kind, code)]: [{ value: 'да' }] })
    const results = await world.port.create([asNew(1, record), asNew(2, some(kind, {}))], world.signal)

    expect(results).toMatchObject([
      { kind: 'applied', without: { field: `neighbour:custom:${kind}:${code}`, reason: 'no-such-field' } },
      { kind: 'applied' },
    ])
    expect(results[1]).not.toHaveProperty('without')
  })

  test('come with a pull, those of a field that was made a moment ago as well', async () => {
    const world = await startWorld(kind)
    const pulled = new PulledSales()
    await pulled.pull(world)
    const code = await makeField(world, kind, 'ANY', 'enumeration', { LIST: [{ VALUE: 'L' }, { VALUE: 'XL' }] })
    const [made] = rows(await world.portal.result(`crm.${kind}.userfield.list`)).filter(
      ({ FIELD_NAME }) => FIELD_NAME === code,
    )
    const option = rows(made?.['LIST'])[1]?.['ID']
    const id = String(await add(world.portal, kind, { TITLE: 'Ярмарка', [code]: option })) as RemoteId

    await pulled.pull(world)

    expect((pulled.byId.get(id)?.fields as DealFields).custom).toMatchObject({
      [fieldOf(kind, code)]: [{ value: 'XL', optionId: option }],
    })
  })

  test('are pulled anew by whoever has a position of earlier days', async () => {
    const world = await startWorld(kind)
    const pulled = new PulledSales()
    const all = await pulled.pull(world)
    pulled.cursor = String(pulled.cursor).replace(/^form:/, '') as never

    expect((await pulled.pull(world)).length).toBe(all.length)
    expect(await pulled.pull(world)).toEqual([])
  })
})

describe('fields that every portal has', () => {
  test('of a lead are written as they are typed, its address line by line', async () => {
    const world = await startWorld('lead')
    const id = String(await add(world.portal, 'lead', { TITLE: 'С сайта', ADDRESS: 'Тверская, 1' }))
    const custom: Readonly<Record<FieldId, readonly CustomItem[]>> = {
      [fieldOf('lead', 'SECOND_NAME')]: [{ value: 'Львовна' }],
      [fieldOf('lead', 'SOURCE_ID')]: [{ value: 'Выставка', optionId: 'TRADE_SHOW' }],
      [fieldOf('lead', 'BIRTHDATE')]: [{ value: day('1980-02-29') }],
      [fieldOf('lead', 'OPENED')]: [{ value: false }],
      [fieldOf('lead', 'ADDRESS')]: [
        { value: 'Тверская, 1', code: 'address_line_1' },
        { value: 'Москва', code: 'city' },
      ],
    }

    await write(world, id, custom)

    expect(await world.kept(id)).toMatchObject({
      ...{ SECOND_NAME: 'Львовна', SOURCE_ID: 'TRADE_SHOW', BIRTHDATE: '1980-02-29T03:00:00+03:00', OPENED: 'N' },
      ...{ ADDRESS: 'Тверская, 1', ADDRESS_CITY: 'Москва' },
    })
    expect(await customIn(world, id)).toMatchObject(custom)
  })

  test('of a deal are written beside its own ones in one command', async () => {
    const world = await startWorld('deal')
    const id = String(await add(world.portal, 'deal', { TITLE: 'Поставка' }))
    const field = fieldOf('deal', 'PROBABILITY')
    const record = someDeal({ name: 'Монтаж', custom: { [field]: [{ value: '70' }] } })
    world.requestCount()

    await world.port.update([{ remoteId: id as RemoteId, record, fields: ['name', customField(field)] }], world.signal)

    expect(await world.kept(id)).toMatchObject({ TITLE: 'Монтаж', PROBABILITY: '70' })
  })
})

describe.each(kinds)('changes of the form of a %s', (kind) => {
  test('make, rename and delete a field, and its options one by one', async () => {
    const world = await startWorld(kind)
    const { ports, signal } = world
    const known = (await definitionsOf(world, kind)).map(({ id }) => id)
    const added = async () => (await definitionsOf(world, kind)).find(({ id }) => !known.includes(id))

    await ports.changeField({ of: kind, kind: 'create', name: 'Размер', fieldKind: 'choice' }, signal)
    const fieldId = (await added())?.id ?? fieldOf(kind, '')
    await ports.changeField({ of: kind, kind: 'rename', fieldId, name: 'Размер, см' }, signal)
    await ports.changeField({ of: kind, kind: 'add-option', fieldId, value: 'L' }, signal)
    await ports.changeField({ of: kind, kind: 'add-option', fieldId, value: 'XL' }, signal)
    const [large] = (await added())?.options ?? []
    const optionId = large?.id ?? ''
    await ports.changeField({ of: kind, kind: 'rename-option', fieldId, optionId, value: 'M' }, signal)
    const renamed = await added()
    await ports.changeField({ of: kind, kind: 'remove-option', fieldId, optionId }, signal)
    const shorter = await added()
    await ports.changeField({ of: kind, kind: 'delete', fieldId }, signal)

    expect([renamed?.name, renamed?.options.map(({ value }) => value)]).toEqual(['Размер, см', ['M', 'XL']])
    expect(shorter?.options.map(({ value }) => value)).toEqual(['XL'])
    expect(await added()).toBeUndefined()
  })

  test('are for administrators of the CRM alone', async () => {
    const { portal, portsBy, signal } = await startWorld(kind)
    const ports = portsBy({ webhook: await webhookOf(portal, TRAINEE, ['crm']) })

    const asked = ports.changeField({ of: kind, kind: 'create', name: 'Скидка', fieldKind: 'number' }, signal)

    await expect(asked).rejects.toMatchObject({ code: 'auth/denied' })
  })
})
