import { describe, expect, test } from 'vitest'
import { accountId, drain, startAmocrmWorld } from './amocrm-world.ts'

describe('pulling companies', () => {
  test('brings all of them, then those that were renamed', async () => {
    const { connector, control, signal, crm } = await startAmocrmWorld({ contacts: 600 })
    const first = await drain(connector.pullCompanies(null, signal))
    const companies = first.flatMap(({ items }) => items)
    const [renamed] = companies
    const id = Number(renamed?.remoteId)
    await control.vendor({ action: 'edit', entity: 'companies', ids: [id], fields: { name: 'ООО «Новое имя»' } })

    const cursor = first.at(-1)?.cursor ?? null
    const changes = (await drain(connector.pullCompanies(cursor, signal))).flatMap(({ items }) => items)

    const stored = (await (await fetch(`${crm.control}/records/companies`)).json()) as { name: string }[]
    expect(companies).toHaveLength(stored.length)
    expect(changes).toContainEqual(
      expect.objectContaining({ id: `${accountId}.${id}`, accountId, remoteId: String(id), name: 'ООО «Новое имя»' }),
    )
  })
})

describe('reading contacts by id', () => {
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
