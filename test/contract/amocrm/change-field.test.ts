import { describe, expect, test } from 'vitest'
import { fieldKinds, type FieldDefinition } from '#shared/domain/directory.ts'
import { newFieldKinds } from '#shared/domain/field-wish.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const fieldNamed = async ({ connector, signal }: AmocrmWorld, name: string): Promise<FieldDefinition | undefined> =>
  (await connector.pullFields(signal)).find((field) => field.name === name)

const ownKinds = newFieldKinds.filter((kind) => !['tracking', 'employee', 'records'].includes(kind))
const namesOf = (field: FieldDefinition | undefined) => field?.options.map(({ value }) => value)

describe('the form of contacts', () => {
  test.each(ownKinds)('gets a field of the kind %s', async (fieldKind) => {
    const world = await startAmocrmWorld({ contacts: 5 })

    await world.connector.changeField({ kind: 'create', name: 'Новое', fieldKind }, world.signal)

    const isKind = fieldKinds.some((kind) => kind === fieldKind)
    expect(await fieldNamed(world, 'Новое')).toMatchObject(isKind ? { kind: fieldKind } : { variant: fieldKind })
  })

  test('of deals can have tracking data, that of contacts cannot', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    const wish = { kind: 'create', name: 'utm_content', fieldKind: 'tracking' } as const

    await world.connector.changeField({ ...wish, of: 'deal' }, world.signal)

    expect(await fieldNamed(world, 'utm_content')).toMatchObject({ of: 'deal', kind: 'text', variant: 'tracking' })
    await expect(world.connector.changeField(wish, world.signal)).rejects.toMatchObject({ code: 'remote/rejected' })
  })

  test('gets amounts in the currency that was chosen, else in that of the account; it can be another one later', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    const { connector, signal } = world
    const wish = { kind: 'create', fieldKind: 'money' } as const

    await connector.changeField({ ...wish, name: 'Долг', currency: 'EUR' }, signal)
    await connector.changeField({ ...wish, name: 'Лимит' }, signal)
    const made = [(await fieldNamed(world, 'Долг'))?.currency, (await fieldNamed(world, 'Лимит'))?.currency]
    const fieldId = (await fieldNamed(world, 'Долг'))?.id ?? ('' as FieldId)
    await connector.changeField({ kind: 'set-currency', fieldId, currency: 'USD' }, signal)

    expect([...made, (await fieldNamed(world, 'Долг'))?.currency]).toEqual(['EUR', 'RUB', 'USD'])
  })

  test('says when a birthday is reminded of', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    const before = await fieldNamed(world, 'День рождения')

    const fieldId = before?.id ?? ('' as FieldId)
    await world.connector.changeField({ kind: 'set-reminder', fieldId, remind: 'week' }, world.signal)

    expect([before?.remind, (await fieldNamed(world, 'День рождения'))?.remind]).toEqual(['never', 'week'])
  })

  test.each(['choice', 'radio', 'choices'] as const)(
    'gets a %s with its options, which are put in order',
    async (fieldKind) => {
      const world = await startAmocrmWorld({ contacts: 5 })
      const { connector, signal } = world

      await connector.changeField({ kind: 'create', name: 'Размер', fieldKind, options: ['S', 'M', 'L'] }, signal)
      const made = await fieldNamed(world, 'Размер')
      const idOf = (value: string) => made?.options.find((option) => option.value === value)?.id ?? ''
      const move = { kind: 'move-option', fieldId: made?.id ?? ('' as FieldId) } as const
      await connector.changeField({ ...move, optionId: idOf('L'), before: idOf('S') }, signal)
      await connector.changeField({ ...move, optionId: idOf('S'), before: null }, signal)

      expect([namesOf(made), namesOf(await fieldNamed(world, 'Размер'))]).toEqual([
        ['S', 'M', 'L'],
        ['L', 'M', 'S'],
      ])
      const after = await fieldNamed(world, 'Размер')
      expect(new Set(after?.options.map(({ id }) => id))).toEqual(new Set(made?.options.map(({ id }) => id)))
    },
  )

  test('has a field renamed, and one deleted', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    const [one, two] = (await world.connector.pullFields(world.signal)).filter(
      ({ isPredefined }) => isPredefined !== true,
    )
    if (one === undefined || two === undefined) throw new Error('no fields')

    await world.connector.changeField({ kind: 'rename', fieldId: one.id, name: 'Иначе' }, world.signal)
    await world.connector.changeField({ kind: 'delete', fieldId: two.id }, world.signal)

    expect([(await fieldNamed(world, 'Иначе'))?.id, await fieldNamed(world, two.name)]).toEqual([one.id, undefined])
  })

  test('has options added, renamed and removed; those of others, and what contacts have chosen, stay', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    const { connector, control, signal } = world
    const before = await fieldNamed(world, 'Источник')
    if (before === undefined) throw new Error('no such field')
    const [first, second] = before.options
    // A colleague adds one that this device has not heard of.
    const enums = [...before.options.map(({ id, value }) => ({ id: Number(id), value })), { value: 'Чужой' }]
    await control.vendor({ action: 'edit', entity: 'custom_fields', ids: [Number(before.id)], fields: { enums } })

    const fieldId = before.id
    await connector.changeField({ kind: 'add-option', fieldId, value: 'Свой' }, signal)
    await connector.changeField({ kind: 'rename-option', fieldId, optionId: first?.id ?? '', value: 'Иначе' }, signal)
    await connector.changeField({ kind: 'remove-option', fieldId, optionId: second?.id ?? '' }, signal)

    const after = await fieldNamed(world, 'Источник')
    const others = namesOf(before)?.slice(2) ?? []
    expect(new Set(namesOf(after))).toEqual(new Set(['Иначе', ...others, 'Чужой', 'Свой']))
    expect(after?.options.find(({ value }) => value === 'Иначе')?.id).toBe(first?.id)
  })

  test.each([
    ['a field of every account cannot be deleted', { kind: 'delete', fieldId: '271316' as FieldId }, 'remote/rejected'],
    ['nobody has such a field', { kind: 'add-option', fieldId: '9' as FieldId, value: 'x' }, 'state/refused'],
  ] as const)('is left as it is where %s', async (_title, wish, code) => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 5 })

    await expect(connector.changeField(wish, signal)).rejects.toMatchObject({ code })
  })

  test('is for administrators', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    const { userId } = await world.connector.identify(world.signal)
    const user = (await world.connector.pullUsers(world.signal)).find(({ id, isActive }) => id !== userId && isActive)
    const plain = world.reconnect({ actingFor: Number(user?.id.split('.')[1]) })

    const changed = plain.changeField({ kind: 'create', name: 'Новое', fieldKind: 'text' }, world.signal)

    await expect(changed).rejects.toMatchObject({ code: 'auth/denied' })
  })
})
