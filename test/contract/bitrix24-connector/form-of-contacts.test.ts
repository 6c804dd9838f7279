import { describe, expect, test } from 'vitest'
import type { CustomItem } from '#shared/domain/contact.ts'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import { add, TRAINEE, webhookOf, type Params } from '../bitrix24/portal-session.ts'
import { fieldId, readOne, someCreate, someUpdate, startContactWorld, type ContactWorld } from './contact-world.ts'

/** A user field made by an administrator. */
async function makeField({ portal }: ContactWorld, name: string, type: string, more: Params = {}): Promise<string> {
  const fields = { FIELD_NAME: name, USER_TYPE_ID: type, LABEL: name, ...more }
  await portal.result('crm.contact.userfield.add', { fields })
  return `UF_CRM_${name}`
}

const day = (text: string) => Date.parse(`${text}T00:00:00Z`)

describe('form of contacts', () => {
  test('has the fields of every portal and those of this one, each of its kind and under its label', async () => {
    const { ports, signal } = await startContactWorld()

    const fields = await ports.pullFields(signal)

    expect(fields.map(({ id, name, kind }) => [id, name, kind])).toEqual([
      ['HONORIFIC', 'Salutation', 'choice'],
      ['SECOND_NAME', 'Second name', 'text'],
      ['POST', 'Position', 'text'],
      ['BIRTHDATE', 'Date of birth', 'date'],
      ['WEB', 'Website', 'messengers'],
      ['IM', 'Messenger', 'messengers'],
      ['TYPE_ID', 'Contact type', 'choice'],
      ['SOURCE_ID', 'Source', 'choice'],
      ['SOURCE_DESCRIPTION', 'Source description', 'long-text'],
      ['COMMENTS', 'Comment', 'long-text'],
      ['OPENED', 'Available to everyone', 'boolean'],
      ['EXPORT', 'Included in export', 'boolean'],
      ['UTM_SOURCE', 'Ad system', 'text'],
      ['UTM_MEDIUM', 'Medium', 'text'],
      ['UTM_CAMPAIGN', 'Ad campaign UTM', 'text'],
      ['UTM_CONTENT', 'Campaign contents', 'text'],
      ['UTM_TERM', 'Campaign search term', 'text'],
      ['UF_CRM_INTERESTS', 'Интересы', 'choices'],
      ['UF_CRM_LOYALTY', 'Лояльность', 'choice'],
      ['UF_CRM_NEWSLETTER', 'Рассылка', 'boolean'],
      ['UF_CRM_ORDERS', 'Заказов', 'number'],
      ['UF_CRM_TURNOVER', 'Оборот', 'number'],
      ['UF_CRM_FIRST_DEAL', 'Первая сделка', 'date'],
      ['UF_CRM_NEXT_CALL', 'Следующий звонок', 'date-time'],
      ['UF_CRM_SITE', 'Личный сайт', 'url'],
      ['UF_CRM_NICKNAMES', 'Прозвища', 'texts'],
    ])
  })

  test('offers what may be chosen, from lists and from directories', async () => {
    const { ports, signal } = await startContactWorld()

    const fields = new Map((await ports.pullFields(signal)).map((field) => [String(field.id), field]))

    expect(fields.get('HONORIFIC')?.options).toEqual([
      { id: 'HNR_RU_1', value: 'г-н' },
      { id: 'HNR_RU_2', value: 'г-жа' },
    ])
    expect(fields.get('UF_CRM_LOYALTY')?.options.map(({ value }) => value)).toEqual(['Высокая', 'Средняя', 'Низкая'])
    expect(fields.get('IM')?.options.map(({ code }) => code)).toContain('TELEGRAM')
    expect(fields.get('IM')?.options.map(({ code }) => code)).not.toContain('OPENLINE')
  })

  test('says which fields cannot be edited faithfully, and which are asked for', async () => {
    const world = await startContactWorld()
    await makeField(world, 'BOSS', 'employee')
    await makeField(world, 'SCAN', 'file')
    await makeField(world, 'DAYS', 'date', { MULTIPLE: 'Y' })
    await makeField(world, 'WISH', 'string', { MANDATORY: 'Y', SETTINGS: { ROWS: 3 } })

    const fields = await world.ports.pullFields(world.signal)

    const facts = ({ kind, isReadOnly, isRequired = false }: FieldDefinition) => [kind, isReadOnly, isRequired]
    const made = fields.filter(({ id }) => /_(?:BOSS|DAYS|SCAN|WISH)$/.test(id))
    expect(made.map((field) => [field.id, ...facts(field)]).toSorted()).toEqual([
      ['UF_CRM_BOSS', 'other', true, false],
      ['UF_CRM_DAYS', 'other', true, false],
      ['UF_CRM_SCAN', 'file', true, false],
      ['UF_CRM_WISH', 'long-text', false, true],
    ])
  })
})

const cases: readonly {
  readonly type: string
  readonly more?: Params
  readonly sent: readonly CustomItem[]
  readonly read?: readonly CustomItem[]
  readonly stored: unknown
}[] = [
  { type: 'string', sent: [{ value: 'строка & "кавычки"' }], stored: 'строка & "кавычки"' },
  { type: 'string', more: { MULTIPLE: 'Y' }, sent: [{ value: 'а' }, { value: 'б' }], stored: ['а', 'б'] },
  { type: 'integer', sent: [{ value: '42' }], stored: '42' },
  { type: 'integer', more: { MULTIPLE: 'Y' }, sent: [{ value: '1' }, { value: '2' }], stored: ['1', '2'] },
  { type: 'double', sent: [{ value: '3.5' }], stored: '3.5' },
  { type: 'boolean', sent: [{ value: true }], stored: '1' },
  { type: 'boolean', sent: [{ value: false }], stored: '0' },
  { type: 'date', sent: [{ value: day('2001-11-11') }], stored: '2001-11-11T03:00:00+03:00' },
  { type: 'datetime', sent: [{ value: Date.UTC(2025, 4, 6, 7, 8, 9) }], stored: '2025-05-06T10:08:09+03:00' },
  { type: 'money', sent: [{ value: '300', code: 'USD' }], stored: '300|USD' },
  { type: 'url', sent: [{ value: 'https://example.com/?a=1&b=2' }], stored: 'https://example.com/?a=1&b=2' },
  { type: 'address', sent: [{ value: 'Москва, ул. Ленина' }], stored: 'Москва, ул. Ленина' },
]

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

    await world.ports.updateContacts([someUpdate(await readOne(world, id), { custom: custom as never })], world.signal)

    expect(await world.stored(id)).toMatchObject({
      ...{ UF_CRM_LOYALTY: high?.optionId, SOURCE_ID: 'TRADE_SHOW' },
      UF_CRM_INTERESTS: interests.map(({ optionId }) => optionId),
    })
    expect((await readOne(world, id)).fields.custom).toMatchObject(custom)
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

describe('changes of the form', () => {
  test('make, rename and delete fields', async () => {
    const { ports, signal } = await startContactWorld()
    const known = (await ports.pullFields(signal)).map(({ id }) => id)
    const added = async () => (await ports.pullFields(signal)).find(({ id }) => !known.includes(id))

    await ports.changeField({ kind: 'create', name: 'Скидка', fieldKind: 'number' }, signal)
    const made = await added()
    const field = made?.id ?? fieldId('')
    await ports.changeField({ kind: 'rename', fieldId: field, name: 'Скидка, %' }, signal)
    const renamed = await added()
    await ports.changeField({ kind: 'delete', fieldId: field }, signal)

    expect([made?.name, made?.kind, renamed?.name]).toEqual(['Скидка', 'number', 'Скидка, %'])
    expect(await added()).toBeUndefined()
  })

  test('add, rename and remove one option, and leave the others', async () => {
    const { ports, signal } = await startContactWorld()
    const loyalty = fieldId('UF_CRM_LOYALTY')
    const options = async () => (await ports.pullFields(signal)).find(({ id }) => id === loyalty)?.options ?? []
    const [, middle] = await options()

    await ports.changeField({ kind: 'add-option', fieldId: loyalty, value: 'Никакая' }, signal)
    await ports.changeField(
      { kind: 'rename-option', fieldId: loyalty, optionId: middle?.id ?? '', value: 'Обычная' },
      signal,
    )
    const [first] = await options()
    await ports.changeField({ kind: 'remove-option', fieldId: loyalty, optionId: first?.id ?? '' }, signal)

    expect((await options()).map(({ value }) => value)).toEqual(['Обычная', 'Низкая', 'Никакая'])
  })

  test('are for administrators of the CRM alone', async () => {
    const { portal, portsBy, signal } = await startContactWorld()
    const ports = portsBy({ webhook: await webhookOf(portal, TRAINEE, ['crm']) })

    const asked = ports.changeField({ kind: 'create', name: 'Скидка', fieldKind: 'number' }, signal)

    await expect(asked).rejects.toMatchObject({ code: 'auth/denied' })
  })

  test('do not reach fields that every portal has', async () => {
    const { ports, signal } = await startContactWorld()

    const asked = ports.changeField({ kind: 'delete', fieldId: fieldId('POST') }, signal)

    await expect(asked).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'no-such-field' } })
  })
})

describe('tags', () => {
  test('are not there until their field is made, and then are a field of no card', async () => {
    const { ports, portsBy, signal } = await startContactWorld()
    const before = await ports.capabilities(signal)

    const made = await ports.makeTagField(signal)
    const again = await portsBy().makeTagField(signal)

    expect([before.tags, (await ports.capabilities(signal)).tags]).toEqual([false, true])
    expect([made, again]).toEqual(['UF_CRM_KARTOTEKA_TAGS', made])
    expect((await ports.pullFields(signal)).map(({ id }) => id)).not.toContain(made)
  })

  test('are put on and taken off by name, next to those of others', async () => {
    const world = await startContactWorld()
    const tagField = await world.ports.makeTagField(world.signal)
    const id = await add(world.portal, 'contact', { NAME: 'Анна', [tagField]: ['опт', 'старый'] })
    const base = await readOne(world, id)
    await world.portal.result('crm.contact.update', { id, fields: { [tagField]: ['опт', 'старый', 'чужой'] } })

    const update = someUpdate(base, { addTags: ['новый', 'опт'], removeTags: ['старый'] })
    await world.ports.updateContacts([update], world.signal)
    await world.ports.updateContacts([update], world.signal)

    expect(base.fields.tags).toEqual(['опт', 'старый'])
    expect((await readOne(world, id)).fields.tags).toEqual(['опт', 'чужой', 'новый'])
  })

  test('come with a new contact, and the last one can be taken off', async () => {
    const world = await startContactWorld()
    await world.ports.makeTagField(world.signal)
    await world.ports.createContacts([someCreate(1, { firstName: 'Анна', tags: ['опт'] })], world.signal)
    const base = await readOne(world, 61)

    await world.ports.updateContacts([someUpdate(base, { removeTags: ['опт'] })], world.signal)

    expect([base.fields.tags, (await readOne(world, 61)).fields.tags]).toEqual([['опт'], []])
  })

  test('are kept in a field that the account names', async () => {
    const world = await startContactWorld()
    const ports = world.portsBy({ tagField: fieldId('UF_CRM_NICKNAMES') })
    const base = await readOne({ ...world, ports }, 5)

    await ports.updateContacts([someUpdate(base, { addTags: ['опт'] })], world.signal)

    expect((await world.stored(5))['UF_CRM_NICKNAMES']).toEqual(['опт'])
    expect((await ports.capabilities(world.signal)).tags).toBe(true)
  })

  test('are put on 500 contacts by one request that looks and ten that write', async () => {
    const world = await startContactWorld({ contacts: 600 })
    await world.ports.makeTagField(world.signal)
    await world.ports.capabilities(world.signal)
    const patch = { addTags: ['опт'], removeTags: [] }
    const items = Array.from({ length: world.ports.writeBatch }, (_, n) => ({
      remoteId: String(n + 1) as never,
      patch,
    }))
    world.requestCount()

    const results = await world.ports.updateContacts(items, world.signal)

    expect(world.requestCount()).toBe(11)
    expect(results.every(({ kind }) => kind === 'applied')).toBe(true)
    expect((await readOne(world, 500)).fields.tags).toEqual(['опт'])
  })

  test('cannot be made into a field by somebody who is no administrator', async () => {
    const { portal, portsBy, signal } = await startContactWorld()
    const ports = portsBy({ webhook: await webhookOf(portal, TRAINEE, ['crm']) })

    await expect(ports.makeTagField(signal)).rejects.toMatchObject({ code: 'auth/denied' })
  })
})
