import { describe, expect, test } from 'vitest'
import { createContactPorts } from '#core/connectors/bitrix24/contact-ports.ts'
import type { CustomItem } from '#shared/domain/contact.ts'
import { add } from '../bitrix24/portal-session.ts'
import { day, valueCases as cases } from './value-cases.ts'
import { fieldId, makeField, noting, readOne, someCreate, someUpdate, startContactWorld } from './contact-world.ts'

describe('values of user fields', () => {
  test.each(cases)('of type $type go there as $stored and come back as they were', async (one) => {
    const world = await startContactWorld()
    const name = await makeField(world, 'ANY', one.type, one.more)
    const id = await add(world.portal, 'contact', { NAME: 'Анна' })

    const results = await world.ports.updateContacts(
      [someUpdate(await readOne(world, id), { custom: { [name]: one.sent } })],
      world.signal,
    )

    expect(results).toMatchObject([{ kind: 'applied' }])
    expect((await world.stored(id))[name]).toEqual(one.stored)
    expect((await readOne(world, id)).fields.custom).toMatchObject({ [name]: one.read ?? one.sent })
  })

  test.each(cases)('of type $type are cleared, and then not there', async (one) => {
    const world = await startContactWorld()
    const name = await makeField(world, 'ANY', one.type, one.more)
    const create = someCreate(1, { firstName: 'Анна', custom: { [fieldId(name)]: one.sent } })
    await world.ports.createContacts([create], world.signal)
    const before = await readOne(world, 61)

    await world.ports.updateContacts([someUpdate(before, { custom: { [name]: [] } })], world.signal)

    expect(before.fields.custom).toHaveProperty(name)
    expect((await readOne(world, 61)).fields.custom).not.toHaveProperty(name)
  })

  test('of the address of a contact are lines of one field, told all at once', async () => {
    const world = await startContactWorld()
    const address = { ADDRESS: 'Тверская, 1', ADDRESS_CITY: 'Москва', ADDRESS_COUNTRY: 'Россия' }
    const id = await add(world.portal, 'contact', { NAME: 'Анна', ...address })
    const before = await readOne(world, id)
    const moved = [
      { value: 'Тверская, 2', code: 'address_line_1' },
      { value: 'Москва', code: 'city' },
      { value: '125009', code: 'zip' },
    ]

    await world.ports.updateContacts([someUpdate(before, { custom: { [fieldId('ADDRESS')]: moved } })], world.signal)

    expect(before.fields.custom[fieldId('ADDRESS')]).toEqual([
      { value: 'Тверская, 1', code: 'address_line_1' },
      { value: 'Москва', code: 'city' },
      { value: 'Россия', code: 'country' },
    ])
    expect(await world.stored(id)).toMatchObject({
      ...{ ADDRESS: 'Тверская, 2', ADDRESS_CITY: 'Москва', ADDRESS_POSTAL_CODE: '125009', ADDRESS_COUNTRY: '' },
    })
    expect((await readOne(world, id)).fields.custom[fieldId('ADDRESS')]).toEqual(moved)
  })

  test('of an address go along with what nobody types here; the code of a country stays while that is the same one', async () => {
    const world = await startContactWorld()
    const address = { ADDRESS: 'Тверская, 1', ADDRESS_COUNTRY: 'Россия', ADDRESS_COUNTRY_CODE: 'RU' }
    const id = await add(world.portal, 'contact', { NAME: 'Анна', ...address, ADDRESS_LOC_ADDR_ID: 77 })
    const street = { value: 'Тверская, 2', code: 'address_line_1' }
    const country = { value: 'Россия', code: 'country' }
    async function told(items: readonly CustomItem[]): Promise<unknown> {
      const sent: unknown[] = []
      const { context } = world.ports
      const ports = createContactPorts({ ...context, api: noting(context.api, 'crm.contact.update', sent) })
      const update = someUpdate(await readOne(world, id), { custom: { [fieldId('ADDRESS')]: items } })
      await ports.updateContacts([update], world.signal)
      return sent[0]
    }

    const own = { ADDRESS: 'Тверская, 2', ADDRESS_CITY: '', ADDRESS_LOC_ADDR_ID: '77' }
    expect(await told([street, country])).toMatchObject({ ...own, ADDRESS_COUNTRY_CODE: 'RU' })
    expect(await told([street])).toMatchObject({ ...own, ADDRESS_COUNTRY: '', ADDRESS_COUNTRY_CODE: '' })
    expect(await world.stored(id)).toMatchObject({ ADDRESS: 'Тверская, 2', ADDRESS_LOC_ADDR_ID: '77' })
  })

  test('are chosen by the id of the option, whatever it is called', async () => {
    const world = await startContactWorld()
    const fields = await world.ports.pullFields(world.signal)
    const optionsOf = (name: string) => fields.find(({ id }) => id === name)?.options ?? []
    const [high] = optionsOf('UF_CRM_LOYALTY').map(({ id, value }) => ({ optionId: id, value }))
    const interests = optionsOf('UF_CRM_INTERESTS')
      .slice(1, 3)
      .map(({ id, value }) => ({ optionId: id, value }))
    const custom = {
      UF_CRM_LOYALTY: [high],
      UF_CRM_INTERESTS: interests,
      SOURCE_ID: [{ value: 'Выставка', optionId: 'TRADE_SHOW' }],
    }
    const id = await add(world.portal, 'contact', { NAME: 'Анна' })

    await world.ports.updateContacts([someUpdate(await readOne(world, id), { custom: custom })], world.signal)

    expect(await world.stored(id)).toMatchObject({
      ...{ UF_CRM_LOYALTY: high?.optionId, SOURCE_ID: 'TRADE_SHOW' },
      UF_CRM_INTERESTS: interests.map(({ optionId }) => optionId),
    })
    expect((await readOne(world, id)).fields.custom).toMatchObject(custom)
  })

  test('that are people are chosen among those of the portal, by name', async () => {
    const world = await startContactWorld()
    const [boss, team] = [
      await makeField(world, 'BOSS', 'employee'),
      await makeField(world, 'TEAM', 'employee', { MULTIPLE: 'Y' }),
    ]
    const people = (await world.ports.pullFields(world.signal)).find(({ id }) => id === boss)?.options ?? []
    const named = people.slice(0, 3).map(({ id, value }) => ({ value, optionId: id }))
    const id = await add(world.portal, 'contact', { NAME: 'Анна' })
    const custom = { [boss]: named.slice(0, 1), [team]: named.slice(1) }

    await world.ports.updateContacts([someUpdate(await readOne(world, id), { custom })], world.signal)

    expect(people.length).toBeGreaterThan(2)
    expect(await world.stored(id)).toMatchObject({
      ...{ [boss]: named[0]?.optionId, [team]: named.slice(1).map(({ optionId }) => optionId) },
    })
    expect((await readOne(world, id)).fields.custom).toMatchObject(custom)
  })

  test('that lead to other records say which, and what they do not say stays as it came', async () => {
    const world = await startContactWorld()
    const name = await makeField(world, 'LINKS', 'crm', { MULTIPLE: 'Y', SETTINGS: { CONTACT: 'Y', COMPANY: 'Y' } })
    const id = await add(world.portal, 'contact', { NAME: 'Анна', [name]: ['C_2', 'CO_3', 'T80_6'] })

    const { custom } = (await readOne(world, id)).fields

    expect(custom[fieldId(name)]).toEqual([
      ...[{ value: { kind: 'contact', id: '2' } }, { value: { kind: 'company', id: '3' } }],
      { value: { kind: 'other', id: 'T80_6' } },
    ])
  })

  test('that are a number alone lead where the field allows one kind of records, and nowhere else', async () => {
    const world = await startContactWorld()
    const one = await makeField(world, 'FRIEND', 'crm', { SETTINGS: { LEAD: 'N', CONTACT: 'Y' } })
    const many = await makeField(world, 'EITHER', 'crm', { SETTINGS: { CONTACT: 'Y', COMPANY: 'Y' } })
    const id = await add(world.portal, 'contact', { NAME: 'Анна', [one]: '2', [many]: '2' })

    const { custom } = (await readOne(world, id)).fields

    expect([custom[fieldId(one)], custom[fieldId(many)]]).toEqual([
      [{ value: { kind: 'contact', id: '2' } }],
      [{ value: { kind: 'other', id: '2' } }],
    ])
  })

  test('of several days are all read', async () => {
    const world = await startContactWorld()
    const name = await makeField(world, 'DAYS', 'date', { MULTIPLE: 'Y' })
    const id = await add(world.portal, 'contact', { NAME: 'Анна', [name]: ['2001-11-11', '2002-12-12'] })

    const { custom } = (await readOne(world, id)).fields

    expect(custom[fieldId(name)]).toEqual([{ value: day('2001-11-11') }, { value: day('2002-12-12') }])
  })

  test('are days whichever way the portal writes a day', async () => {
    const world = await startContactWorld()
    const id = await add(world.portal, 'contact', { NAME: 'Анна', BIRTHDATE: '2001-11-11' })
    const forms: unknown[] = []
    for (const switches of [
      { dateForm: 'midnight', serverOffsetMinutes: 180 },
      { dateForm: 'midnight', serverOffsetMinutes: -300 },
      { dateForm: 'shifted', serverOffsetMinutes: -300 },
      { dateForm: 'shifted', serverOffsetMinutes: 600 },
    ] as const) {
      await world.portal.turn(switches)
      forms.push((await readOne(world, id)).fields.custom[fieldId('BIRTHDATE')])
    }

    expect(forms).toEqual(Array.from({ length: 4 }, () => [{ value: day('2001-11-11') }]))
  })

  test('are yes and no whichever way the portal writes them, and empty in any of its words', async () => {
    const world = await startContactWorld()
    const id = await add(world.portal, 'contact', { NAME: 'Анна', UF_CRM_NEWSLETTER: '1' })
    await world.portal.turn({ booleanUserField: 'letters', emptyUserField: 'text' })

    const { custom } = (await readOne(world, id)).fields

    expect(custom).toMatchObject({ UF_CRM_NEWSLETTER: [{ value: true }], OPENED: [{ value: true }] })
    expect(Object.keys(custom).filter((name) => name.startsWith('UF_'))).toEqual(['UF_CRM_NEWSLETTER'])
  })

  test('of a file are told by its number alone: links may carry a secret', async () => {
    const world = await startContactWorld()
    const name = await makeField(world, 'SCAN', 'file')
    const id = await add(world.portal, 'contact', { NAME: 'Анна', [name]: { fileData: ['скан.png', 'AAAA'] } })

    const { custom } = (await readOne(world, id)).fields

    expect(JSON.stringify(custom[fieldId(name)])).toMatch(/^\[\{"value":\{"id":"\d+"\}\}\]$/)
  })

  test('of a field that has just been made are known by their kind at once', async () => {
    const world = await startContactWorld()
    await world.ports.pullFields(world.signal)
    const name = await makeField(world, 'FRESH', 'boolean')
    const id = await add(world.portal, 'contact', { NAME: 'Анна', [name]: '1' })

    expect((await readOne(world, id)).fields.custom).toMatchObject({ [name]: [{ value: true }] })
  })

  test('keep their money when somebody types another amount', async () => {
    const world = await startContactWorld()
    const name = await makeField(world, 'SUM', 'money')
    const id = await add(world.portal, 'contact', { NAME: 'Анна', [name]: '300|EUR' })

    await world.ports.updateContacts(
      [someUpdate(await readOne(world, id), { custom: { [name]: [{ value: '500' }] } })],
      world.signal,
    )

    expect((await world.stored(id))[name]).toBe('500|EUR')
  })
})
