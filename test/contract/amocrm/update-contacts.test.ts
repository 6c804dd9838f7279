import { describe, expect, test } from 'vitest'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import { valuesOf } from '#test/support/demo-control.ts'
import { remoteId, startAmocrmWorld, summaryOfStored, type AmocrmWorld } from './amocrm-world.ts'

async function fieldOfKind({ connector, signal }: AmocrmWorld, kind: FieldDefinition['kind']) {
  const field = (await connector.pullFields(signal)).find((one) => one.kind === kind && !one.isReadOnly)
  if (field === undefined) throw new Error(`the demo CRM has no ${kind} field`)
  return field
}

const firstIds = async (world: AmocrmWorld, count: number) =>
  (await world.liveContacts()).slice(0, count).map(({ id }) => remoteId(id))

const noTags = { addTags: [], removeTags: [] }

describe('updating contacts', () => {
  test('changes what the patch names and nothing else', async () => {
    const world = await startAmocrmWorld()
    const target = (await world.liveContacts()).find((one) => valuesOf(one, 'PHONE').length > 0 && one.tags.length > 0)
    const id = remoteId(target?.id ?? 0)
    const patch = { ...noTags, names: { firstName: 'Имя', lastName: 'Фамилия' } }

    const [result] = await world.connector.updateContacts([{ remoteId: id, patch }], world.signal)

    const [after] = await world.control.contacts([Number(id)])
    if (target === undefined || after === undefined) throw new Error('no contact')
    expect(result).toEqual({ kind: 'applied', remoteId: id, updatedAt: after.updated_at * 1000 })
    expect(summaryOfStored(after)).toEqual({
      ...summaryOfStored(target),
      name: 'Имя Фамилия',
      firstName: 'Имя',
      lastName: 'Фамилия',
      updatedAt: after.updated_at * 1000,
    })
  })

  test('replaces and clears phones and e-mails as whole lists', async () => {
    const world = await startAmocrmWorld()
    const target = (await world.liveContacts()).find((one) => valuesOf(one, 'EMAIL').length > 0)
    const id = remoteId(target?.id ?? 0)
    const patch = { ...noTags, phones: [{ value: '+1', kind: 'fax' }], emails: [] }

    await world.connector.updateContacts([{ remoteId: id, patch }], world.signal)

    const read = (await world.connector.readContacts([id], world.signal)).get(id)
    expect(read?.fields).toMatchObject({ phones: [{ value: '+1', kind: 'fax' }], emails: [] })
  })

  test('adds and removes tags without touching those of colleagues', async () => {
    const world = await startAmocrmWorld()
    const target = (await world.liveContacts()).find(({ tags }) => tags.length > 1)
    const [removed, ...kept] = target?.tags ?? []
    const update = {
      remoteId: remoteId(target?.id ?? 0),
      patch: { addTags: ['Новый тег'], removeTags: [removed ?? '', 'которого нет'] },
    }

    await world.connector.updateContacts([update], world.signal)
    await world.connector.updateContacts([update], world.signal)

    const [after] = await world.control.contacts([target?.id ?? 0])
    expect([...(after?.tags ?? [])].sort()).toEqual([...kept, 'Новый тег'].sort())
  })

  test('brings every kind of custom field back as it was written', async () => {
    const world = await startAmocrmWorld()
    const fields = await world.connector.pullFields(world.signal)
    const idOf = (kind: FieldDefinition['kind']) =>
      fields.find((one) => one.kind === kind && !one.isReadOnly)?.id as FieldId
    const optionOf = (kind: FieldDefinition['kind'], at: number) => {
      const { id, value } = fields.find((one) => one.kind === kind)?.options[at] ?? { id: '', value: '' }
      return { value, optionId: id }
    }
    const codeOf = (kind: FieldDefinition['kind'], at: number) =>
      fields.find((one) => one.kind === kind)?.options[at]?.code ?? ''
    const custom = {
      [idOf('text')]: [{ value: 'Директор' }],
      [idOf('long-text')]: [{ value: 'две\nстроки' }],
      [idOf('number')]: [{ value: '1.5' }],
      [idOf('money')]: [{ value: '1500.00' }],
      [idOf('boolean')]: [{ value: true }],
      [idOf('date')]: [{ value: 1_700_006_400_000 }],
      [idOf('date-time')]: [{ value: 1_700_000_123_000 }],
      [idOf('url')]: [{ value: 'https://example.com/' }],
      [idOf('choice')]: [optionOf('choice', 1)],
      [idOf('choices')]: [optionOf('choices', 0), optionOf('choices', 2)],
      [idOf('messengers')]: [
        { value: 'anna', code: codeOf('messengers', 0) },
        { value: 'anna', code: codeOf('messengers', 1) },
      ],
      [idOf('address')]: [
        { value: 'Тверская, 1', code: 'address_line_1' },
        { value: 'Москва', code: 'city' },
      ],
      [idOf('requisites')]: [{ value: { name: 'ООО «Ветер»', entity_type: 2, vat_id: '7700000000' } }],
    }
    const [id] = await firstIds(world, 1)
    const target = { remoteId: id as RemoteId, patch: { ...noTags, custom } }

    const [result] = await world.connector.updateContacts([target], world.signal)

    expect(result?.kind).toBe('applied')
    const read = (await world.connector.readContacts([target.remoteId], world.signal)).get(target.remoteId)
    for (const [fieldId, items] of Object.entries(custom)) {
      expect(read?.fields.custom[fieldId as FieldId]).toMatchObject(items)
    }
  })

  test('clears a custom field', async () => {
    const world = await startAmocrmWorld()
    const text = await fieldOfKind(world, 'text')
    const [id] = await firstIds(world, 1)
    const write = (items: readonly { value: string }[]) =>
      world.connector.updateContacts(
        [{ remoteId: id as RemoteId, patch: { ...noTags, custom: { [text.id]: items } } }],
        world.signal,
      )
    await write([{ value: 'временно' }])

    const [result] = await write([])

    expect(result?.kind).toBe('applied')
    const read = (await world.connector.readContacts([id as RemoteId], world.signal)).get(id as RemoteId)
    expect(Object.keys(read?.fields.custom ?? {})).not.toContain(text.id)
  })

  test.each([{ missingPatchId: 'reject' }, { missingPatchId: 'skip' }] as const)(
    'says which contact is gone when the CRM answers a missing id with $missingPatchId',
    async (switches) => {
      const world = await startAmocrmWorld({ switches })
      const [kept, deleted] = await firstIds(world, 2)
      await world.control.vendor({ action: 'delete', entity: 'contacts', ids: [Number(deleted)] })
      const patch = { ...noTags, names: { firstName: 'А', lastName: 'Б' } }
      const items = [kept, deleted].map((id) => ({ remoteId: id as RemoteId, patch }))

      const results = await world.connector.updateContacts(items, world.signal)

      expect(results[1]).toEqual({ kind: 'gone' })
      expect(['applied', 'not-sent']).toContain(results[0]?.kind)
    },
  )

  test.each([{ missingPatchId: 'reject' }, { missingPatchId: 'skip' }, { missingPatchId: 'not-found' }] as const)(
    'says that a contact written by itself is gone when the CRM answers with $missingPatchId',
    async (switches) => {
      const world = await startAmocrmWorld({ switches })
      const [id] = await firstIds(world, 1)
      await world.control.vendor({ action: 'delete', entity: 'contacts', ids: [Number(id)] })

      const update = { remoteId: id as RemoteId, patch: { ...noTags, addTags: ['x'] } }

      expect(await world.connector.updateContacts([update], world.signal)).toEqual([{ kind: 'gone' }])
    },
  )

  test.each(['both', 'embedded', 'root'] as const)(
    'writes one contact at its own address, and reads the answer in the form of %s',
    async (singlePatchAnswer) => {
      const world = await startAmocrmWorld({ switches: { singlePatchAnswer } })
      const [id] = await firstIds(world, 1)
      const update = {
        remoteId: id as RemoteId,
        patch: { ...noTags, names: { firstName: 'Одна', lastName: 'Строка' } },
      }

      const results = await world.connector.updateContacts([update], world.signal)

      expect(results).toEqual([{ kind: 'applied', remoteId: id, updatedAt: expect.any(Number) as number }])
      const writes = (await world.control.requests()).filter(({ method }) => method === 'PATCH')
      expect(writes.map(({ path }) => path)).toEqual([`/api/v4/contacts/${id}`])
      const read = (await world.connector.readContacts([update.remoteId], world.signal)).get(update.remoteId)
      expect(read?.fields.lastName).toBe('Строка')
    },
  )

  test('trusts no answer that leaves out a contact which is there', async () => {
    const world = await startAmocrmWorld()
    const [id] = await firstIds(world, 1)
    const body = { _embedded: { contacts: [] } }
    await world.control.faults([{ kind: 'status', status: 200, body, method: 'PATCH' }])
    const update = { remoteId: id as RemoteId, patch: { ...noTags, addTags: ['x'] } }

    await expect(world.connector.updateContacts([update], world.signal)).rejects.toMatchObject({
      code: 'remote/invalid-response',
      details: { reached: true },
    })
  })

  test('names the field of a deleted custom field and of an unknown responsible user', async () => {
    const world = await startAmocrmWorld()
    const text = await fieldOfKind(world, 'text')
    await world.control.vendor({ action: 'delete', entity: 'custom_fields', ids: [Number(text.id)] })
    const [one, two] = await firstIds(world, 2)
    const items = [
      { remoteId: one as RemoteId, patch: { ...noTags, phones: [], custom: { [text.id]: [{ value: 'x' }] } } },
      { remoteId: two as RemoteId, patch: { ...noTags, responsibleId: 'acc1.77' as never } },
    ]

    const results = await world.connector.updateContacts(items, world.signal)

    expect(results).toMatchObject([
      { kind: 'rejected', field: `custom:${text.id}`, reason: 'NotSupportedChoice' },
      { kind: 'rejected', field: 'responsible', reason: 'NotSupportedChoice' },
    ])
  })

  test('does not try to leave a contact without a responsible user', async () => {
    const world = await startAmocrmWorld()
    const [one, two] = await firstIds(world, 2)
    const items = [
      { remoteId: one as RemoteId, patch: { ...noTags, responsibleId: null } },
      { remoteId: two as RemoteId, patch: { ...noTags, addTags: ['VIP'] } },
    ]

    const results = await world.connector.updateContacts(items, world.signal)

    expect(results).toMatchObject([{ kind: 'rejected', field: 'responsible' }, { kind: 'applied' }])
  })

  test.each([
    { writeBatch: undefined, sizes: [50, 50, 50, 50, 50] },
    { writeBatch: 100, sizes: [100, 100, 50] },
    { writeBatch: 250, sizes: [250] },
  ])('carries as many in one request as the user has chosen ($writeBatch)', async ({ writeBatch, sizes }) => {
    const world = await startAmocrmWorld({ contacts: 250 })
    const connector = world.reconnect(writeBatch === undefined ? {} : { writeBatch })
    const items = (await firstIds(world, 250)).map((id) => ({ remoteId: id, patch: { ...noTags, addTags: ['all'] } }))

    const results = await connector.updateContacts(items, world.signal)

    const writes = (await world.control.requests()).filter(({ method }) => method === 'PATCH')
    expect(writes.map(({ body }) => (body as readonly unknown[]).length)).toEqual(sizes)
    expect(results.filter(({ kind }) => kind === 'applied')).toHaveLength(250)
    expect(connector.writeBatch).toBe(sizes[0])
  })

  test('sends smaller batches for a while after the gateway gave up on a large one', async () => {
    const world = await startAmocrmWorld({ switches: { gatewayTimeoutOver: 30 } })
    const items = (await firstIds(world, 50)).map((id) => ({
      remoteId: id,
      patch: { ...noTags, addTags: ['массово'] },
    }))

    const failure = await world.connector.updateContacts(items, world.signal).catch((error: unknown) => error)
    const results = await world.connector.updateContacts(items, world.signal)

    expect(failure).toMatchObject({ code: 'remote/unavailable', details: { status: 504, reached: true } })
    expect(world.connector.writeBatch).toBe(25)
    expect(results.filter(({ kind }) => kind === 'applied')).toHaveLength(50)
    const tagged = (await world.liveContacts()).filter(({ tags }) => tags.includes('массово'))
    expect(tagged).toHaveLength(50)
  })
})
