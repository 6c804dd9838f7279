import { describe, expect, test } from 'vitest'
import type { RemoteId } from '#shared/domain/ids.ts'
import { remoteId, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const firstIds = async (world: AmocrmWorld, count: number) =>
  (await world.liveContacts()).slice(0, count).map(({ id }) => remoteId(id))

describe('companies of contacts', () => {
  test('finds a company by its exact name, and makes it once when there is none', async () => {
    const { connector, signal, crm } = await startAmocrmWorld()
    const stored = (await (await fetch(`${crm.control}/records/companies`)).json()) as { id: number; name: string }[]
    const known = stored[0]

    const found = await connector.ensureCompany(` ${known?.name ?? ''} `, signal)
    const made = await connector.ensureCompany('ООО «Небывалое»', signal)
    const again = await connector.ensureCompany('ООО «Небывалое»', signal)

    expect(found.remoteId).toBe(String(known?.id))
    expect(again.id).toBe(made.id)
    const after = (await (await fetch(`${crm.control}/records/companies`)).json()) as { name: string }[]
    expect(after).toHaveLength(stored.length + 1)
  })

  test.each([{ apiFilter: true }, { apiFilter: false }])(
    'reads those that are looked at by their ids, and no others (filters: $apiFilter)',
    async (gate) => {
      const { connector, control, signal } = await startAmocrmWorld({ contacts: 300 })
      const one = await connector.ensureCompany('ООО «Небывалое»', signal)
      await control.switches(gate)

      const found = await connector.readCompanies?.(
        [one.remoteId, '99999999'].filter((id) => id !== null) as RemoteId[],
        signal,
      )

      expect(
        found?.map(({ name }) => name),
        'they come with the pull else',
      ).toEqual(gate.apiFilter ? [one.name] : [])
    },
  )

  test('says what the CRM has against a new company', async () => {
    const { connector, control, signal } = await startAmocrmWorld()
    const errors = [{ code: 'InvalidType', path: 'name', detail: 'This name is not for companies.' }]
    const body = {
      'validation-errors': [{ request_id: '0', errors }],
      status: 400,
      detail: 'Request validation failed',
    }
    await control.faults([{ kind: 'status', status: 400, body, path: '/api/v4/companies', method: 'POST' }])

    const made = connector.ensureCompany('ООО «Небывалое»', signal)

    await expect(made).rejects.toThrow('This name is not for companies.')
    await expect(made).rejects.toMatchObject({ details: { field: 'company', reason: 'InvalidType' } })
  })

  test('does not take a company whose name merely contains the wanted one', async () => {
    const { connector, signal } = await startAmocrmWorld()
    const longer = await connector.ensureCompany('ООО «Небывалое и Ко»', signal)

    const shorter = await connector.ensureCompany('Небывалое', signal)

    expect([shorter.name, shorter.id === longer.id]).toEqual(['Небывалое', false])
  })

  test('remembers the company it has just made: the search of the CRM may not know it yet', async () => {
    const { connector, control, signal } = await startAmocrmWorld()
    const made = await connector.ensureCompany('ООО «Небывалое»', signal)
    await control.faults([{ kind: 'status', status: 204, body: '', method: 'GET', path: '/api/v4/companies' }])

    expect(await connector.ensureCompany('ООО «Небывалое»', signal)).toEqual(made)
  })

  test('links, links again, and unlinks', async () => {
    const world = await startAmocrmWorld()
    const company = await world.connector.ensureCompany('ООО «Небывалое»', world.signal)
    const links = (await firstIds(world, 3)).map((contactId) => ({
      contactId,
      companyId: company.remoteId as RemoteId,
    }))
    const companies = async () =>
      (await world.control.contacts(links.map(({ contactId }) => Number(contactId)))).map((one) => one.company?.name)

    const linked = await world.connector.linkCompanies(links, world.signal)
    await world.connector.linkCompanies(links, world.signal)
    const afterLink = await companies()
    const unlinked = await world.connector.unlinkCompanies(links, world.signal)

    expect([...linked, ...unlinked].map(({ kind }) => kind)).toEqual(Array(6).fill('applied'))
    expect(afterLink).toEqual(Array(3).fill('ООО «Небывалое»'))
    expect(await companies()).toEqual([undefined, undefined, undefined])
  })

  test('links the others when one contact is gone or one company unknown', async () => {
    const world = await startAmocrmWorld()
    const company = await world.connector.ensureCompany('ООО «Небывалое»', world.signal)
    const companyId = company.remoteId as RemoteId
    const [good, deleted, other] = (await firstIds(world, 3)) as [RemoteId, RemoteId, RemoteId]
    await world.control.vendor({ action: 'delete', entity: 'contacts', ids: [Number(deleted)] })
    const links = [
      { contactId: good, companyId },
      { contactId: deleted, companyId },
      { contactId: other, companyId: remoteId(999_999) },
    ]

    const results = await world.connector.linkCompanies(links, world.signal)

    expect(results).toMatchObject([{ kind: 'applied' }, { kind: 'gone' }, { kind: 'rejected', field: 'company' }])
    const [after] = await world.control.contacts([Number(good)])
    expect(after?.company?.name).toBe('ООО «Небывалое»')
  })

  test('takes a 404 of one link for a contact that is gone', async () => {
    const world = await startAmocrmWorld()
    const [contactId] = (await firstIds(world, 1)) as [RemoteId]
    const body = { title: 'Not Found', status: 404 }
    await world.control.faults([{ kind: 'status', status: 404, body, path: `/api/v4/contacts/${contactId}/link` }])

    const results = await world.connector.linkCompanies([{ contactId, companyId: remoteId(1) }], world.signal)

    expect(results).toEqual([{ kind: 'gone' }])
  })

  test('says so when the CRM has no room for a second company', async () => {
    const world = await startAmocrmWorld({ switches: { secondCompany: 'reject' } })
    const occupied = (await world.liveContacts()).find((one) => one.company !== null)
    const company = await world.connector.ensureCompany('ООО «Небывалое»', world.signal)
    const link = { contactId: remoteId(occupied?.id ?? 0), companyId: company.remoteId as RemoteId }

    const [result] = await world.connector.linkCompanies([link], world.signal)

    expect(result).toMatchObject({ kind: 'rejected', field: 'company' })
  })
})
