import { describe, expect, test } from 'vitest'
import type { NeighbourPort } from '#core/connectors/neighbour-port.ts'
import { ownerOf } from '#shared/domain/directory.ts'
import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import { customField, type CompanyFields, type Neighbour } from '#shared/domain/neighbour.ts'
import { saleFacts, tagsIn, toTagItem } from '#shared/domain/sale-facts.ts'
import { accountId, drain, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

type Company = Neighbour & { readonly kind: 'company' }

interface World extends AmocrmWorld {
  readonly port: NeighbourPort
  /** A company of which the demo CRM has just this. */
  make(fields: Readonly<Record<string, unknown>>): Promise<RemoteId>
}

async function startWorld(): Promise<World> {
  const world = await startAmocrmWorld({ contacts: 20 })
  const { url, token } = world.crm.amocrm
  const port = world.connector.neighbours.company
  if (port === undefined) throw new Error('the connector does not know companies')
  async function make(fields: Readonly<Record<string, unknown>>): Promise<RemoteId> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify([fields])
    const answer = await fetch(`${url}/api/v4/companies`, { method: 'POST', headers, body })
    const { _embedded } = (await answer.json()) as { _embedded: { companies: { id: number }[] } }
    return String(_embedded.companies[0]?.id) as RemoteId
  }
  return { ...world, port, make }
}

async function read({ port, signal }: World, id: RemoteId): Promise<Company> {
  const found = (await port.read([id], signal)).get(id)
  if (found?.kind !== 'company') throw new Error('no company')
  return found
}

/** Sends changed fields on top of what the CRM has, as the engine does. */
async function send(world: World, id: RemoteId, to: Partial<CompanyFields>, fields: readonly string[]) {
  const before = await read(world, id)
  const custom = { ...before.fields.custom, ...to.custom }
  const record: Company = { ...before, fields: { ...before.fields, ...to, custom } }
  const [result] = await world.port.update([{ remoteId: id, record, before, fields }], world.signal)
  return result
}

const fieldNamed = async ({ connector, signal }: World, name: string) => {
  const fields = await connector.pullFields(signal)
  const found = fields.find((field) => ownerOf(field) === 'company' && field.name === name)
  if (found === undefined) throw new Error(`no field ${name}`)
  return found
}

const phone = (value: string, kind = 'work') => ({ value, kind })
const tagged = (...names: readonly string[]) => names.map((name) => toTagItem({ name, color: '' }))

describe('companies', () => {
  test('are told with phones, e-mails, tags, who answers for them and the fields of their form', async () => {
    const world = await startWorld()
    const web = await fieldNamed(world, 'Web')
    const id = await world.make({
      name: 'ООО «Ромашка»',
      tags_to_add: [{ name: 'ключевой' }],
      custom_fields_values: [
        { field_code: 'PHONE', values: [{ value: '+7 495 111', enum_code: 'MOB' }, { value: '+7 495 222' }] },
        { field_code: 'EMAIL', values: [{ value: 'info@romashka.example', enum_code: 'WORK' }] },
        { field_id: Number(web.id), values: [{ value: 'https://romashka.example' }] },
      ],
    })

    const pulled = (await drain(world.port.pull(null, world.signal))).flatMap(({ items }) => items)
    const told = pulled.flatMap((change) => (change.kind === 'upsert' ? [change.neighbour] : []))
    const company = told.find(({ remoteId }) => remoteId === id)

    expect(company).toMatchObject({
      ...{ kind: 'company', id: `${accountId}.company.${id}`, remoteId: id },
      fields: {
        ...{ companyId: `${accountId}.${id}`, name: 'ООО «Ромашка»' },
        phones: [phone('+7 495 111', 'mobile'), phone('+7 495 222')],
        emails: [phone('info@romashka.example')],
        custom: { [web.id]: [{ value: 'https://romashka.example' }] },
      },
    })
    expect(company?.kind === 'company' && tagsIn(company.fields.custom?.[saleFacts.companyTags])).toEqual([
      { name: 'ключевой', color: '' },
    ])
    expect((await fieldNamed(world, '')).options.map(({ value }) => value)).toContain('ключевой')
  })

  test('are renamed, and a phone comes and goes by itself: all else of them stays', async () => {
    const world = await startWorld()
    const values = [{ value: '+7 1' }, { value: '+7 2' }]
    const id = await world.make({ name: 'Before', custom_fields_values: [{ field_code: 'PHONE', values }] })

    const result = await send(world, id, { name: 'After', phones: [phone('+7 2'), phone('+7 3', 'mobile')] }, [
      ...['name', 'phones'],
    ])

    expect(result).toMatchObject({ kind: 'applied', remoteId: id })
    const { fields } = await read(world, id)
    expect(fields).toMatchObject({ name: 'After', phones: [phone('+7 2'), phone('+7 3', 'mobile')] })
  })

  test('take values of their own fields, and let them be cleared', async () => {
    const world = await startWorld()
    const [branch, staff] = [await fieldNamed(world, 'Отрасль'), await fieldNamed(world, 'Сотрудников')]
    const [option] = branch.options
    const id = await world.make({ name: 'Fields' })
    const choice = [{ value: option?.value ?? '', optionId: option?.id ?? '' }]

    const custom = { [branch.id]: choice, [staff.id]: [{ value: '12' }] }
    await send(world, id, { custom }, [customField(branch.id), customField(staff.id)])
    const filled = (await read(world, id)).fields.custom ?? {}
    await send(world, id, { custom: { [staff.id]: [] } }, [customField(staff.id)])

    expect([filled[branch.id], filled[staff.id]]).toEqual([
      [expect.objectContaining({ value: option?.value, optionId: option?.id })],
      [{ value: '12' }],
    ])
    const left = (await read(world, id)).fields.custom ?? {}
    expect([left[branch.id]?.length, left[staff.id]]).toEqual([1, undefined])
  })

  test('are given tags one by one, and those of colleagues stay', async () => {
    const world = await startWorld()
    const id = await world.make({ name: 'Tags', tags_to_add: [{ name: 'опт' }, { name: 'сеть' }] })
    const before = await read(world, id)
    await world.control.vendor({
      ...{ action: 'edit', entity: 'companies', ids: [Number(id)] },
      fields: { tags: ['опт', 'сеть', 'чужой'] },
    })
    const record: Company = {
      ...before,
      fields: { ...before.fields, custom: { [saleFacts.companyTags]: tagged('сеть', 'мой') } },
    }
    const update = { remoteId: id, record, before, fields: [customField(saleFacts.companyTags)] }

    const results = [await world.port.update([update], world.signal), await world.port.update([update], world.signal)]

    expect(results.flat().map(({ kind }) => kind)).toEqual(['applied', 'applied'])
    const names = tagsIn((await read(world, id)).fields.custom?.[saleFacts.companyTags]).map(({ name }) => name)
    expect(names.toSorted()).toEqual(['мой', 'сеть', 'чужой'])
  })

  test.each([
    ['phones', { phones: [phone('x'.repeat(2_000))] }, 'neighbour:phones'],
    ['name', { name: 'x'.repeat(2_000) }, 'neighbour:name'],
    ['custom:1', { custom: { ['1' as FieldId]: [{ value: 'x' }] } }, 'neighbour:custom:1'],
  ] as const)('are refused at the field that is to blame: %s', async (field, to, at) => {
    const world = await startWorld()
    const id = await world.make({ name: 'Refused' })
    const code = field === 'custom:1' ? 'NotSupportedChoice' : 'InvalidType'
    const path = field === 'name' ? 'name' : 'custom_fields_values.0.values.0.value'
    const errors = [{ request_id: '0', errors: [{ code, path, detail: 'no' }] }]
    const body = { title: 'Bad Request', status: 400, 'validation-errors': errors }
    await world.control.faults([{ kind: 'status', status: 400, body, method: 'PATCH', path: '/api/v4/companies' }])

    expect(await send(world, id, to, [field])).toMatchObject({ kind: 'rejected', field: at, reason: code })
  })

  test('that were deleted are told as gone, and an edit of one finds nothing', async () => {
    const world = await startWorld()
    const id = await world.make({ name: 'Gone' })
    const cursor = (await drain(world.port.pull(null, world.signal))).at(-1)?.cursor ?? null
    await world.control.vendor({ action: 'delete', entity: 'companies', ids: [Number(id)] })

    const changes = (await drain(world.port.pull(cursor, world.signal))).flatMap(({ items }) => items)

    expect(changes).toContainEqual({ kind: 'delete', remoteId: id })
    expect((await world.port.read([id], world.signal)).size).toBe(0)
  })
})
