import { describe, expect, test } from 'vitest'
import type { NeighbourPort } from '#core/connectors/neighbour-port.ts'
import type { CustomItem } from '#shared/domain/contact.ts'
import { ownerOf, type FieldDefinition } from '#shared/domain/directory.ts'
import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import { customField, type CustomValues, type Deal } from '#shared/domain/neighbour.ts'
import { saleFactOf } from '#shared/domain/sale-facts.ts'
import { asCreate } from '#test/support/neighbours.ts'
import { startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const someDeal = (custom: CustomValues = {}): Deal => ({
  kind: 'deal',
  fields: {
    ...{ name: 'Order', price: 0, stage: null, responsibleId: null },
    ...{ contactIds: [], mainContactId: null, companyId: null },
    custom,
  },
})

interface World extends AmocrmWorld {
  readonly port: NeighbourPort
  /** Custom fields of deals, by name. */
  readonly field: (name: string) => FieldDefinition
}

async function startWorld(): Promise<World> {
  const world = await startAmocrmWorld({ contacts: 5 })
  const port = world.connector.neighbours.deal
  if (port === undefined) throw new Error('the connector does not know deals')
  const fields = (await world.connector.pullFields(world.signal)).filter((one) => ownerOf(one) === 'deal')
  const field = (name: string) => {
    const found = fields.find((one) => one.name === name)
    if (found === undefined) throw new Error(`no field ${name}`)
    return found
  }
  return { ...world, port, field }
}

function option(field: FieldDefinition, value: string): CustomItem {
  const found = field.options.find((one) => one.value === value)
  if (found === undefined) throw new Error(`no option ${value}`)
  return { value, optionId: found.id }
}

async function make({ port, signal }: World, deal: Deal): Promise<RemoteId> {
  const [result] = await port.create([asCreate(deal)], signal)
  if (result?.kind !== 'applied') throw new Error(`not made: ${JSON.stringify(result)}`)
  return result.remoteId
}

async function read({ port, signal }: World, id: RemoteId): Promise<CustomValues | undefined> {
  const found = (await port.read([id], signal)).get(id)
  return found?.kind === 'deal' ? found.fields.custom : undefined
}

const day = Date.UTC(2026, 10, 20)

/** A value of every kind that a deal of the demo CRM can have and that may be written. */
function someValues({ field }: World): CustomValues {
  return {
    [field('Канал').id]: [option(field('Канал'), 'Сайт')],
    [field('Срок').id]: [{ value: day }],
    [field('Договор').id]: [{ value: '12/2026' }],
    [field('Условия').id]: [option(field('Условия'), 'Предоплата'), option(field('Условия'), 'Доставка')],
    [field('Маржа').id]: [{ value: '12.5' }],
    [field('utm_source').id]: [{ value: 'newsletter' }],
    [field('Товар').id]: [{ value: { catalog_id: 4521, catalog_element_id: 525_439 } }],
  }
}

describe('custom fields of deals', () => {
  test('are told as such, beside those of contacts', async () => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 5 })

    const fields = await connector.pullFields(signal)

    const isMade = ({ id }: FieldDefinition) => saleFactOf(id) === null
    const ofDeals = fields.filter((one) => ownerOf(one) === 'deal' && isMade(one)).map(({ name, kind }) => [name, kind])
    expect(ofDeals).toEqual([
      ['Канал', 'choice'],
      ['Срок', 'date'],
      ['Договор', 'text'],
      ['Условия', 'choices'],
      ['Маржа', 'number'],
      ['utm_source', 'text'],
      ['Товар', 'elements'],
    ])
    expect(fields.filter((one) => ownerOf(one) === 'contact').map(({ name }) => name)).toContain('Реквизиты')
  })

  test('come back as they were written with a new deal', async () => {
    const world = await startWorld()
    const values = someValues(world)

    const id = await make(world, someDeal(values))

    expect(await read(world, id)).toEqual(values)
  })

  test('change one by one: what is not meant is not sent, and an empty one is cleared', async () => {
    const world = await startWorld()
    const { control, field, port, signal } = world
    const values = someValues(world)
    const remoteId = await make(world, someDeal(values))
    const [contract, margin] = [field('Договор').id, field('Маржа').id]
    const others = Object.fromEntries(Object.entries(values).filter(([id]) => id !== contract))
    const wanted: CustomValues = { ...others, [margin]: [{ value: '7' }] }
    await control.forgetRequests()

    const fields = [customField(margin), customField(contract)]
    const results = await port.update([{ remoteId, record: someDeal(wanted), fields }], signal)

    expect(results).toMatchObject([{ kind: 'applied', remoteId }])
    expect(await read(world, remoteId)).toEqual(wanted)
    const [sent] = (await control.requests()).filter(({ method }) => method === 'PATCH')
    expect(sent?.body).toEqual([
      {
        id: Number(remoteId),
        custom_fields_values: [
          { field_id: Number(contract), values: null },
          { field_id: Number(margin), values: [{ value: '7' }] },
        ],
      },
    ])
  })

  test('are refused at the very field and value, of the very deal of a batch', async () => {
    const world = await startWorld()
    const { field, port, signal } = world
    const [good, bad] = [await make(world, someDeal()), await make(world, someDeal())]
    const { id } = field('Условия')
    const wrong = [option(field('Условия'), 'Доставка'), { value: 'Никогда', optionId: '1' }]
    const update = (remoteId: RemoteId, custom: CustomValues, fieldIds: readonly FieldId[]) => ({
      ...{ remoteId, record: someDeal(custom) },
      fields: fieldIds.map(customField),
    })
    const margin = field('Маржа').id

    const results = await port.update(
      [
        update(good, { [margin]: [{ value: '1' }] }, [margin]),
        update(bad, { [margin]: [{ value: '2' }], [id]: wrong }, [margin, id]),
      ],
      signal,
    )

    expect(results).toMatchObject([
      { kind: 'not-sent' },
      { kind: 'rejected', field: `neighbour:${customField(id)}`, reason: 'NotSupportedChoice' },
    ])
  })

  test('of a new deal are refused at the very field', async () => {
    const world = await startWorld()
    const { id } = world.field('Канал')

    const wrong = someDeal({ [id]: [{ value: 'Никогда', optionId: '1' }] })
    const results = await world.port.create([asCreate(wrong)], world.signal)

    expect(results).toMatchObject([{ kind: 'rejected', field: `neighbour:${customField(id)}` }])
  })
})

describe('the form of deals', () => {
  test('gets a field, has its options changed, is renamed and loses it; that of contacts stays as it is', async () => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 5 })
    const fieldsOf = async (of: 'contact' | 'deal') =>
      (await connector.pullFields(signal)).filter((one) => ownerOf(one) === of)
    const named = async (name: string) => (await fieldsOf('deal')).find((one) => one.name === name)
    const ofContacts = await fieldsOf('contact')

    await connector.changeField({ of: 'deal', kind: 'create', name: 'Размер', fieldKind: 'choice' }, signal)
    const made = await named('Размер')
    if (made === undefined) throw new Error('not made')
    const fieldId = made.id
    await connector.changeField({ of: 'deal', kind: 'add-option', fieldId, value: 'XL' }, signal)
    await connector.changeField({ of: 'deal', kind: 'rename', fieldId, name: 'Величина' }, signal)
    const renamed = await named('Величина')
    await connector.changeField({ of: 'deal', kind: 'delete', fieldId }, signal)

    expect([renamed?.id, renamed?.options.map(({ value }) => value)]).toEqual([fieldId, ['XL']])
    expect(await named('Величина')).toBeUndefined()
    expect(await fieldsOf('contact')).toEqual(ofContacts)
  })
})
