import { describe, expect, test } from 'vitest'
import { editNeighbour } from '#renderer/db/edit-neighbour.ts'
import { readDeal } from '#renderer/db/read-deal.ts'
import { toNeighbourId, type RemoteId, type SaleKind } from '#shared/domain/ids.ts'
import { memberField } from '#shared/domain/neighbour.ts'
import { askPortal, startPortalWorld, type Stored } from '#test/support/portal-world.ts'

describe.each(['deal', 'lead'] as const)('contacts of a %s of the second CRM, on an offline day', (kind: SaleKind) => {
  async function begin() {
    const world = await startPortalWorld()
    const fields = { TITLE: 'Поставка', CONTACT_IDS: [7, 5, 6] }
    const remoteId = String(await askPortal(world, `crm.${kind}.add`, { fields })) as RemoteId
    await world.settle()
    await world.main().call('sync/set-offline', { isOffline: true })
    const id = toNeighbourId(kind, world.account.id, remoteId)
    const edit = async (field: string, to: string | boolean) =>
      world.accept(await editNeighbour(world.context(), id, field, to))
    async function arrive(): Promise<void> {
      await world.main().call('sync/set-offline', { isOffline: false })
      await world.settle()
    }
    /** In the portal: their numbers, the main one marked. */
    async function linked(): Promise<readonly string[]> {
      const links = (await askPortal(world, `crm.${kind}.contact.items.get`, { id: remoteId })) as readonly Stored[]
      return links.map((link) => `${String(link['CONTACT_ID'])}${link['IS_PRIMARY'] === 'Y' ? '*' : ''}`).toSorted()
    }
    /** The same on the device. */
    async function shown(): Promise<readonly string[]> {
      const { contacts = [] } = (await readDeal(world.context().db, id)) ?? {}
      return contacts.map(({ memberId, isMain }) => `${memberId.split('.').at(-1)}${isMain ? '*' : ''}`).toSorted()
    }
    return { world, remoteId, edit, arrive, linked, shown }
  }

  test('one is added, one taken off, and another becomes the main one: so it is there, over a restart', async () => {
    const { world, edit, arrive, linked, shown } = await begin()

    await edit(memberField(world.id(9)), true)
    await edit(memberField(world.id(5)), false)
    await edit('mainContactId', world.id(6))
    const before = await shown()
    await world.restart()
    await arrive()

    expect([before, await shown(), await linked()]).toEqual([
      ['6*', '7', '9'],
      ['6*', '7', '9'],
      ['6*', '7', '9'],
    ])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('whom a colleague has added or taken off meanwhile stays so', async () => {
    const { world, remoteId, edit, arrive, linked, shown } = await begin()
    await edit(memberField(world.id(9)), true)
    await askPortal(world, `crm.${kind}.contact.add`, { id: remoteId, fields: { CONTACT_ID: 4 } })
    await askPortal(world, `crm.${kind}.contact.delete`, { id: remoteId, fields: { CONTACT_ID: 6 } })

    await arrive()
    await world.settle()

    expect([await shown(), await linked()]).toEqual([
      ['4', '5', '7*', '9'],
      ['4', '5', '7*', '9'],
    ])
    expect(await world.problems()).toEqual([])
  })
})
