import { describe, expect, test } from 'vitest'
import type { NeighbourPort } from '#core/connectors/neighbour-port.ts'
import { toEntityId, type CompanyId, type RemoteId } from '#shared/domain/ids.ts'
import type { Deal } from '#shared/domain/neighbour.ts'
import { asCreate } from '#test/support/neighbours.ts'
import { accountId, remoteId, startAmocrmWorld } from './amocrm-world.ts'

const someDeal = (companyId: CompanyId | null = null): Deal => ({
  kind: 'deal',
  fields: {
    ...{ name: 'Order', price: 0, stage: null, responsibleId: null },
    ...{ contactIds: [], mainContactId: null, companyId },
  },
})

/** A deal that has no company yet. */
async function startWorld() {
  const world = await startAmocrmWorld({ contacts: 5 })
  const port: NeighbourPort | undefined = world.connector.neighbours.deal
  const [made] = (await port?.create([asCreate(someDeal())], world.signal)) ?? []
  if (port === undefined || made?.kind !== 'applied') throw new Error('no deal')
  const id: RemoteId = made.remoteId
  const companyNow = async () => {
    const deal = (await port.read([id], world.signal)).get(id)
    return deal?.kind === 'deal' ? deal.fields.companyId : null
  }
  return { ...world, port, id, companyNow }
}

describe('the company of a deal', () => {
  test('is linked, replaced and taken off, by links of the deal, and told by the next pull', async () => {
    const world = await startWorld()
    const [first, second] = [
      await world.connector.ensureCompany('First Ltd', world.signal),
      await world.connector.ensureCompany('Second Ltd', world.signal),
    ]
    const told: (string | null)[] = []
    let before = someDeal()
    for (const companyId of [first.id, second.id, null]) {
      const record = someDeal(companyId)
      const results = await world.port.update(
        [{ remoteId: world.id, record, before, fields: ['companyId'] }],
        world.signal,
      )
      expect(results.map(({ kind }) => kind)).toEqual(['applied'])
      before = record
      told.push(await world.companyNow())
    }

    expect(told).toEqual([first.id, second.id, null])
  })

  test('that the CRM does not have is refused at its field', async () => {
    const world = await startWorld()
    const record = someDeal(toEntityId<CompanyId>(accountId, remoteId(999_999_999)))

    const results = await world.port.update([{ remoteId: world.id, record, fields: ['companyId'] }], world.signal)

    expect(results).toMatchObject([{ kind: 'rejected', field: 'neighbour:companyId' }])
  })
})
