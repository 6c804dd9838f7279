import { expect, test } from 'vitest'
import { keepLinkedNames, readLinkedNames } from '#renderer/db/linked-names.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { LinkedRef } from '#shared/domain/linked.ts'
import { startWorld } from '#test/support/sync-world.ts'

const drill: LinkedRef = { kind: 'element', id: '525439' as RemoteId, catalogId: '4521' as RemoteId }
const nobody: LinkedRef = { kind: 'customer', id: '1' as RemoteId, catalogId: null }

test('names are told by the CRM, kept on this computer, and left as they are when it tells them no more', async () => {
  const world = await startWorld()
  const accountId = world.account.id
  const refs = [drill, nobody]
  const namesHere = async () =>
    (await readLinkedNames(world.context().db, accountId, refs)).map((row) => row?.name ?? null)
  const before = await namesHere()

  const { names } = await world.main().call('contacts/read-names', { accountId, refs })
  const told = names.map(({ ref, name }) => ({ ...ref, name }))
  await keepLinkedNames(world.context(), accountId, refs, told)
  const after = await namesHere()
  await keepLinkedNames(world.context(), accountId, refs, [])

  expect([before, after]).toEqual([
    [null, null],
    ['Шуруповёрт аккумуляторный 18 В', ''],
  ])
  expect(await namesHere()).toEqual(after)
})

test('the trash is what colleagues have deleted, and not asked for while the user works offline', async () => {
  const world = await startWorld()
  const [one] = await world.rows()
  if (one?.remoteId === undefined) throw new Error('nobody there')
  await world.demo().vendor({ action: 'delete', entity: 'contacts', ids: [Number(one.remoteId)] })
  const ask = () => world.main().call('contacts/list-deleted', { accountId: world.account.id })

  const { contacts } = await ask()

  expect(contacts.map(({ remoteId }) => remoteId)).toContain(one.remoteId)
  await world.main().call('sync/set-offline', { isOffline: true })
  await expect(ask()).rejects.toMatchObject({ code: 'offline' })
})
