import { describe, expect, test } from 'vitest'
import { ownerOf, type FieldDefinition } from '#shared/domain/directory.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { rows, TRAINEE, webhookOf } from '../bitrix24/portal-session.ts'
import type { Bitrix24Api } from '#core/connectors/bitrix24/api.ts'
import { createContactPorts } from '#core/connectors/bitrix24/contact-ports.ts'
import { accountId, fieldId, makeField, startContactWorld, type ContactWorld } from './contact-world.ts'

describe('form of contacts', () => {
  test('has the fields of every portal and those of this one, each of its kind and under its label', async () => {
    const { ports, signal } = await startContactWorld()

    const fields = (await ports.pullFields(signal)).filter((field) => ownerOf(field) === 'contact')

    // Sites are edited as messengers are, and called what they are.
    expect(fields.find(({ id }) => id === 'WEB')).toMatchObject({ variant: 'website' })
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
      ['ADDRESS', 'Address', 'address'],
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

  test('asks for no second name, though a portal flags all parts of a name', async () => {
    const { ports, signal } = await startContactWorld()

    const fields = await ports.pullFields(signal)

    expect(fields.filter(({ isRequired }) => isRequired).map(({ id }) => id)).toEqual([])
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

  test('says what the form of the portal asks of lengths and numbers', async () => {
    const world = await startContactWorld()
    await makeField(world, 'CODE', 'string', { SETTINGS: { MIN_LENGTH: 2, MAX_LENGTH: 5 } })
    await makeField(world, 'SCORE', 'integer', { SETTINGS: { MAX_VALUE: 100 } })

    const limits = (await world.ports.pullFields(world.signal)).flatMap((field) =>
      field.limits === undefined ? [] : [[field.id, field.limits]],
    )

    expect(limits).toEqual([
      [fieldId('UF_CRM_CODE'), { minLength: 2, maxLength: 5 }],
      [fieldId('UF_CRM_SCORE'), { max: 100 }],
    ])
  })

  test('says which fields cannot be edited faithfully, and which are asked for', async () => {
    const world = await startContactWorld()
    await makeField(world, 'BOSS', 'employee')
    await makeField(world, 'SCAN', 'file')
    await makeField(world, 'LINKS', 'crm', { MULTIPLE: 'Y', SETTINGS: { CONTACT: 'Y', COMPANY: 'Y' } })
    await makeField(world, 'DAYS', 'date', { MULTIPLE: 'Y' })
    await makeField(world, 'WISH', 'string', { MANDATORY: 'Y', SETTINGS: { ROWS: 3 } })

    const fields = await world.ports.pullFields(world.signal)

    const facts = ({ kind, isReadOnly, isRequired = false }: FieldDefinition) => [kind, isReadOnly, isRequired]
    const made = fields.filter(({ id }) => /_(?:BOSS|DAYS|LINKS|SCAN|WISH)$/.test(id))
    expect(made.map((field) => [field.id, ...facts(field)]).toSorted()).toEqual([
      ['UF_CRM_BOSS', 'choice', false, false],
      ['UF_CRM_DAYS', 'date', false, false],
      ['UF_CRM_LINKS', 'records', false, false],
      ['UF_CRM_SCAN', 'file', true, false],
      ['UF_CRM_WISH', 'long-text', false, true],
    ])
  })
})

describe('what of the form can be changed', () => {
  test('is told beforehand: not the fields of every portal, nor people and directories as options', async () => {
    const world = await startContactWorld()
    await makeField(world, 'BOSS', 'employee')
    const fields = new Map((await world.ports.pullFields(world.signal)).map((field) => [String(field.id), field]))
    const factsOf = (id: string) => [fields.get(id)?.isFixed ?? false, fields.get(id)?.hasFixedOptions ?? false]

    expect(['POST', 'SOURCE_ID', 'UF_CRM_BOSS', 'UF_CRM_LOYALTY', 'UF_CRM_SITE'].map(factsOf)).toEqual([
      ...[
        [true, false],
        [true, true],
      ],
      ...[
        [false, true],
        [false, false],
        [false, false],
      ],
    ])
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

  test('come with a new field, in the order that is wanted, and are put into another one', async () => {
    const { ports, signal } = await startContactWorld()
    const sizes = async () => (await ports.pullFields(signal)).find(({ name }) => name === 'Размер')

    await ports.changeField({ kind: 'create', name: 'Размер', fieldKind: 'choice', options: ['S', 'M', 'L'] }, signal)
    const made = await sizes()
    const [first, , last] = made?.options ?? []
    if (made === undefined || first === undefined || last === undefined) throw new Error('no such field')
    await ports.changeField({ kind: 'move-option', fieldId: made.id, optionId: last.id, before: first.id }, signal)

    expect(made.options.map(({ value }) => value)).toEqual(['S', 'M', 'L'])
    expect((await sizes())?.options).toEqual([last, first, made.options[1]])
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

/** The connector at a portal in which something happens each time before one user field is told. */
function portsTold(world: ContactWorld, before: (asked: number) => Promise<unknown>) {
  const { api, clock } = world
  let asked = 0
  const told: Bitrix24Api = {
    async call(method, params, signal) {
      if (method === 'crm.contact.userfield.get') await before((asked += 1))
      return api.call(method, params, signal)
    },
    batch: (commands, options, signal) => api.batch(commands, options, signal),
    heardAt: () => api.heardAt(),
    get writeCount() {
      return api.writeCount
    },
  }
  const logger = { info: () => undefined, warn: () => undefined }
  return { ports: createContactPorts({ accountId, api: told, clock, logger }), askedCount: () => asked }
}

describe('what came of a change of the form', () => {
  const loyalty = 'UF_CRM_LOYALTY'
  const storedOf = async ({ portal }: ContactWorld, name: string) => {
    const [field] = rows(await portal.result('crm.contact.userfield.list', { filter: { FIELD_NAME: name } }))
    if (field === undefined) throw new Error(`no field ${name}`)
    return field
  }

  test('is read from the one field: a new one and a changed one', async () => {
    const world = await startContactWorld()
    const { ports, askedCount } = portsTold(world, async () => undefined)
    await ports.pullFields(world.signal)
    world.requestCount()

    await ports.changeField({ kind: 'create', name: 'Скидка', fieldKind: 'number' }, world.signal)
    const ofNew = [askedCount(), world.requestCount()]
    await ports.pullFields(world.signal)
    world.requestCount()
    await ports.changeField({ kind: 'rename', fieldId: fieldId(loyalty), name: 'Верность' }, world.signal)

    expect(ofNew).toEqual([1, 2])
    // Before and after: the other fields are not asked for.
    expect([askedCount(), world.requestCount()]).toEqual([3, 3])
  })

  test.each([
    ['another name', { EDIT_FORM_LABEL: 'Чужое' }],
    ['another option', { LIST: [{ VALUE: 'Чужая' }] }],
  ])('is said where the portal has made %s of it', async (what, fields) => {
    const world = await startContactWorld()
    const { ID: id } = await storedOf(world, loyalty)
    const { ports } = portsTold(world, async (asked) => {
      if (asked === 1) return
      await world.portal.result('crm.contact.userfield.update', { id, fields })
      const [first] = rows(await storedOf(world, loyalty), 'LIST')
      if (what === 'another option')
        await world.portal.result('crm.contact.userfield.update', {
          id,
          fields: { LIST: [{ ID: first?.['ID'], VALUE: 'Своя' }] },
        })
    })
    const options = (await ports.pullFields(world.signal)).find(({ id: one }) => one === loyalty)?.options ?? []

    const asked = ports.changeField(
      what === 'another name'
        ? { kind: 'rename', fieldId: fieldId(loyalty), name: 'Верность' }
        : { kind: 'rename-option', fieldId: fieldId(loyalty), optionId: options[0]?.id ?? '', value: 'Моя' },
      world.signal,
    )

    await expect(asked).rejects.toMatchObject({ code: 'remote/rejected', details: { reason: 'made-otherwise' } })
  })

  test('begins from the options that a colleague has put there a moment ago', async () => {
    const world = await startContactWorld()
    const { ID: id, LIST } = await storedOf(world, loyalty)
    const [first] = rows(LIST)
    await world.ports.pullFields(world.signal)
    await world.portal.result('crm.contact.userfield.update', { id, fields: { LIST: [{ VALUE: 'Новая' }] } })

    const move = {
      kind: 'move-option',
      fieldId: fieldId(loyalty),
      optionId: String(first?.['ID']),
      before: null,
    } as const
    await world.ports.changeField(move, world.signal)

    const stored = rows(await storedOf(world, loyalty), 'LIST').toSorted(
      (a, b) => Number(a['SORT']) - Number(b['SORT']),
    )
    expect(stored.map(({ VALUE }) => VALUE)).toEqual(['Средняя', 'Низкая', 'Новая', 'Высокая'])
  })

  test('of a field that a colleague has deleted a moment ago is that there is none', async () => {
    const world = await startContactWorld()
    const { ID: id } = await storedOf(world, loyalty)
    await world.ports.pullFields(world.signal)
    await world.portal.result('crm.contact.userfield.delete', { id })

    const asked = world.ports.changeField({ kind: 'rename', fieldId: fieldId(loyalty), name: 'Верность' }, world.signal)

    await expect(asked).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'no-such-field' } })
  })

  test('is no failure where it cannot be read: the change stands', async () => {
    const world = await startContactWorld()
    const { ports } = portsTold(world, async (asked) => {
      if (asked > 1) throw new AppError('remote/unavailable', 'gone for a moment')
    })
    await ports.pullFields(world.signal)

    await ports.changeField({ kind: 'rename', fieldId: fieldId(loyalty), name: 'Верность' }, world.signal)

    expect((await ports.pullFields(world.signal)).find(({ id }) => id === loyalty)?.name).toBe('Верность')
  })
})
