import { describe, expect, test } from 'vitest'
import type { FieldId } from '#shared/domain/ids.ts'
import { accountId, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

/** The form as it is now: names of sections, each with those of its fields, both in order. */
async function formOf({ connector, signal }: AmocrmWorld, of: 'contact' | 'deal' = 'contact') {
  const fields = (await connector.pullFields(signal)).filter((field) => (field.of ?? 'contact') === of)
  const groups = (connector.fieldGroups?.() ?? []).filter((group) => group.of === of)
  return groups.map(({ id, name }) => ({
    id,
    name,
    fields: fields.filter(({ group }) => group?.id === id).map((field) => field.name),
  }))
}

const groupNamed = async (world: AmocrmWorld, name: string): Promise<string> => {
  const found = (await formOf(world)).find((group) => group.name === name)
  if (found === undefined) throw new Error(`no section ${name}`)
  return found.id
}

const idOf = async ({ connector, signal }: AmocrmWorld, name: string): Promise<FieldId> => {
  const found = (await connector.pullFields(signal)).find((field) => field.name === name)
  if (found === undefined) throw new Error(`no field ${name}`)
  return found.id
}

describe('the sections of a form', () => {
  test('are told with the fields, those of the CRM as such', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })

    await world.connector.pullFields(world.signal)

    expect(world.connector.fieldGroups?.()).toEqual([
      { id: 'default', name: 'Основное', sort: 1, accountId, of: 'contact', isPredefined: true },
      { id: 'contacts_24851615930021', name: 'Дополнительно', sort: 2, accountId, of: 'contact' },
      { id: 'default', name: 'Основное', sort: 1, accountId, of: 'company', isPredefined: true },
      { id: 'companies_24851615930021', name: 'Дополнительно', sort: 2, accountId, of: 'company' },
      { id: 'default', name: 'Основное', sort: 1, accountId, of: 'deal', isPredefined: true },
      { id: 'leads_24851615930021', name: 'Дополнительно', sort: 2, accountId, of: 'deal' },
    ])
  })

  test('get one more, at the end, which is renamed and moved to the front', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const { connector, signal } = world

    await connector.changeField({ kind: 'create-group', name: 'Договор' }, signal)
    const made = (await formOf(world)).map(({ name }) => name)
    const groupId = await groupNamed(world, 'Договор')
    await connector.changeField({ kind: 'rename-group', groupId, name: 'Договоры' }, signal)
    await connector.changeField({ kind: 'move-group', groupId, before: 'default' }, signal)

    expect(made).toEqual(['Основное', 'Дополнительно', 'Договор'])
    expect((await formOf(world)).map(({ name }) => name)).toEqual(['Договоры', 'Основное', 'Дополнительно'])
  })

  test('have a field moved into another one and put before another field; nobody else’s place changes', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const { connector, signal } = world
    const [main, other] = await formOf(world)
    const [source, site] = [await idOf(world, 'Источник'), await idOf(world, 'Сайт')]

    const groupId = other?.id ?? ''
    await connector.changeField({ kind: 'move-field', fieldId: source, groupId, before: site }, signal)

    const expected = [...(other?.fields ?? [])]
    expected.splice(expected.indexOf('Сайт'), 0, 'Источник')
    expect((await formOf(world)).map(({ fields }) => fields)).toEqual([
      main?.fields.filter((name) => name !== 'Источник'),
      expected,
    ])
  })

  test('have a field put last within its own', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const [main] = await formOf(world)
    const fieldId = await idOf(world, 'Должность')

    await world.connector.changeField({ kind: 'move-field', fieldId, groupId: 'default', before: null }, world.signal)

    const others = main?.fields.filter((name) => name !== 'Должность') ?? []
    expect((await formOf(world))[0]?.fields).toEqual([...others, 'Должность'])
  })

  test('of deals are changed as those of contacts', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })

    await world.connector.changeField({ kind: 'create-group', of: 'deal', name: 'Оплата' }, world.signal)

    expect((await formOf(world, 'deal')).map(({ name }) => name)).toContain('Оплата')
    expect((await formOf(world)).map(({ name }) => name)).not.toContain('Оплата')
  })

  test('leave their fields to that of the CRM when one is deleted', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const [main, other] = await formOf(world)

    await world.connector.changeField({ kind: 'delete-group', groupId: other?.id ?? '' }, world.signal)

    const left = await formOf(world)
    expect(left.map(({ name }) => name)).toEqual(['Основное'])
    expect(new Set(left[0]?.fields)).toEqual(new Set([...(main?.fields ?? []), ...(other?.fields ?? [])]))
    // Said by us: what the vendor would do with them is not documented.
    const moved = (await world.control.requests()).find(
      ({ method, path }) => method === 'PATCH' && path.endsWith('/custom_fields'),
    )
    expect(moved).toBeDefined()
  })

  test.each([
    ['that of the CRM cannot be deleted', { kind: 'delete-group', groupId: 'default' }, 'remote/rejected'],
    ['there is no such section', { kind: 'rename-group', groupId: 'gone', name: 'x' }, 'state/refused'],
    [
      'there is no such field',
      { kind: 'move-field', fieldId: '9' as FieldId, groupId: 'default', before: null },
      'state/refused',
    ],
  ] as const)('stay as they are where %s', async (_title, wish, code) => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const before = await formOf(world)

    await expect(world.connector.changeField(wish, world.signal)).rejects.toMatchObject({ code })

    expect(await formOf(world)).toEqual(before)
  })

  test('are for administrators', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const { userId } = await world.connector.identify(world.signal)
    const user = (await world.connector.pullUsers(world.signal)).find(({ id, isActive }) => id !== userId && isActive)
    const plain = world.reconnect({ actingFor: Number(user?.id.split('.')[1]) })

    const changed = plain.changeField({ kind: 'create-group', name: 'Новый' }, world.signal)

    await expect(changed).rejects.toMatchObject({ code: 'auth/denied' })
  })
})
