import { describe, expect, test } from 'vitest'
import { lookUp } from '#core/sync/look-up.ts'
import { editNeighbour } from '#renderer/db/edit-neighbour.ts'
import {
  newEntityId,
  newNeighbourId,
  toEntityId,
  toNeighbourId,
  type CompanyId,
  type ContactId,
  type NeighbourId,
  type NeighbourKind,
  type RemoteId,
} from '#shared/domain/ids.ts'
import { accountId, contactId, remoteContact, remoteIdOfNumber } from '#test/support/contacts.ts'
import { bench } from '#test/support/engine-bench.ts'
import { askPortal, listPortal, startPortalWorld } from '#test/support/portal-world.ts'
import { startWorld, type World } from '#test/support/sync-world.ts'

const go = new AbortController().signal

async function firstContact(world: World) {
  const one = (await world.rows()).find(({ fields }) => fields.firstName !== '')
  if (one?.remoteId === undefined) throw new Error('no contact')
  return { id: one.id, remote: Number(one.remoteId) }
}

const checkpointOf = (world: World) => world.context().db.checkpoints.get([world.account.id, 'contacts'])

describe('a contact that is read again', () => {
  test('shows at once what a colleague has changed, and moves no pull', async () => {
    const world = await startWorld()
    const { id, remote } = await firstContact(world)
    const before = await checkpointOf(world)
    await world.demo().vendor({ action: 'edit', entity: 'contacts', ids: [remote], fields: { first_name: 'Свежая' } })

    const answer = await world.main().call('contacts/refresh', { contactId: id })

    expect([answer, (await world.row(id))?.fields.firstName]).toEqual([{ isThere: true }, 'Свежая'])
    expect(await checkpointOf(world)).toEqual(before)
  })

  test('is a tombstone when the CRM has it no more', async () => {
    const world = await startWorld()
    const { id, remote } = await firstContact(world)
    await world.demo().vendor({ action: 'delete', entity: 'contacts', ids: [remote] })

    const answer = await world.main().call('contacts/refresh', { contactId: id })

    expect([answer, (await world.row(id))?.deletedAt]).toEqual([{ isThere: false }, expect.any(Number)])
  })

  test('is not asked for while the user works offline', async () => {
    const world = await startWorld()
    const { id } = await firstContact(world)
    await world.main().call('sync/set-offline', { isOffline: true })

    const asked = world.main().call('contacts/refresh', { contactId: id })

    await expect(asked).rejects.toMatchObject({ code: 'offline' })
  })
})

test('what the search of the CRM finds is in the cache with the answer', async () => {
  const world = await startWorld()
  await world.postContact({ first_name: 'Неуловимая', last_name: 'Находкина' })

  const { contactIds } = await world.main().call('contacts/find', { accountId: world.account.id, text: 'Находкина' })

  const rows = await Promise.all(contactIds.map((id) => world.row(id)))
  expect(rows.map((row) => row?.fields.firstName)).toEqual(['Неуловимая'])
})

describe('a look while edits of ours leave', () => {
  function watched(writesDuring: readonly number[]) {
    let [count, look] = [0, 0]
    const desk = bench({
      get writeCount() {
        return count
      },
      neighbours: {},
      readContacts: async () => {
        count += writesDuring[look++] ?? 0
        return new Map([[remoteIdOfNumber(1), remoteContact(1, { firstName: `look ${look}` })]])
      },
    })
    const written: unknown[] = []
    const store = { call: async (_name: string, input: unknown) => void written.push(input) }
    const context = { ...desk.context, store: store as unknown as typeof desk.context.store }
    return { written, look: (id: ContactId) => lookUp(context, { kind: 'contact', contactId: id }, go) }
  }

  test('is repeated until none has come in between', async () => {
    const { look, written } = watched([1, 2])

    await look(contactId(1))

    expect(written).toEqual([
      expect.objectContaining({
        checkpoint: null,
        changes: [expect.objectContaining({ contact: remoteContact(1, { firstName: 'look 3' }) })],
      }),
    ])
  })

  test('writes nothing and says so when they do not end', async () => {
    const { look, written } = watched([1, 1, 1, 1, 1, 1])

    await expect(look(contactId(1))).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'busy' } })
    expect(written).toEqual([])
  })

  test('for names of companies is repeated as well: an older name would win over the one that has just left', async () => {
    let [count, look] = [0, 0]
    const remoteId = remoteIdOfNumber(7)
    const id = toEntityId<CompanyId>(accountId, remoteId)
    const desk = bench({
      get writeCount() {
        return count
      },
      readCompanies: async () => {
        if (look++ === 0) count++
        return Promise.resolve([{ id, accountId, remoteId, name: `look ${look}`, updatedAt: 0 }])
      },
    })
    const written: unknown[] = []
    const store = { call: async (_name: string, input: unknown) => Promise.resolve(void written.push(input)) }
    const context = { ...desk.context, store: store as unknown as typeof desk.context.store }

    await lookUp(context, { kind: 'companies', companyIds: [id] }, go)

    expect(written).toEqual([{ accountId, companies: [expect.objectContaining({ name: 'look 2' })] }])
  })

  test('is refused for a contact that the CRM has not heard of', async () => {
    const { look } = watched([])
    const fresh = newEntityId<ContactId>(accountId, '00000000-0000-4000-8000-000000000001')

    await expect(look(fresh)).rejects.toMatchObject({ details: { reason: 'not-in-crm' } })
  })
})

describe('a record of a list of its own that is read again', () => {
  const toId = (world: World, kind: NeighbourKind, remoteId: unknown) =>
    toNeighbourId(kind, world.account.id, String(remoteId) as RemoteId)
  const nameIn = async (world: World, id: NeighbourId) => {
    const row = await world.context().db.neighbours.get(id)
    return row?.deletedAt === undefined ? (row?.record.fields as { readonly name?: string } | undefined)?.name : 'gone'
  }

  test.each(['deal', 'lead', 'company'] as const)('a %s shows what a colleague has changed', async (kind) => {
    const world = await startPortalWorld()
    const [told] = await listPortal(world, `crm.${kind}.list`)
    const id = toId(world, kind, told?.['ID'])
    await askPortal(world, `crm.${kind}.update`, { id: told?.['ID'], fields: { TITLE: 'Свежее' } })

    await world.main().call('records/refresh', { recordId: id })

    expect(await nameIn(world, id)).toBe('Свежее')
  })

  test('a company has its new name in the list of companies as well', async () => {
    const world = await startPortalWorld()
    await askPortal(world, 'crm.company.update', { id: 2, fields: { TITLE: 'Свежее' } })

    await world.main().call('records/refresh', { recordId: toId(world, 'company', 2) })

    const companyId = toEntityId<CompanyId>(world.account.id, '2' as RemoteId)
    expect((await world.context().db.companies.get(companyId))?.name).toBe('Свежее')
  })

  test('is gone where the CRM has it no more', async () => {
    const world = await startPortalWorld()
    const [told] = await listPortal(world, 'crm.deal.list')
    const id = toId(world, 'deal', told?.['ID'])
    await askPortal(world, 'crm.deal.delete', { id: told?.['ID'] })

    await world.main().call('records/refresh', { recordId: id })

    expect(await nameIn(world, id)).toBe('gone')
  })

  test('keeps what is typed and has not left', async () => {
    const world = await startWorld()
    const [row] = await world
      .context()
      .db.neighbours.filter(({ record }) => record.kind === 'deal')
      .toArray()
    if (row === undefined) throw new Error('no deal')
    await world.cutNetwork()
    await world.accept(await editNeighbour(world.context(), row.id, 'name', 'Моя'))
    await world.mendNetwork(() =>
      world
        .main()
        .call('records/refresh', { recordId: row.id })
        .catch(() => undefined),
    )
    await world.settle()

    expect(await nameIn(world, row.id)).toBe('Моя')
    expect(await world.problems()).toEqual([])
  })

  test('is refused where the CRM has not heard of it', async () => {
    const world = await startWorld()
    const id = newNeighbourId('deal', world.account.id, world.context().uuid())

    const asked = world.main().call('records/refresh', { recordId: id })

    await expect(asked).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'not-in-crm' } })
  })
})
