import { describe, expect, test } from 'vitest'
import { createCompanyPort } from '#core/connectors/bitrix24/company-port.ts'
import type { NeighbourPort } from '#core/connectors/neighbour-port.ts'
import { ownerOf } from '#shared/domain/directory.ts'
import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import { customField, type CompanyFields, type Neighbour } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { add, TRAINEE, webhookOf } from '../bitrix24/portal-session.ts'
import { noting, startContactWorld, type ContactWorld } from './contact-world.ts'

type Company = Neighbour & { readonly kind: 'company' }

interface World extends ContactWorld {
  readonly port: NeighbourPort
  make(fields: Readonly<Record<string, unknown>>): Promise<RemoteId>
  kept(id: RemoteId): Promise<Record<string, unknown>>
}

async function startWorld(): Promise<World> {
  const world = await startContactWorld()
  const { portal } = world
  return {
    ...world,
    port: createCompanyPort(world.ports.context),
    make: async (fields) => String(await add(portal, 'company', { ...fields })) as RemoteId,
    kept: async (id) => (await portal.result('crm.company.get', { id })) as Record<string, unknown>,
  }
}

async function read({ port, signal }: World, id: RemoteId): Promise<Company> {
  const found = (await port.read([id], signal)).get(id)
  if (found?.kind !== 'company') throw new Error('no company')
  return found
}

async function send(world: World, id: RemoteId, to: Partial<CompanyFields>, fields: readonly string[]) {
  const before = await read(world, id)
  const custom = { ...before.fields.custom, ...to.custom }
  const record: Company = { ...before, fields: { ...before.fields, ...to, custom } }
  const [result] = await world.port.update([{ remoteId: id, record, before, fields }], world.signal)
  return result
}

const point = (value: string, kind = 'work') => ({ value, kind })
const web = 'company:WEB' as FieldId
const type = 'company:COMPANY_TYPE' as FieldId

describe('companies of a portal', () => {
  test('are told with phones, e-mails, sites, who answers for them and the fields of their form', async () => {
    const world = await startWorld()
    const id = await world.make({
      ...{ TITLE: 'Ромашка', ASSIGNED_BY_ID: 2, COMPANY_TYPE: 'SUPPLIER', ADDRESS_CITY: 'Тверь' },
      PHONE: [{ VALUE: '+7 495 1', VALUE_TYPE: 'MOBILE' }],
      EMAIL: [{ VALUE: 'a@example.com', VALUE_TYPE: 'WORK' }],
      WEB: [{ VALUE: 'https://example.com', VALUE_TYPE: 'WORK' }],
    })

    const all: Neighbour[] = []
    for await (const { items } of world.port.pull(null, world.signal)) {
      all.push(...items.flatMap((change) => (change.kind === 'upsert' ? [change.neighbour] : [])))
    }
    const fields = (await world.ports.pullFields(world.signal)).filter((field) => ownerOf(field) === 'company')

    const told = all.find((one) => one.kind === 'company' && one.fields.name === 'Ромашка')
    expect(told).toMatchObject({
      ...{ id: `acc1.company.${id}`, remoteId: id },
      fields: {
        ...{ companyId: `acc1.${id}`, responsibleId: 'acc1.2' },
        ...{ phones: [point('+7 495 1', 'mobile')], emails: [point('a@example.com')] },
        custom: {
          [web]: [{ value: 'https://example.com', code: 'WORK' }],
          [type]: [{ value: 'Поставщик', optionId: 'SUPPLIER' }],
          'company:ADDRESS': [{ value: 'Тверь', code: 'city' }],
        },
      },
    })
    expect(fields.map((field) => field.id)).toEqual(expect.arrayContaining([web, type, 'company:REVENUE']))
    expect(fields.find((field) => field.id === type)?.options.length).toBeGreaterThan(1)
  })

  test('are changed value by value, by the ids that values have: what a colleague has added stays', async () => {
    const world = await startWorld()
    const id = await world.make({ TITLE: 'До', PHONE: [{ VALUE: '1', VALUE_TYPE: 'WORK' }] })
    const before = await read(world, id)
    const fields = { PHONE: [{ VALUE: '9', VALUE_TYPE: 'WORK' }] }
    await world.portal.result('crm.company.update', { id, fields })
    const record: Company = { ...before, fields: { ...before.fields, name: 'После', phones: [point('2', 'mobile')] } }
    const update = { remoteId: id, record, before, fields: ['name', 'phones'] }

    const results = [await world.port.update([update], world.signal), await world.port.update([update], world.signal)]

    expect(results.flat()).toEqual([
      { kind: 'applied', remoteId: id, updatedAt: null },
      { kind: 'applied', remoteId: id, updatedAt: null },
    ])
    const { name, phones } = (await read(world, id)).fields
    expect([name, phones.map(({ value }) => value).toSorted()]).toEqual(['После', ['2', '9']])
  })

  test('that have gone since a number of theirs was to go are told to be gone, not done', async () => {
    const world = await startWorld()
    const id = await world.make({ TITLE: 'До', PHONE: [{ VALUE: '1', VALUE_TYPE: 'WORK' }] })
    const before = await read(world, id)
    await world.portal.result('crm.company.delete', { id })
    const record: Company = { ...before, fields: { ...before.fields, phones: [] } }

    const results = await world.port.update([{ remoteId: id, record, before, fields: ['phones'] }], world.signal)

    expect(results).toEqual([{ kind: 'gone' }])
  })

  test('take sites, choices, addresses, user fields and who answers for them', async () => {
    const world = await startWorld()
    const label = { EDIT_FORM_LABEL: 'Отрасль', LIST_COLUMN_LABEL: 'Отрасль', LIST_FILTER_LABEL: 'Отрасль' }
    const made = { FIELD_NAME: 'BRANCH', USER_TYPE_ID: 'string', ...label }
    await world.portal.result('crm.company.userfield.add', { fields: made })
    const id = await world.make({ TITLE: 'Поля' })
    const custom = {
      [web]: [{ value: 'https://a.example', code: 'WORK' }],
      [type]: [{ value: 'PARTNER', optionId: 'PARTNER' }],
      ['company:ADDRESS' as FieldId]: [{ value: 'Клин', code: 'city' }],
      ['company:UF_CRM_BRANCH' as FieldId]: [{ value: 'Сады' }],
    }
    const names = (Object.keys(custom) as FieldId[]).map(customField)
    const responsibleId = 'acc1.3' as CompanyFields['responsibleId']

    const result = await send(world, id, { custom, responsibleId }, [...names, 'responsibleId'])

    expect(result).toMatchObject({ kind: 'applied' })
    expect(await world.kept(id)).toMatchObject({
      ...{ ASSIGNED_BY_ID: '3', COMPANY_TYPE: 'PARTNER', ADDRESS_CITY: 'Клин', UF_CRM_BRANCH: 'Сады' },
      WEB: [expect.objectContaining({ VALUE: 'https://a.example' })],
    })
  })

  test('whose address changes keep the code of its country and its place on a map', async () => {
    const world = await startWorld()
    const address = { ADDRESS: 'Садовая, 1', ADDRESS_COUNTRY_CODE: 'RU', ADDRESS_LOC_ADDR_ID: 9 }
    const id = await world.make({ TITLE: 'Адрес', ...address })
    const sent: unknown[] = []
    const { context } = world.ports
    const port = createCompanyPort({ ...context, api: noting(context.api, 'crm.company.update', sent) })
    const own = 'company:ADDRESS' as FieldId

    await send({ ...world, port }, id, { custom: { [own]: [{ value: 'Клин', code: 'city' }] } }, [customField(own)])

    expect(sent).toMatchObject([{ ADDRESS_CITY: 'Клин', ADDRESS_COUNTRY_CODE: 'RU', ADDRESS_LOC_ADDR_ID: '9' }])
  })

  test('whose field is gone say so at that field, and those of others go through', async () => {
    const world = await startWorld()
    const id = await world.make({ TITLE: 'Поле' })
    const gone = 'company:UF_CRM_GONE' as FieldId

    const result = await send(world, id, { custom: { [gone]: [{ value: 'x' }] } }, [customField(gone)])

    expect(result).toMatchObject({ kind: 'rejected', field: `neighbour:${customField(gone)}`, reason: 'no-such-field' })
  })

  test('are deleted; one that is gone already is told as gone', async () => {
    const world = await startWorld()
    const id = await world.make({ TITLE: 'Лишняя' })
    const before = await read(world, id)
    const record: Company = { ...before, fields: { ...before.fields, isRemoved: true } }
    const update = { remoteId: id, record, before, fields: [REMOVED] }

    const results = [await world.port.update([update], world.signal), await world.port.update([update], world.signal)]

    expect(results.flat().map(({ kind }) => kind)).toEqual(['applied', 'gone'])
    expect((await world.port.read([id], world.signal)).size).toBe(0)
  })

  test('that were deleted are found by comparing ids', async () => {
    const world = await startWorld()
    const id = await world.make({ TITLE: 'Исчезнет' })
    async function* known() {
      yield [id]
    }
    let cursor = null
    for await (const page of world.port.pull(null, world.signal, known)) cursor = page.cursor
    await world.portal.result('crm.company.delete', { id })
    world.portal.advance(20 * 60_000)

    const changes = []
    for await (const page of world.port.pull(cursor, world.signal, known)) changes.push(...page.items)

    expect(changes).toContainEqual({ kind: 'delete', remoteId: id })
  })

  test('that a user may not change are refused with the reason', async () => {
    const world = await startWorld()
    const id = await world.make({ TITLE: 'Чужая', ASSIGNED_BY_ID: 1 })
    const port = createCompanyPort(world.portsBy({ webhook: await webhookOf(world.portal, TRAINEE, ['crm']) }).context)
    const before = await read(world, id)
    const record: Company = { ...before, fields: { ...before.fields, name: 'Моя' } }

    const [result] = await port.update([{ remoteId: id, record, before, fields: ['name'] }], world.signal)

    expect(result?.kind === 'rejected' ? result.reason : result?.kind).toMatch(/^(?:forbidden|gone)$/)
    expect((await world.kept(id))['TITLE']).toBe('Чужая')
  })
})
