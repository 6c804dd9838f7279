import { describe, expect, test } from 'vitest'
import { editNeighbour } from '#renderer/db/edit-neighbour.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import { readDeal } from '#renderer/db/read-deal.ts'
import {
  toEntityId,
  toNeighbourId,
  type CompanyId,
  type ContactId,
  type RemoteId,
  type SaleKind,
} from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { memberField } from '#shared/domain/neighbour.ts'
import { askPortal, breakPortal, startPortalWorld, type Stored } from '#test/support/portal-world.ts'
import type { World } from '#test/support/sync-world.ts'

const setOffline = (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })

async function arrive(world: World): Promise<void> {
  await setOffline(world, false)
  await world.settle()
}

/** What a record is linked with in the portal, in its order, the primary one marked. */
async function linked(world: World, method: string, id: unknown): Promise<readonly string[]> {
  const links = (await askPortal(world, `${method}.items.get`, { id })) as readonly Stored[]
  return links
    .toSorted((a, b) => Number(a['SORT']) - Number(b['SORT']))
    .map((link) => `${String(link['COMPANY_ID'] ?? link['CONTACT_ID'])}${link['IS_PRIMARY'] === 'Y' ? '*' : ''}`)
}

async function undoAll(world: World, mutations: readonly Mutation[]): Promise<void> {
  for (const mutation of mutations) await undoMutation(world.context(), world.main(), mutation, new Set())
}

describe('all companies of a contact, taken off as one action', () => {
  const COMPANIES = 'crm.contact.company'
  const company = ({ account }: World, n: number): CompanyId => toEntityId<CompanyId>(account.id, String(n) as RemoteId)

  async function begin(): Promise<{ readonly world: World; readonly id: ContactId }> {
    const world = await startPortalWorld()
    const id = world.id(5)
    const items = [3, 1, 2].map((n, at) => ({ COMPANY_ID: n, SORT: (at + 1) * 10, IS_PRIMARY: at === 0 ? 'Y' : 'N' }))
    await askPortal(world, `${COMPANIES}.items.set`, { id: 5, items })
    await world.main().call('contacts/refresh', { contactId: id })
    await setOffline(world, true)
    return { world, id }
  }

  /** As the card does it. */
  async function removeAll(world: World, id: ContactId): Promise<readonly Mutation[]> {
    const done: Mutation[] = []
    for (const n of [3, 1, 2])
      done.push(await world.edit(id, { kind: 'company', from: company(world, n), to: null, exclusive: false }))
    return done
  }

  test('offline, over a restart, are off in the CRM', async () => {
    const { world, id } = await begin()

    await removeAll(world, id)
    const before = (await world.row(id))?.fields.companyIds
    await world.restart()
    await arrive(world)

    expect([before, (await world.row(id))?.fields.companyIds, await linked(world, COMPANIES, 5)]).toEqual([[], [], []])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('leave the one that a colleague has linked meanwhile', async () => {
    const { world, id } = await begin()
    await removeAll(world, id)
    await askPortal(world, `${COMPANIES}.add`, { id: 5, fields: { COMPANY_ID: 4 } })

    await arrive(world)
    await world.settle()

    expect(await linked(world, COMPANIES, 5)).toEqual(['4*'])
    expect((await world.row(id))?.fields.companyIds).toEqual([company(world, 4)])
    expect(await world.problems()).toEqual([])
  })

  test('come back in their order by undo, before and after the CRM has heard', async () => {
    const { world, id } = await begin()
    await undoAll(world, await removeAll(world, id))
    const unsent = (await world.row(id))?.fields.companyIds.map((one) => one.split('.').at(-1))
    const sent = await removeAll(world, id)
    await arrive(world)
    const between = await linked(world, COMPANIES, 5)

    await undoAll(world, sent)
    await world.settle()

    expect([unsent, between, await linked(world, COMPANIES, 5)]).toEqual([['3', '1', '2'], [], ['3*', '1', '2']])
  })

  test('are off once although the answer was lost', async () => {
    const { world, id } = await begin()
    await removeAll(world, id)
    await breakPortal(world, [{ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 3 }])

    await arrive(world)

    expect([await linked(world, COMPANIES, 5), await world.pendingCount(), await world.problems()]).toEqual([[], 0, []])
  })
})

describe.each(['deal', 'lead'] as const)('all contacts of a %s, taken off as one action', (kind: SaleKind) => {
  const method = `crm.${kind}.contact`

  async function begin() {
    const world = await startPortalWorld()
    const fields = { TITLE: 'Поставка', CONTACT_IDS: [7, 5, 6] }
    const remoteId = String(await askPortal(world, `crm.${kind}.add`, { fields })) as RemoteId
    await world.settle()
    await setOffline(world, true)
    const id = toNeighbourId(kind, world.account.id, remoteId)
    /** As the card does it. */
    async function removeAll(): Promise<readonly Mutation[]> {
      const deal = await readDeal(world.context().db, id)
      const members = (deal?.contacts ?? []).map(({ memberId }) => [memberField(memberId), false] as const)
      const done: Mutation[] = []
      for (const [field, to] of [['mainContactId', null] as const, ...members])
        done.push(await world.accept(await editNeighbour(world.context(), id, field, to)))
      return done
    }
    const shown = async () => (await readDeal(world.context().db, id))?.contacts.length
    return { world, remoteId, removeAll, shown }
  }

  test('offline, over a restart, are off in the CRM', async () => {
    const { world, remoteId, removeAll, shown } = await begin()

    await removeAll()
    const before = await shown()
    await world.restart()
    await arrive(world)

    expect([before, await shown(), await linked(world, method, remoteId)]).toEqual([0, 0, []])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('leave whom a colleague has added meanwhile', async () => {
    const { world, remoteId, removeAll, shown } = await begin()
    await removeAll()
    await askPortal(world, `${method}.add`, { id: remoteId, fields: { CONTACT_ID: 9 } })

    await arrive(world)
    await world.settle()

    expect([await linked(world, method, remoteId), await shown()]).toEqual([['9*'], 1])
    expect(await world.problems()).toEqual([])
  })

  test('come back by undo, before and after the CRM has heard, the main one as such', async () => {
    const { world, remoteId, removeAll, shown } = await begin()
    await undoAll(world, await removeAll())
    const unsent = await shown()
    const sent = await removeAll()
    await arrive(world)
    const between = await linked(world, method, remoteId)

    await undoAll(world, sent)
    await world.settle()

    expect([unsent, between]).toEqual([3, []])
    expect((await linked(world, method, remoteId)).toSorted()).toEqual(['5', '6', '7*'])
    expect(await world.problems()).toEqual([])
  })
})
