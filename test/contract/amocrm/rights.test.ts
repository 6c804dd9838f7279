import { describe, expect, test } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import type { ContactUpdate } from '#core/connectors/contact-writes.ts'
import { toEntityId, type RemoteId, type UserId } from '#shared/domain/ids.ts'
import { demoUsers } from '#test/support/demo-control.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { accountId, remoteId, someCreate, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const { admin, colleague, otherGroup } = demoUsers
const userId = (id: number): UserId => toEntityId(accountId, remoteId(id))

/** A connector with the token of a user who is no administrator. */
async function connectColleague(world: AmocrmWorld, contacts: Readonly<Record<string, string>>): Promise<Connector> {
  await world.control.allow(colleague, { contacts })
  return world.reconnect({ token: await world.control.newToken(colleague) })
}

/** A contact that each of these answers for. */
async function contactsOf(world: AmocrmWorld, owners: readonly number[]): Promise<readonly RemoteId[]> {
  const items = owners.map((owner, at) => someCreate(at, { firstName: 'Own', responsibleId: userId(owner) }))
  const results = await world.connector.createContacts(items, world.signal)
  return results.map((result) => (result.kind === 'applied' ? result.remoteId : remoteId(0)))
}

const rename = (id: RemoteId, firstName: string): ContactUpdate => ({
  remoteId: id,
  patch: { names: { firstName, lastName: '' }, addTags: [], removeTags: [] },
})

describe('the rights of a user', () => {
  test('are everything for an administrator', async () => {
    const { connector, signal } = await startAmocrmWorld({ contacts: 1 })

    const rights = await connector.readRights(signal)

    const all = { kind: 'all' }
    const everything = { view: all, edit: all, delete: all, export: all, add: true }
    const kinds = { contacts: everything, deals: everything, tasks: everything, companies: everything }
    expect(rights).toEqual({ isAdmin: true, ...kinds })
  })

  test('are told by the letters of the vendor: own contacts, no adding, no deleting', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const connector = await connectColleague(world, { view: 'all', edit: 'own', add: 'none' })

    const rights = await connector.readRights(world.signal)

    expect(rights).toMatchObject({
      isAdmin: false,
      contacts: {
        view: { kind: 'all' },
        edit: { kind: 'of', userIds: [userId(colleague)], mayBeMore: false },
        delete: { kind: 'none' },
        export: { kind: 'none' },
        add: false,
      },
    })
  })

  test('are told for deals, tasks and companies as well, each by letters of its own', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const given = { leads: { edit: 'none', add: 'none' }, tasks: { edit: 'own' }, companies: { add: 'none' } }
    await world.control.allow(colleague, given)
    const connector = world.reconnect({ token: await world.control.newToken(colleague) })

    const rights = await connector.readRights(world.signal)

    expect(rights).toMatchObject({
      contacts: { edit: { kind: 'all' }, add: true },
      deals: { edit: { kind: 'none' }, add: false },
      tasks: { edit: { kind: 'of', userIds: [userId(colleague)], mayBeMore: false }, add: true },
      companies: { edit: { kind: 'all' }, add: false },
    })
  })

  test('reach the whole group where its members can be read, else the vendor decides', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const connector = await connectColleague(world, { edit: 'group' })

    const hidden = (await connector.readRights(world.signal)).contacts?.edit
    await world.switches({ usersAdminOnly: false })
    const shown = (await connector.readRights(world.signal)).contacts?.edit

    expect(hidden).toEqual({ kind: 'of', userIds: [userId(colleague)], mayBeMore: true })
    expect(shown).toMatchObject({ kind: 'of', mayBeMore: false })
    const members = shown?.kind === 'of' ? shown.userIds : []
    expect([admin, colleague, otherGroup].map((id) => members.includes(userId(id)))).toEqual([true, true, false])
  })

  test('may always be more where what hangs on own leads counts in', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const connector = await connectColleague(world, { edit: 'linked' })

    const { contacts } = await connector.readRights(world.signal)

    expect(contacts?.edit).toEqual({ kind: 'of', userIds: [userId(colleague)], mayBeMore: true })
  })

  test('are those of no administrator where a user may not even read themselves', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    await world.control.faults([
      { kind: 'status', status: 403, path: '/api/v4/users', body: { title: 'Forbidden', status: 403 } },
    ])

    expect(await world.connector.readRights(world.signal)).toEqual({ isAdmin: false, contacts: null })
  })

  test.each([
    ['unknown where the vendor tells none', undefined, null],
    ['as if nothing were held back where the vendor writes an empty list', { is_admin: false, contacts: [] }, 'all'],
  ])('are %s', async (_, rights, edit) => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const body = { id: 1, name: 'Somebody', rights }
    await world.control.faults([{ kind: 'status', status: 200, path: '/api/v4/users/*', body }])

    const { contacts } = await world.connector.readRights(world.signal)

    expect(contacts?.edit.kind ?? null).toBe(edit)
  })
})

describe('the users whom a user who is no administrator may read', () => {
  test('are themselves, so that own contacts have a name', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const connector = await connectColleague(world, {})

    const users = await connector.pullUsers(world.signal)

    expect(users.map(({ id, isActive }) => ({ id, isActive }))).toEqual([{ id: userId(colleague), isActive: true }])
  })

  test('are none where the vendor does not even tell them who they are', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const body = { title: 'Forbidden', status: 403 }
    await world.control.faults([{ kind: 'status', status: 403, path: '/api/v4/users', body }])

    expect(await world.connector.pullUsers(world.signal)).toEqual([])
  })
})

describe('a write that the rights of the user do not allow', () => {
  test('sets its contact aside and lets the others of the batch through', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const owners = [colleague, admin, colleague, otherGroup, colleague]
    const ids = await contactsOf(world, owners)
    const connector = await connectColleague(world, { view: 'all', edit: 'own' })

    const results = await connector.updateContacts(
      ids.map((id) => rename(id, 'Changed')),
      world.signal,
    )

    const isOwn = owners.map((owner) => owner === colleague)
    expect(results.map(({ kind }) => kind)).toEqual(isOwn.map((own) => (own ? 'applied' : 'rejected')))
    expect(results[1]).toEqual({ kind: 'rejected', field: null, reason: 'forbidden', message: '' })
    const stored = await world.control.contacts(ids.map(Number))
    const names = new Map(stored.map(({ id, first_name }) => [String(id), first_name]))
    expect(ids.map((id) => names.get(id))).toEqual(isOwn.map((own) => (own ? 'Changed' : 'Own')))
  })

  test('refuses a new contact', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const connector = await connectColleague(world, { add: 'none' })

    const results = await connector.createContacts([someCreate(1, { firstName: 'New' })], world.signal)

    expect(results).toEqual([{ kind: 'rejected', field: null, reason: 'forbidden', message: '' }])
  })

  test('refuses a company for a contact of somebody else, and leaves own ones alone', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const [own, theirs] = (await contactsOf(world, [colleague, admin])) as [RemoteId, RemoteId]
    const company = await world.connector.ensureCompany('Acme', world.signal)
    const companyId = company.remoteId ?? remoteId(0)
    const connector = await connectColleague(world, { view: 'all', edit: 'own' })

    const links = [own, theirs].map((contactId) => ({ contactId, companyId }))
    const results = await connector.linkCompanies(links, world.signal)

    expect(results.map(({ kind }) => kind)).toEqual(['applied', 'rejected'])
    expect(results[1]).toMatchObject({ field: 'company', reason: 'forbidden' })
  })

  test('stops the account where it is the token that lacks a right', async () => {
    const world = await startAmocrmWorld({ contacts: 1 })
    const [id] = (await contactsOf(world, [admin])) as [RemoteId]
    const body = { title: 'Forbidden', type: 'https://httpstatus.es/403', status: 403, detail: 'Invalid scope' }
    await world.control.faults([{ kind: 'status', status: 403, method: 'PATCH', body }])

    const failure = await failureOf(world.connector.updateContacts([rename(id, 'Changed')], world.signal))

    expect(failure).toMatchObject({ code: 'auth/denied', details: { reason: 'scope', reached: false } })
  })
})
