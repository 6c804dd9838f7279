import { describe, expect, test } from 'vitest'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { createCompanyPort } from '#core/connectors/bitrix24/company-port.ts'
import type { Cursor } from '#core/connectors/pull-page.ts'
import { add, TRAINEE, webhookOf } from '../bitrix24/portal-session.ts'
import { remoteId, startContactWorld } from './contact-world.ts'

describe('users', () => {
  test('are all of the portal, with those who have left', async () => {
    const { ports, signal } = await startContactWorld()

    const users = await ports.pullUsers(signal)

    expect(users).toHaveLength(8)
    expect(users[0]).toMatchObject({ id: 'acc1.1', isActive: true })
    expect(users[0]?.name).toMatch(/^\S+ \S+$/)
    expect(users.map(({ isActive }) => isActive)).toEqual([...Array.from({ length: 7 }, () => true), false])
  })

  test('are oneself alone where the webhook does not reach as far as the list', async () => {
    const { portal, portsBy, signal } = await startContactWorld()
    const ports = portsBy({ webhook: await webhookOf(portal, TRAINEE, ['crm']) })

    expect((await ports.pullUsers(signal)).map(({ id }) => id)).toEqual(['acc1.5'])
  })
})

describe('companies', () => {
  test('come with their names, then only those that have changed', async () => {
    const { ports, signal, portal } = await startContactWorld({ contacts: 300 })
    const companies = createCompanyPort(ports.context)
    const byId = new Map<string, RemoteNeighbour>()
    let cursor: Cursor | null = null
    async function pull(): Promise<readonly string[]> {
      const came: string[] = []
      for await (const page of companies.pull(cursor, signal)) {
        const told = page.items.flatMap((change) => (change.kind === 'upsert' ? [change.neighbour] : []))
        for (const company of told) byId.set(company.remoteId, company)
        came.push(...told.map(({ remoteId }) => String(remoteId)))
        cursor = page.cursor
      }
      return came
    }
    await pull()
    portal.advance(60_000)
    const id = await add(portal, 'company', { TITLE: 'Новая' })

    const second = await pull()

    const { body } = await portal.control('GET', '/bitrix24/counts')
    expect(byId.size).toBe((body as { companies?: number; company?: number }).company)
    expect(second).toEqual([String(id)])
    expect(byId.get(String(id))).toMatchObject({
      id: `acc1.company.${id}`,
      fields: { companyId: `acc1.${id}`, name: 'Новая' },
    })
  })
})

test('companies that are looked at are read by their ids, without those that are not there', async () => {
  const { ports, signal, portal } = await startContactWorld()
  const id = await add(portal, 'company', { TITLE: 'Новая' })

  const found = await ports.readCompanies?.([String(id), '999999'] as RemoteId[], signal)

  expect(found).toEqual([expect.objectContaining({ id: `acc1.${id}`, remoteId: String(id), name: 'Новая' })])
})

describe('search', () => {
  test.each([
    ['a phone in another writing', '8 (900) 111 22 33'],
    ['an e-mail', 'Anna@Example.com'],
    ['a last name', 'петрОва'],
    ['a first name', 'Аннабель'],
    ['both names', 'Аннабель Петрова'],
    ['both names the other way round', 'Петрова Аннабель'],
    ['a part of each', 'Петр Аннаб'],
  ])('finds a contact by %s', async (_, text) => {
    const { ports, portal, signal } = await startContactWorld({ contacts: 0 })
    const id = await add(portal, 'contact', {
      ...{ NAME: 'Аннабель', LAST_NAME: 'Петрова' },
      PHONE: [{ VALUE: '+7 900 111-22-33', VALUE_TYPE: 'WORK' }],
      EMAIL: [{ VALUE: 'anna@example.com', VALUE_TYPE: 'WORK' }],
    })
    await add(portal, 'contact', { NAME: 'Другая', LAST_NAME: 'Иванова' })

    const found = await ports.findContacts(text, signal)

    expect(found.map((contact) => contact.remoteId)).toEqual([remoteId(id)])
  })

  test('finds by id, nobody by nothing, and at most a page', async () => {
    const { ports, signal } = await startContactWorld({ contacts: 200 })

    const found = await Promise.all(['17', '  ', 'а'].map((text) => ports.findContacts(text, signal)))

    expect(found[0]?.map((contact) => contact.remoteId)).toEqual(['17'])
    expect(found[1]).toEqual([])
    expect(found[2]).toHaveLength(50)
  })

  test('reads by id who is there, and says nothing of the others', async () => {
    const { ports, signal } = await startContactWorld()

    const found = await ports.readContacts([3, 9_999, 5].map(remoteId), signal)

    expect([...found.keys()].toSorted()).toEqual(['3', '5'])
  })
})
