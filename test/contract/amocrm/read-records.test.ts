import type { Connector } from '#core/connectors/connector.ts'
import type { RemoteNeighbourChange } from '#core/connectors/neighbour-port.ts'
import type { Cursor } from '#core/connectors/pull-page.ts'
import { describe, expect, test } from 'vitest'
import type { DemoCrm } from '#demo-crm/server.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { linkedIn, type LinkedKind } from '#shared/domain/linked.ts'
import { accountId, drain, startAmocrmWorld } from './amocrm-world.ts'

type Rows = readonly { readonly id: number }[]
interface Linked {
  readonly _embedded: { readonly leads: Rows; readonly customers: Rows; readonly catalog_elements: Rows }
}

const ask = async ({ amocrm }: DemoCrm, path: string): Promise<Linked> => {
  const response = await fetch(`${amocrm.url}/api/v4${path}`, { headers: { authorization: `Bearer ${amocrm.token}` } })
  return (await response.json()) as Linked
}
const idsIn = (rows: Rows) => rows.map(({ id }) => String(id))

function companiesOf({ neighbours }: Connector) {
  if (neighbours.company === undefined) throw new Error('no companies')
  return neighbours.company
}
const told = (change: RemoteNeighbourChange) => (change.kind === 'upsert' ? [change.neighbour] : [])

describe('pulling companies', () => {
  test('brings all of them, then those that were renamed', async () => {
    const { connector, control, signal, crm } = await startAmocrmWorld({ contacts: 600 })
    const pull = (cursor: Cursor | null) => drain(companiesOf(connector).pull(cursor, signal))
    const first = await pull(null)
    const companies = first.flatMap(({ items }) => items).flatMap(told)
    const [renamed] = companies
    const id = Number(renamed?.remoteId)
    await control.vendor({ action: 'edit', entity: 'companies', ids: [id], fields: { name: 'ООО «Новое имя»' } })

    const cursor = first.at(-1)?.cursor ?? null
    const changes = (await pull(cursor)).flatMap(({ items }) => items).flatMap(told)

    const stored = (await (await fetch(`${crm.control}/records/companies`)).json()) as { name: string }[]
    expect(companies).toHaveLength(stored.length)
    expect(changes).toContainEqual(
      expect.objectContaining({
        ...{ id: `${accountId}.company.${id}`, accountId, remoteId: String(id) },
        fields: expect.objectContaining({ companyId: `${accountId}.${id}`, name: 'ООО «Новое имя»' }) as unknown,
      }),
    )
  })
})

describe('reading contacts by id', () => {
  test.each([{ apiFilter: true }, { apiFilter: false }])(
    'tells what hangs on each, as a pull does (filters: $apiFilter)',
    async (switches) => {
      const { connector, control, crm, signal } = await startAmocrmWorld({ contacts: 120, switches })
      const ids = (await control.contacts()).filter(({ trashed }) => !trashed).map(({ id }) => String(id) as RemoteId)

      const read = await connector.readContacts(ids, signal)
      const pulled = (await drain(connector.pullContacts(null, signal))).flatMap(({ items }) => items)

      const told = await Promise.all(ids.map((id) => ask(crm, `/contacts/${id}?with=leads,customers,catalog_elements`)))
      const factsOf = (id: RemoteId) => read.get(id)?.facts
      expect(ids.map((id) => factsOf(id)?.dealIds)).toEqual(told.map(({ _embedded }) => idsIn(_embedded.leads)))
      const linksOf = (id: RemoteId, kind: LinkedKind) => linkedIn(read.get(id)?.fields.custom ?? {}, kind)
      const linkedTo = (kind: LinkedKind) => ids.map((id) => linksOf(id, kind).map((link) => link.id))
      expect(linkedTo('customer')).toEqual(told.map(({ _embedded }) => idsIn(_embedded.customers)))
      expect(linkedTo('element')).toEqual(told.map(({ _embedded }) => idsIn(_embedded.catalog_elements)))
      const quantities = ids.flatMap((id) => linksOf(id, 'element').map(({ quantity }) => quantity))
      expect([quantities.length > 0, quantities.includes(null)]).toEqual([true, false])
      expect(ids.some((id) => (factsOf(id)?.dealIds.length ?? 0) > 0)).toBe(true)
      const inPull = pulled.flatMap((change) => (change.kind === 'upsert' ? [change.contact] : []))
      expect(inPull.map(({ facts }) => facts)).toEqual(inPull.map(({ remoteId }) => factsOf(remoteId)))
      expect(inPull.map(({ fields }) => fields)).toEqual(inPull.map(({ remoteId }) => read.get(remoteId)?.fields))
    },
  )

  test.each([{ apiFilter: true }, { apiFilter: false }])(
    'gives those that are there and leaves out the deleted and the unknown (filters: $apiFilter)',
    async (switches) => {
      const world = await startAmocrmWorld({ contacts: 120, switches })
      const ids = (await world.liveContacts()).map(({ id }) => id)
      await world.control.vendor({ action: 'delete', entity: 'contacts', ids: ids.slice(0, 2) })
      const asked = [...ids.slice(0, 110), 999_999_999].map((id) => String(id) as never)

      const found = await world.connector.readContacts(asked, world.signal)

      expect([...found.keys()].sort()).toEqual(ids.slice(2, 110).map(String).sort())
    },
  )
})
