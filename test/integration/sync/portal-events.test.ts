import { describe, expect, test } from 'vitest'
import { readDeal } from '#renderer/db/read-deal.ts'
import { toNeighbourId, type RemoteId } from '#shared/domain/ids.ts'
import { startProgram } from '#test/support/child-process.ts'
import { askPortal, type Stored } from '#test/support/portal-world.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'
import { noneBegun } from '#test/support/neighbours.ts'

const provider = 'bitrix24'

async function control(world: World, path: string, body: unknown): Promise<Stored> {
  const response = await fetch(`${world.crm().control}/bitrix24/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  return (await response.json()) as Stored
}

/** A world whose account is entered by an application, for an administrator unless somebody else is named. */
async function startToldWorld(userId = 1): Promise<World> {
  const world = await startWorld({ provider })
  const { url, clientId, clientSecret } = world.crm().bitrix24
  const { code } = await control(world, 'oauth-code', { userId })
  await world.main().call('accounts/connect-with-code', {
    ...{ provider, address: url, clientId, clientSecret, redirectUri: '', code: String(code) },
    accountId: world.account.id,
  })
  await world.settle()
  return world
}

/** Calls the portal as the application. */
async function app(world: World, method: string, params: Stored = {}): Promise<unknown> {
  const { access_token: auth } = await control(world, 'tokens', { userId: 1 })
  const response = await fetch(`${world.crm().bitrix24.url}/rest/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...params, auth }),
  })
  return ((await response.json()) as Stored)['result']
}

const boundCount = async (world: World) => ((await app(world, 'event.get')) as readonly unknown[]).length
const queue = (world: World) =>
  app(world, 'event.offline.list', { auth_connector: `kartoteka-${world.account.id}` }) as Promise<readonly Stored[]>

/** What anybody does who looks at the window again: the small lists are not asked for. */
const glance = (world: World) => world.main().call('sync/run', { accountId: null, reason: 'return' })

async function noticing(world: World) {
  const { accounts } = await world.main().call('app/describe', {})
  return accounts[0]?.noticing
}

const isGone = async (world: World, id: number) => (await world.row(world.id(id)))?.deletedAt !== undefined

const [CHANGED, DELETED] = [7, 9]
const byColleague = (world: World, action: 'edit' | 'delete', id: number, fields: Stored = {}) =>
  control(world, 'vendor', { action, entity: 'contact', ids: [id], fields, userId: 2 })

describe('what a colleague does in a portal that tells of it', () => {
  test('is in the window with the next glance: a change, a deletion', async () => {
    const world = await startToldWorld()

    await byColleague(world, 'edit', CHANGED, { LAST_NAME: 'Иная' })
    await byColleague(world, 'delete', DELETED)
    await glance(world)

    await eventually(async () => {
      expect((await world.row(world.id(CHANGED)))?.fields.lastName).toBe('Иная')
      expect(await isGone(world, DELETED)).toBe(true)
    })
    await eventually(async () => expect(await queue(world)).toEqual([]))
    expect(await noticing(world)).toEqual({ kind: 'told' })
  })

  test('to leads is in the window as soon as somebody asks: a new one, a change, a deletion', async () => {
    const world = await startToldWorld()
    const [changed, deleted] = (await askPortal(world, 'crm.lead.list')) as readonly Stored[]
    const lead = (id: unknown) =>
      readDeal(world.context().db, toNeighbourId('lead', world.account.id, String(id) as RemoteId))
    const nameOf = async (id: unknown) => (await lead(id))?.fields.name
    expect([await nameOf(deleted?.['ID'])]).toEqual([deleted?.['TITLE']])

    const act = (action: 'edit' | 'delete', of: Stored | undefined, fields: Stored = {}) =>
      control(world, 'vendor', { action, entity: 'lead', ids: [Number(of?.['ID'])], fields, userId: 2 })
    await act('edit', changed, { TITLE: 'Иначе' })
    await act('delete', deleted)
    const made = await askPortal(world, 'crm.lead.add', { fields: { TITLE: 'Новый' } })
    // A glance alone asks for what stands beside contacts once a minute.
    await world.main().call('sync/run', { accountId: null, reason: 'user' })

    await eventually(async () => {
      expect([await nameOf(changed?.['ID']), await nameOf(made)]).toEqual(['Иначе', 'Новый'])
      expect((await lead(deleted?.['ID']))?.isDeleted).toBe(true)
    })
    await eventually(async () => expect(await queue(world)).toEqual([]))
  })

  test('to the form is in the window as well: a new option can be chosen', async () => {
    const world = await startToldWorld()
    const fields = {
      FIELD_NAME: 'SIZE',
      USER_TYPE_ID: 'enumeration',
      LIST: [{ VALUE: 'S' }],
      EDIT_FORM_LABEL: 'Размер',
    }
    const options = async () => {
      const all = await world.context().db.fields.toArray()
      return all.find(({ name }) => name === 'Размер')?.options.map(({ value }) => value)
    }

    const id = await askPortal(world, 'crm.contact.userfield.add', { fields })
    await glance(world)
    await eventually(async () => expect(await options()).toEqual(['S']))
    await askPortal(world, 'crm.contact.userfield.update', { id, fields: { LIST: [{ VALUE: 'M' }] } })
    await glance(world)

    await eventually(async () => expect(await options()).toEqual(['S', 'M']))
  })

  test('is not confused with what was done here, and does not undo it', async () => {
    const world = await startToldWorld()
    const row = await world.row(world.id(CHANGED))
    await world.main().call('sync/set-offline', { isOffline: true })
    await world.edit(world.id(CHANGED), {
      kind: 'set',
      field: 'lastName',
      from: row?.fields.lastName ?? '',
      to: 'Отсюда',
    })
    await byColleague(world, 'edit', CHANGED, { POST: 'Директор' })

    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    expect([await world.problems(), await world.pendingCount(), await queue(world)]).toEqual([[], 0, []])
    const stored = (await askPortal(world, 'crm.contact.get', { id: CHANGED })) as Stored
    expect([stored['LAST_NAME'], stored['POST']]).toEqual(['Отсюда', 'Директор'])
    expect((await world.row(world.id(CHANGED)))?.fields.lastName).toBe('Отсюда')
  })

  test('is not lost when the app is killed between taking it and writing it down', async () => {
    const world = await startToldWorld()
    const { db } = world.context()
    const of = async (entity: string) => {
      const found = (await db.checkpoints.toArray()).find((checkpoint) => checkpoint.entity === entity)
      return found === undefined ? null : { cursor: found.cursor, isComplete: found.isComplete }
    }
    const checkpoints = {
      contacts: await of('contacts'),
      neighbours: { ...noneBegun, company: await of('company') },
    }
    let setApart: readonly Stored[] = []

    await world.restart({
      meanwhile: async () => {
        await byColleague(world, 'delete', DELETED)
        const program = startProgram(['test/support/app-killed-at-page.ts', world.folder, JSON.stringify(checkpoints)])
        await program.line((line) => line === 'writing')
        await program.kill('SIGKILL')
        setApart = await queue(world)
      },
    })

    expect(setApart).toMatchObject([
      { EVENT_NAME: 'ONCRMCONTACTDELETE', PROCESS_ID: expect.stringMatching(/\w{32}/) as string },
    ])
    await eventually(async () => expect(await isGone(world, DELETED)).toBe(true))
    await eventually(async () => expect(await queue(world)).toEqual([]))
  })
})

describe('an account that is told nothing', () => {
  test('says why, and is asked as before', async () => {
    const world = await startToldWorld(2)

    await byColleague(world, 'edit', CHANGED, { LAST_NAME: 'Иная' })
    await glance(world)

    await eventually(async () => expect((await world.row(world.id(CHANGED)))?.fields.lastName).toBe('Иная'))
    await eventually(async () => expect(await noticing(world)).toEqual({ kind: 'asked', reason: 'rights' }))
    expect(await boundCount(world)).toBe(0)
  })

  test('from its sign-out on leaves nothing behind in the portal', async () => {
    const world = await startToldWorld()
    const before = await boundCount(world)

    await world.main().call('accounts/sign-out', { accountId: world.account.id })

    expect([before > 0, await boundCount(world)]).toEqual([true, 0])
  })
})
