import { describe, expect, test } from 'vitest'
import { ownerOf, type FieldDefinition } from '#shared/domain/directory.ts'
import { TRAINEE, webhookOf } from '../bitrix24/portal-session.ts'
import { fieldId, makeField, startContactWorld } from './contact-world.ts'

describe('form of contacts', () => {
  test('has the fields of every portal and those of this one, each of its kind and under its label', async () => {
    const { ports, signal } = await startContactWorld()

    const fields = (await ports.pullFields(signal)).filter((field) => ownerOf(field) === 'contact')

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
      ['UF_CRM_DAYS', 'date', true, false],
      ['UF_CRM_LINKS', 'records', true, false],
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
