import { describe, expect, test } from 'vitest'
import { dealWords } from '#core/connectors/bitrix24/deals.ts'
import { leadWords } from '#core/connectors/bitrix24/leads.ts'
import { COLLEAGUE, webhookOf, type PortalSession } from '../bitrix24/portal-session.ts'
import { PulledContacts, startContactWorld } from './contact-world.ts'
import { PulledSales, startSaleWorld } from './sale-world.ts'

/** Records are compared this often; the rights of a user change no date of theirs. */
const QUARTER_OF_AN_HOUR_MS = 15 * 60_000

const letRead = (portal: PortalSession, read: 'all' | 'own') =>
  portal.control('POST', '/bitrix24/users', { userId: COLLEAGUE, rights: { read } })

describe('rights of a user that change', () => {
  test('take contacts of others away, and bring them all back, which nobody has changed', async () => {
    const { portal, portsBy, signal } = await startContactWorld()
    const ports = portsBy({ webhook: await webhookOf(portal, COLLEAGUE, ['crm', 'user']) })
    const pulled = new PulledContacts()
    await pulled.pull(ports, signal)
    const all = pulled.byId.size

    await letRead(portal, 'own')
    portal.advance(QUARTER_OF_AN_HOUR_MS)
    await pulled.pull(ports, signal)
    const own = [...pulled.byId.values()].map(({ fields }) => fields.responsibleId)
    await letRead(portal, 'all')
    portal.advance(QUARTER_OF_AN_HOUR_MS)
    await pulled.pull(ports, signal)

    expect([own.length > 0 && own.length < all, ...new Set(own)]).toEqual([true, `acc1.${COLLEAGUE}`])
    expect(pulled.byId.size).toBe(all)
  })

  test('that bring very many into sight have all of them walked, as at first', async () => {
    const { portal, portsBy, signal } = await startContactWorld({ contacts: 3_400 })
    const ports = portsBy({ webhook: await webhookOf(portal, COLLEAGUE, ['crm', 'user']) })
    const pulled = new PulledContacts()
    await letRead(portal, 'own')
    await pulled.pull(ports, signal)
    const own = pulled.byId.size

    await letRead(portal, 'all')
    portal.advance(QUARTER_OF_AN_HOUR_MS)
    await pulled.pull(ports, signal)
    const pages = await pulled.pull(ports, signal)

    expect([own < 900, pulled.byId.size, pages[0]?.isComplete]).toEqual([true, 3_400, false])
  })

  test.each([dealWords, leadWords])('take $kind and bring them back in the same way', async (words) => {
    const world = await startSaleWorld(words)
    const { portal, signal } = world
    const add = async (owner: number) =>
      String(
        await portal.result(`${words.family.method}.add`, { fields: { TITLE: 'Поставка', ASSIGNED_BY_ID: owner } }),
      )
    const [own, other] = [await add(COLLEAGUE), await add(1)]
    const port = world.portBy({ webhook: await webhookOf(portal, COLLEAGUE, ['crm', 'user']) })
    const pulled = new PulledSales()
    await pulled.pull({ port, signal })

    await letRead(portal, 'own')
    portal.advance(QUARTER_OF_AN_HOUR_MS)
    const taken = await pulled.pull({ port, signal })
    await letRead(portal, 'all')
    portal.advance(QUARTER_OF_AN_HOUR_MS)
    const back = await pulled.pull({ port, signal })

    expect([taken.includes(`-${other}`), taken.includes(`-${own}`), back.includes(other)]).toEqual([true, false, true])
  })
})
