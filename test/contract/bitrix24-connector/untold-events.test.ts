import { describe, expect, test } from 'vitest'
import { column, COLLEAGUE, rows, webhookOf } from '../bitrix24/portal-session.ts'
import { boundFor, keptContacts, rename, renamed, startEventWorld, startTold } from './event-world.ts'

const go = new AbortController().signal
const MINUTE = 60_000

describe('a portal that tells nothing', () => {
  test.each([
    { name: 'a plan without them', switches: { extendedOffline: false }, userId: 1, reason: 'plan' },
    { name: 'a user who is no administrator', switches: {}, userId: COLLEAGUE, reason: 'rights' },
  ] as const)('for $name is asked, for changes and for ids', async ({ switches, userId, reason }) => {
    const world = await startEventWorld()
    await world.portal.turn(switches)
    const connector = await world.connect({ userId })
    const kept = keptContacts()
    await kept.pull(connector)
    await kept.pull(connector)
    world.pass(16 * MINUTE)
    await rename(world, 7, 'Иная')
    await world.colleague('delete', 'contact', [9])

    const told = await kept.pull(connector)

    expect(told).toEqual(['7', '-9'])
    expect(connector.noticing()).toEqual({ kind: 'asked', reason })
    expect(await boundFor(world)).toEqual([])
  })

  test('because a webhook calls is asked without a try', async () => {
    const world = await startEventWorld()
    const kept = keptContacts()
    const { url } = world.portal.crm.bitrix24
    const webhook = await webhookOf(world.portal, 1)
    const connector = await world.connect({ token: webhook.slice(`${url}/rest/`.length, -1) })

    await kept.pull(connector)
    await kept.pull(connector)

    expect(connector.noticing()).toEqual({ kind: 'asked', reason: 'webhook' })
    expect(world.methods().filter((method) => method.startsWith('event.'))).toEqual([])
  })

  test('from some day on is asked from then on, and told of again when it lets us', async () => {
    const world = await startTold()
    await world.portal.control('POST', '/bitrix24/users', { userId: 1, isAdmin: false })
    await rename(world, 7, 'Иная')
    const asked = await world.kept.pull(world.connector)
    const meanwhile = world.connector.noticing()
    await world.portal.control('POST', '/bitrix24/users', { userId: 1, isAdmin: true })
    world.pass(61 * MINUTE)
    await world.colleague('delete', 'contact', [9])

    const told = await world.kept.pull(world.connector)

    expect([asked, meanwhile]).toEqual([['7'], { kind: 'asked', reason: 'rights' }])
    expect(told).toContain('-9')
    expect(world.connector.noticing()).toEqual({ kind: 'told' })
  })
})

describe('what events leave out', () => {
  test('is found in lists: changes within a quarter of an hour, deletions within a day', async () => {
    const world = await startTold()
    // Nothing is told of what is done in the name of this installation: another with a copy of its profile, say.
    const unseen = { auth_connector: 'kartoteka-acc1' }
    await world.app('crm.contact.update', { id: 7, fields: { NAME: 'Тихо' }, ...unseen })
    await world.app('crm.contact.delete', { id: 9, ...unseen })
    const pullAfter = async (minutes: number) => {
      world.pass(minutes * MINUTE)
      return world.kept.pull(world.connector)
    }

    expect([await pullAfter(1), await pullAfter(15), await pullAfter(60), await pullAfter(24 * 60)]).toEqual([
      ...[[], ['7'], [], ['-9']],
    ])
  })

  test('because nothing was bound during the first pull is found by the next', async () => {
    const world = await startEventWorld({ contacts: 600 })
    const connector = await world.connect()
    const kept = keptContacts()
    await kept.pull(connector, { pages: 1 })
    await world.colleague('delete', 'contact', [9])
    world.pass(MINUTE)

    await kept.pull(connector)
    const bound = (await boundFor(world)).length
    const told = await kept.pull(connector)

    expect([bound > 0, connector.noticing()]).toEqual([true, { kind: 'told' }])
    expect(told).toEqual(['-9'])
  })

  test('because another window took it is read from lists by one whose cache is older', async () => {
    const world = await startTold()
    const older = keptContacts()
    older.cursor = world.kept.cursor
    await rename(world, 7, 'Иная')
    await world.kept.pull(world.connector)

    expect(await older.pull(world.connector)).toEqual(['7'])
  })

  test('while bindings were gone is found when they are made again', async () => {
    const world = await startTold()
    world.pass(9 * MINUTE)
    await world.connector.updateContacts([renamed(7, 'Отсюда')], go)
    world.pass(MINUTE)
    await world.kept.pull(world.connector)
    await world.app('event.unbind', {})
    await world.colleague('delete', 'contact', [9])
    world.pass(6 * MINUTE)

    const told = await world.kept.pull(world.connector)

    expect(told).toEqual(['-9'])
    expect((await boundFor(world)).length).toBeGreaterThan(0)
    await world.colleague('delete', 'contact', [10])
    expect(await world.kept.pull(world.connector)).toEqual(['-10'])
  })
})

describe('an account that is given up here', () => {
  test('is told nothing any more, and others are', async () => {
    const world = await startTold()
    await keptContacts().pull(await world.connect({ accountId: 'acc2' }))
    const other = keptContacts()
    const second = await world.connect({ accountId: 'acc2' })
    await other.pull(second)
    await other.pull(second)

    await world.connector.leave(go)

    expect(await boundFor(world)).toEqual([])
    expect(column(rows(await world.app('event.get')), 'connector_id')).toContain('kartoteka-acc2')
    await rename(world, 7, 'Иная')
    expect([await world.queue(), await world.queue('acc2')]).toEqual([[], [['ONCRMCONTACTUPDATE', 7, false]]])
  })
})
