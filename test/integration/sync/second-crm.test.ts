import { describe, expect, test } from 'vitest'
import { ownerOf } from '#shared/domain/directory.ts'
import { remoteIdOf } from '#shared/domain/ids.ts'
import { contactIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import { fieldOfProblem } from '#renderer/components/card/problem-field.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { readContact } from '#renderer/db/read-contact.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import { bulkTags } from '#test/support/bulk-tags.ts'
import { phone, someFields } from '#test/support/contacts.ts'
import { eventually, keyOf, startWorld, type World } from '#test/support/sync-world.ts'

type Params = Readonly<Record<string, unknown>>
type Stored = Readonly<Record<string, unknown>>

/** Asks the portal itself, as its administrator. */
async function ask(world: World, method: string, params: Params = {}): Promise<unknown> {
  const response = await fetch(`${world.crm().bitrix24.webhook}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  const { result } = (await response.json()) as { readonly result: unknown }
  return result
}

const stored = async (world: World, row: Pick<ContactRow, 'remoteId'>) =>
  (await ask(world, 'crm.contact.get', { id: row.remoteId })) as Stored
const listed = async (world: World, filter: Params) =>
  (await ask(world, 'crm.contact.list', { filter, select: ['*', 'UF_*', 'PHONE'] })) as readonly Stored[]

const valuesOf = (contact: Stored, name: string) =>
  ((contact[name] ?? []) as readonly Stored[]).map(({ ID, VALUE }) => [ID, VALUE])

const startPortalWorld = () => startWorld({ provider: 'bitrix24' })

async function someRow(world: World, isMeant: (row: ContactRow) => boolean): Promise<ContactRow> {
  const row = (await world.rows()).find(isMeant)
  if (row === undefined) throw new Error('no such contact')
  return row
}

const setOffline = (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })

/** Makes the field that keeps tags, and waits until the window may show them. */
async function setUpTags(world: World): Promise<void> {
  await world.main().call('tags/set-up', { accountId: world.account.id, fieldId: null })
  await eventually(async () => {
    const { accounts } = await world.main().call('app/describe', {})
    if (accounts[0]?.capabilities.tags !== true) throw new Error('no tags yet')
  })
}

describe('an account of the second CRM', () => {
  test('has all of its contacts, companies, users and fields after the first sync', async () => {
    const world = await startPortalWorld()

    const { db } = world.context()
    const counts = await Promise.all([db.contacts, db.users].map((table) => table.count()))
    const owners = (await db.fields.toArray()).map(ownerOf)
    const companies = (await ask(world, 'crm.company.list', { select: ['ID', 'TITLE'] })) as readonly Stored[]
    expect(world.account.provider).toBe('bitrix24')
    expect(counts).toEqual([60, 8])
    expect(['contact', 'deal', 'lead'].map((one) => owners.filter((owner) => owner === one).length)).toEqual([
      27, 16, 21,
    ])
    expect((await db.companies.toArray()).map(({ name }) => name).toSorted()).toEqual(
      companies.map(({ TITLE }) => TITLE).toSorted(),
    )
  })

  test('makes a contact without the value of a field that is gone, and says so at that field', async () => {
    const world = await startPortalWorld()
    const { fields: colleague } = await someRow(world, ({ fields: { companyIds } }) => companyIds.length > 0)
    const companyIds = colleague.companyIds.slice(0, 1)
    await setOffline(world, true)
    const custom = { UF_CRM_ORDERS: [{ value: '7' }] } as never
    const given = someFields({ firstName: 'Вера', custom, companyIds })
    const draft = await world.accept(await createContact(world.context(), world.account.id, given))
    const [contactId] = contactIdsOf(draft.change)
    if (contactId === undefined) throw new Error('no contact')
    const fields = (await ask(world, 'crm.contact.userfield.list')) as readonly Stored[]
    const field = fields.find(({ FIELD_NAME }) => FIELD_NAME === 'UF_CRM_ORDERS')
    await ask(world, 'crm.contact.userfield.delete', { id: field?.['ID'] })
    const read = async () => {
      const open = await readContact(world.context().db, contactId)
      const problems =
        open?.problems.map(({ mutationId, problem }) => ({ mutationId, at: fieldOfProblem(problem) })) ?? []
      return { problems, fields: open?.contact.fields, remoteId: open?.contact.remoteId }
    }

    await setOffline(world, false)
    await world.settle()
    const lost = await read()
    const [{ mutationId } = { mutationId: draft.id }] = lost.problems
    await retryMutation(world.context(), world.main(), mutationId)
    await world.settle()
    const again = await read()
    const found = (await world.context().db.outbox.where({ id: mutationId }).first())?.mutation as Mutation
    await cancelMutation(world.context(), world.main(), found.id)
    await world.settle()
    const dropped = await read()

    const told = { problems: [{ mutationId, at: 'custom:UF_CRM_ORDERS' }], fields: { companyIds, custom } }
    expect([lost, again]).toMatchObject([told, told])
    expect(mutationId).not.toBe(draft.id)
    expect(dropped).toMatchObject({ problems: [], fields: { firstName: 'Вера', companyIds } })
    expect(dropped.fields?.custom).not.toHaveProperty('UF_CRM_ORDERS')
    expect(await listed(world, { NAME: 'Вера' })).toMatchObject([
      { COMPANY_ID: remoteIdOf(companyIds[0] ?? contactId) },
    ])
    expect(await world.pendingCount()).toBe(0)
  })

  test('gets every edit of an offline day exactly, once', async () => {
    const world = await startPortalWorld()
    await setUpTags(world)
    const one = await someRow(world, ({ fields }) => fields.phones.length > 1)
    const two = await someRow(world, ({ id, fields }) => id !== one.id && fields.companyIds.length > 0)
    const all = (await world.rows()).map(({ id }) => id)
    const [from] = one.fields.phones
    const before = valuesOf(await stored(world, one), 'PHONE')
    await world.cutNetwork()

    await world.edit(one.id, {
      kind: 'point',
      field: 'phones',
      at: 0,
      from: from ?? null,
      to: phone('+7 900 111-22-33'),
    })
    await world.edit(one.id, { kind: 'set', field: 'lastName', from: one.fields.lastName, to: 'Иная' })
    const born = { kind: 'custom', fieldId: 'BIRTHDATE' as never, to: [{ value: Date.UTC(1990, 4, 6) }] } as const
    await world.edit(one.id, { ...born, from: one.fields.custom[born.fieldId] ?? [] })
    await world.edit(two.id, { kind: 'company', from: two.fields.companyIds[0] ?? null, to: null, exclusive: false })
    const fresh = someFields({
      firstName: 'Zoë',
      lastName: 'Offline',
      phones: [phone('+44 20 1234')],
      tags: ['ярмарка'],
    })
    await world.accept(await createContact(world.context(), world.account.id, fresh, 'Brand New Ltd'))
    for (const mutation of await bulkTags(world.context(), all, { add: ['offline-day'], remove: [] })) {
      await world.accept(mutation)
    }
    await world.restart()
    await world.mendNetwork()
    await world.settle()

    const [edited, unlinked] = [await stored(world, one), await stored(world, two)]
    const created = await listed(world, { LAST_NAME: 'Offline' })
    const company = (await ask(world, 'crm.company.get', { id: created[0]?.['COMPANY_ID'] })) as Stored
    expect({
      left: await world.pendingCount(),
      problems: await world.problems(),
      phones: valuesOf(edited, 'PHONE'),
      edited: [edited['LAST_NAME'], String(edited['BIRTHDATE']).slice(0, 10), edited['NAME']],
      company: unlinked['COMPANY_ID'],
      created: created.map((contact) => [contact['NAME'], contact['UF_CRM_KARTOTEKA_TAGS'], contact['ORIGINATOR_ID']]),
      phonesOfCreated: created.flatMap((contact) => valuesOf(contact, 'PHONE').map(([, value]) => value)),
      tagged: await countTagged(world, 'offline-day'),
    }).toEqual({
      left: 0,
      problems: [],
      phones: [[before[0]?.[0], '+7 900 111-22-33'], ...before.slice(1)],
      edited: ['Иная', '1990-05-06', one.fields.firstName],
      company: null,
      created: [['Zoë', ['ярмарка'], 'KARTOTEKA']],
      phonesOfCreated: ['+44 20 1234'],
      tagged: 60,
    })
    expect(company['TITLE']).toBe('Brand New Ltd')
  })

  test('gets a contact once although the answer to its create was lost', async () => {
    const world = await startPortalWorld()
    const faults = [{ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 }]
    const fresh = someFields({ firstName: 'Anna', lastName: 'Lost' })
    const mutation = await createContact(world.context(), world.account.id, fresh)
    await setOffline(world, true)
    await world.accept(mutation)
    await fetch(`${world.crm().control}/faults`, { method: 'POST', body: JSON.stringify(faults) })

    await setOffline(world, false)
    await world.settle()

    const left = await fetch(`${world.crm().control}/faults`)
    expect(await left.json()).toMatchObject([{ remaining: 0 }])
    expect(await listed(world, { LAST_NAME: 'Lost' })).toHaveLength(1)
    expect(await world.problems()).toEqual([])
  })

  test('shows an edit of a colleague, and says where both have changed one field', async () => {
    const world = await startPortalWorld()
    const one = await someRow(world, ({ remoteId }) => remoteId === '7')
    const two = await someRow(world, ({ remoteId }) => remoteId === '8')
    await setOffline(world, true)
    await world.edit(two.id, { kind: 'set', field: 'lastName', from: two.fields.lastName, to: 'Моя' })
    await ask(world, 'crm.contact.update', { id: 7, fields: { LAST_NAME: 'Чужая' } })
    await ask(world, 'crm.contact.update', { id: 8, fields: { LAST_NAME: 'Чужая' } })
    await setOffline(world, false)

    await world.settle()

    expect((await world.row(one.id))?.fields.lastName).toBe('Чужая')
    expect(await world.problems()).toMatchObject([
      { kind: 'conflict', conflict: { rebased: { from: 'Чужая', to: 'Моя' } } },
    ])
  })

  test('stands beside one of the first CRM in one window', async () => {
    const world = await startPortalWorld()
    const other = await world.main().call('accounts/connect', keyOf(world.crm(), 'amocrm'))
    await eventually(async () => {
      const { statuses } = await world.main().call('app/describe', {})
      if (statuses.some(({ syncedAt }) => syncedAt === null || syncedAt === 0)) throw new Error('still pulling')
    })
    const rows = await world.rows()
    const of = (accountId: string) => rows.filter((row) => row.accountId === accountId)
    const [here, there] = [of(world.account.id)[0], of(other.id)[0]]
    if (here === undefined || there === undefined) throw new Error('no contacts')

    await world.edit(here.id, { kind: 'set', field: 'lastName', from: here.fields.lastName, to: 'Портальная' })
    await world.edit(there.id, { kind: 'set', field: 'lastName', from: there.fields.lastName, to: 'Аккаунтная' })
    await eventually(async () => {
      if ((await world.pendingCount()) > 0) throw new Error('still pushing')
    })

    expect([of(world.account.id).length, of(other.id).length]).toEqual([60, 60])
    expect((await stored(world, here))['LAST_NAME']).toBe('Портальная')
    expect((await world.demo().contacts([Number(there.remoteId)]))[0]?.last_name).toBe('Аккаунтная')
  })
})

async function countTagged(world: World, tag: string): Promise<number> {
  const pages = await Promise.all(
    [0, 50].map(async (start) => ask(world, 'crm.contact.list', { select: ['ID', 'UF_*'], start })),
  )
  return (pages.flat() as readonly Stored[]).filter((contact) =>
    ((contact['UF_CRM_KARTOTEKA_TAGS'] || []) as readonly unknown[]).includes(tag),
  ).length
}
