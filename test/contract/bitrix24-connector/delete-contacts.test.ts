import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/errors/app-error.ts'
import { add, TRAINEE, webhookOf } from '../bitrix24/portal-session.ts'
import { remoteId, startContactWorld } from './contact-world.ts'

describe('contacts that are deleted', () => {
  test('are gone from the portal, and deleting them again finds them gone', async () => {
    const { ports, portal, signal } = await startContactWorld()
    const ids = [await add(portal, 'contact', { NAME: 'Анна' }), await add(portal, 'contact', { NAME: 'Борис' })]

    const first = await ports.deleteContacts?.(ids.map(remoteId), signal)
    const again = await ports.deleteContacts?.(ids.map(remoteId), signal)

    const left = await portal.result('crm.contact.list', { filter: { ID: ids } })
    expect(first).toEqual(ids.map((id) => ({ kind: 'applied', remoteId: String(id), updatedAt: null })))
    expect(again).toEqual([{ kind: 'gone' }, { kind: 'gone' }])
    expect(left).toEqual([])
  })

  test('go fifty in a request, one that is refused holds up no other', async () => {
    const world = await startContactWorld()
    const { ports, portal, signal } = world
    const ids: number[] = []
    for (let at = 0; at < 60; at++) ids.push(await add(portal, 'contact', { NAME: `N${at}` }))
    world.requestCount()

    const results = await ports.deleteContacts?.([remoteId(999_999), ...ids.map(remoteId)], signal)

    expect(results?.map(({ kind }) => kind)).toEqual(['gone', ...ids.map(() => 'applied')])
    // Two to delete, one to see that what was refused is not there.
    expect(world.requestCount()).toBe(3)
  })

  test('may have gone although the answer was lost: asked again, they are found gone', async () => {
    const { ports, portal, signal } = await startContactWorld()
    const id = await add(portal, 'contact', { NAME: 'Анна' })
    await portal.control('POST', '/faults', [{ kind: 'reset-after-commit', path: 'batch', times: 1 }])

    const lost = ports.deleteContacts?.([remoteId(id)], signal)
    await expect(lost).rejects.toBeInstanceOf(AppError)
    const again = await ports.deleteContacts?.([remoteId(id)], signal)

    expect(again).toEqual([{ kind: 'gone' }])
  })

  test('are refused where the user may not delete them, and stay', async () => {
    const { portsBy, portal, signal } = await startContactWorld()
    const id = await add(portal, 'contact', { NAME: 'Анна', ASSIGNED_BY_ID: 1 })
    await portal.control('POST', '/bitrix24/users', { userId: TRAINEE, rights: { read: 'all' } })
    const ports = portsBy({ webhook: await webhookOf(portal, TRAINEE, ['crm', 'user']) })

    const [result] = (await ports.deleteContacts?.([remoteId(id)], signal)) ?? []

    const left = (await portal.result('crm.contact.list', { filter: { ID: id } })) as readonly unknown[]
    expect([result, left.length]).toMatchObject([{ kind: 'rejected', field: 'contact', reason: 'forbidden' }, 1])
  })
})
