import { describe, expect, test } from 'vitest'
import { toSupportBundle } from '#renderer/composables/support-bundle.ts'
import { readStorageFigures } from '#renderer/db/read-storage-figures.ts'
import type { StoredContact } from '#test/support/demo-control.ts'
import { findIdLeaks, findLeaks, personalDataOf } from '#test/support/personal-data.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const isPlain = ({ trashed, name, first_name: first, last_name: last }: StoredContact) =>
  !trashed && /^\p{L}+$/u.test(first) && /^\p{L}+$/u.test(last) && name === `${first} ${last}`

async function bundleOf(world: World): Promise<string> {
  const diagnostics = await world.main().call('diagnostics/read', {})
  const storage = await readStorageFigures(world.context().db)
  return toSupportBundle(diagnostics, {
    ...{ isStore: true, language: 'en', theme: 'dark', columns: ['phone'], browser: 'Chrome/140' },
    storage: { ...storage, usedBytes: 1, quotaBytes: 2, isPersistent: true },
  })
}

/** A sync that has seen everything: pulled, pushed, refused, in conflict, and cut off with edits in line. */
async function startUsedWorld(): Promise<World> {
  const world = await startWorld({ contacts: 40 })
  const [first, second] = (await world.demo().contacts()).filter(isPlain)
  if (first === undefined || second === undefined) throw new Error('the demo CRM has no contacts')
  await world.edit(world.id(first.id), { kind: 'set', field: 'firstName', from: first.first_name, to: 'Recognisable' })
  await world.settle()
  await world.demo().faults([{ kind: 'status', status: 503, path: '/contacts', method: 'PATCH', times: 1 }])
  await world.edit(world.id(second.id), { kind: 'tag', op: 'add', tag: 'Confidential matter' })
  await world.settle()
  await world.cutNetwork()
  await world.edit(world.id(second.id), { kind: 'set', field: 'lastName', from: second.last_name, to: 'Unmistakable' })
  await world.main().call('sync/run', { accountId: null, reason: 'user' })
  await eventually(async () => expect(await world.phase()).toMatchObject({ kind: 'waiting' }))
  return world
}

/** Between two attempts: each of them is a push for a moment. */
async function bundleWhileCutOff(world: World): Promise<Record<string, never>> {
  let bundle: Record<string, never> = {}
  await eventually(async () => {
    bundle = JSON.parse(await bundleOf(world)) as Record<string, never>
    expect(bundle).toMatchObject({ accounts: [{ phase: { kind: 'waiting' } }] })
  })
  return bundle
}

describe('the support bundle', () => {
  test('tells where everything stands', async () => {
    const world = await startUsedWorld()

    const bundle = await bundleWhileCutOff(world)
    await world.mendNetwork()

    expect(bundle).toMatchObject({
      format: 'kartoteka-support-1',
      storage: { contacts: 40 },
      accounts: [
        {
          account: 1,
          phase: { kind: 'waiting', error: { code: 'offline', reason: 'refused' } },
          queue: { edits: 1, pending: 1, setAside: 0 },
          outbox: [{ state: 'pending', count: 1 }],
          budget: { requests: 200, perMs: 1_000 },
        },
      ],
    })
    const [account] = bundle['accounts'] as unknown as [{ requests: Record<string, unknown>[]; checkpoints: unknown[] }]
    expect(account.checkpoints).toHaveLength(6)
    expect(account.requests.map(({ status, path }) => `${String(path)} ${String(status)}`)).toEqual(
      expect.arrayContaining(['/api/v4/account 200', '/api/v4/contacts 200', '/api/v4/contacts/{…} 503']),
    )
    expect(account.requests.at(-1)).toMatchObject({ status: null, failure: 'offline: refused' })
  })

  test('contains no secret, no name, no phone, no address and no id of a contact', async () => {
    const world = await startUsedWorld()
    const contacts = (await world.rows()).map(({ id }) => id)

    const text = await bundleOf(world)
    await world.mendNetwork()
    const stored = await world.demo().contacts()

    const own = ['Recognisable', 'Unmistakable', 'Confidential matter', world.account.name, world.account.address]
    const secrets = [world.secret(), world.secret().slice(0, 12), world.account.address.split(':')[1] ?? '']
    expect(personalDataOf(stored).length).toBeGreaterThan(100)
    expect(findLeaks(text, [...personalDataOf(stored), ...own, ...secrets])).toEqual([])
    expect(findIdLeaks(text, stored)).toEqual([])
    expect(contacts.filter((id) => text.includes(id))).toEqual([])
  })
})
