import { describe, expect, test, vi } from 'vitest'
import { applyNeighbours } from '#renderer/db/apply-neighbours.ts'
import { noDealFilters, type DealQuery } from '#renderer/search/deal-query.ts'
import { toNeighbourId, type NeighbourId, type RemoteId } from '#shared/domain/ids.ts'
import type { DealFields, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { account, contactId } from '#test/support/cache-base.ts'
import { applyNames, someSearch } from '#test/support/search-base.ts'

const dealId = (n: number): NeighbourId => toNeighbourId('deal', account, String(n) as RemoteId)
const query = (text: string): DealQuery => ({
  ...{ kind: 'deal', text, filters: noDealFilters },
  sort: { by: 'name', direction: 'asc' },
})

function remoteDeal(n: number, fields: Partial<DealFields> = {}): RemoteNeighbour {
  return {
    ...{ kind: 'deal', id: dealId(n), remoteId: String(n) as RemoteId, accountId: account },
    fields: {
      ...{ name: `Deal ${n}`, price: n, stage: null, responsibleId: null },
      ...{ contactIds: [], mainContactId: null, companyId: null },
      ...fields,
    },
    ...{ createdAt: 1, createdBy: null, updatedAt: n, updatedBy: null },
  }
}

const checkpoint = { cursor: 'a', isComplete: true }
type SearchWorld = ReturnType<typeof someSearch>
const applyDeals = ({ context }: SearchWorld, ...deals: RemoteNeighbour[]) =>
  applyNeighbours(context, {
    ...{ accountId: account, kind: 'deal', checkpoint },
    changes: deals.map((neighbour) => ({ kind: 'upsert', neighbour })),
  })

describe('the search for deals', () => {
  test('finds deals by the names of their contacts, and follows when one is renamed', async () => {
    const world = someSearch()
    await applyNames(world.context, { 5: 'Anna' })
    await applyDeals(
      world,
      remoteDeal(1, { contactIds: [contactId('5')], mainContactId: contactId('5') }),
      remoteDeal(2),
    )
    world.search.start('en')

    const before = await world.search.findDeals(query('anna'))
    await applyNames(world.context, { 5: 'Zoë' })

    expect(before.ids).toEqual([dealId(1)])
    await vi.waitFor(async () => {
      const [old, now] = [await world.search.findDeals(query('anna')), await world.search.findDeals(query('zoe'))]
      expect([old.ids, now.ids]).toEqual([[], [dealId(1)]])
    })
  })

  test('tells when a page brings more, and drops what the CRM has deleted', async () => {
    const world = someSearch()
    await applyDeals(world, remoteDeal(1))
    world.search.start('en')
    const first = await world.search.findDeals(query(''))
    const told = vi.fn()
    world.search.onDealsChanged(told)

    await applyDeals(world, remoteDeal(2))
    await applyNeighbours(world.context, {
      ...{ accountId: account, kind: 'deal', checkpoint },
      changes: [{ kind: 'delete', id: dealId(1) }],
    })

    await vi.waitFor(async () => {
      expect((await world.search.findDeals(query(''))).ids).toEqual([dealId(2)])
      expect(told).toHaveBeenCalled()
    })
    expect(first.ids).toEqual([dealId(1)])
  })

  test('has all of ten thousand deals', async () => {
    const world = someSearch()
    await applyDeals(world, ...Array.from({ length: 10_000 }, (_, n) => remoteDeal(n + 1)))
    world.search.start('en')

    const [all, some] = [await world.search.findDeals(query('')), await world.search.findDeals(query('deal 999'))]

    expect([all.ids.length, some.ids.length]).toEqual([10_000, 19])
  })
})
