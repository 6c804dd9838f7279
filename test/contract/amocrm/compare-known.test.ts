import { describe, expect, test } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import type { SomeKnown } from '#core/connectors/pull-page.ts'
import { decodeCursor, encodeCursor } from '#core/connectors/amocrm/position.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { demoUsers } from '#test/support/demo-control.ts'
import { PulledContacts, remoteId, startAmocrmWorld } from './amocrm-world.ts'

const DAY_S = 24 * 3_600
const { colleague } = demoUsers

/** What a device has, and tells by and by: in an order of its own, which is not the vendor's. */
class Device extends PulledContacts {
  readonly some: SomeKnown = async (after, limit) => {
    const all = [...this.byId.keys()].sort((a, b) => a.localeCompare(b))
    const ids = all.filter((id) => after === null || id.localeCompare(after) > 0).slice(0, limit)
    return Promise.resolve({ ids, next: ids.length < limit ? null : (ids.at(-1) ?? null) })
  }

  /** A day goes by. The time that counts is that of the server's answers, which no test can move. */
  rest(): void {
    const position = decodeCursor(this.cursor)
    if (position?.kind !== 'changes' || !position.comparison) throw new Error('nothing has been compared')
    const { comparison } = position
    this.cursor = encodeCursor({
      ...position,
      comparison: { ...comparison, doneAt: (comparison.doneAt ?? DAY_S) - DAY_S },
    })
  }

  /** @returns what the device is told to let go, and whether any page said that something is still to come */
  async compare(connector: Connector, signal: AbortSignal) {
    const gone: RemoteId[] = []
    let isWaiting = false
    for await (const page of connector.pullContacts(this.cursor, signal, undefined, this.some)) {
      gone.push(...page.items.flatMap((change) => (change.kind === 'delete' ? [change.remoteId] : [])))
      isWaiting ||= !page.isComplete
      this.apply(page)
    }
    return { gone, isWaiting }
  }
}

async function startWorld(contacts: number, view: string) {
  const world = await startAmocrmWorld({ contacts })
  await world.control.allow(colleague, { contacts: { view } })
  const token = await world.control.newToken(colleague)
  const device = new Device()
  const connector = world.reconnect({ token })
  await connector.readRights(world.signal)
  await device.pull(connector, world.signal)
  await device.pull(connector, world.signal)
  const owned = async () =>
    (await world.liveContacts()).filter((one) => one.responsible_user_id === colleague).map(({ id }) => String(id))
  const idByFilter = async () =>
    (await world.control.requests()).filter(({ query }) => decodeURIComponent(query).includes('filter[id]')).length
  return { ...world, device, connector, token, owned, idByFilter }
}

const idsOf = (device: Device) => [...device.byId.keys()].sort()

describe('what the device has', () => {
  test('leaves it when the user may see less, told by nobody', async () => {
    const { control, connector, device, signal, owned } = await startWorld(60, 'all')
    const before = device.byId.size
    await control.allow(colleague, { contacts: { view: 'own' } })
    await connector.readRights(signal)

    const again = await device.compare(connector, signal)
    const compared = await device.compare(connector, signal)

    expect([again, compared.gone.length]).toEqual([{ gone: [], isWaiting: false }, before - device.byId.size])
    expect(idsOf(device)).toEqual([...(await owned())].sort())
    expect(device.byId.size).toBeLessThan(before)
  })

  test('grows when the user may see more, though nothing of it has changed', async () => {
    const world = await startWorld(60, 'own')
    const { control, connector, device, signal } = world
    await control.allow(colleague, { contacts: { view: 'all' } })
    await connector.readRights(signal)

    const again = await device.compare(connector, signal)

    expect(again).toEqual({ gone: [], isWaiting: false })
    expect(device.byId.size).toBe((await world.liveContacts()).length)
  })

  test('is asked for once a day: a contact that somebody else was given leaves', async () => {
    const { control, device, connector, signal, owned, idByFilter } = await startWorld(60, 'own')
    const [given = ''] = await owned()
    await control.vendor({
      action: 'edit',
      entity: 'contacts',
      ids: [Number(given)],
      fields: { responsible_user_id: 10_420_140 },
    })
    await control.forgetRequests()

    const same = await device.compare(connector, signal)
    const asked = await idByFilter()
    device.rest()
    const next = await device.compare(connector, signal)
    const after = await device.compare(connector, signal)

    expect([same.gone, asked, next.gone, after.gone]).toEqual([[], 0, [remoteId(Number(given))], []])
    expect(device.byId.size).toBe((await owned()).length)
  })

  test('is asked for a thousand at a time, and goes on where it was after a restart', async () => {
    const world = await startWorld(1_150, 'all')
    const { control, device, signal, token, idByFilter } = world
    device.rest()
    const counts: number[] = []

    for (let pull = 0; pull < 3; pull++) {
      await control.forgetRequests()
      await device.compare(world.reconnect({ token }), signal)
      counts.push(await idByFilter())
    }

    const parts = Math.ceil(device.byId.size / 100)
    expect(counts).toEqual([10, parts - 10, 0])
  })

  test.each([false, true])(
    'is asked for one by one where the account has no filters (refused: %s)',
    async (isRefused) => {
      const world = await startWorld(60, 'own')
      const { control, device, token, signal, owned } = world
      await world.switches({ apiFilter: false })
      const first = [...(await owned())].sort()[0] ?? ''
      await control.vendor({
        action: 'edit',
        entity: 'contacts',
        ids: [Number(first)],
        fields: { responsible_user_id: 10_420_140 },
      })
      device.rest()
      const refusal = { kind: 'status', status: 403, body: { status: 403, detail: 'Forbidden' }, times: null }
      if (isRefused) await control.faults([{ ...refusal, method: 'GET', path: `/api/v4/contacts/${first}` }])
      await control.forgetRequests()

      const { gone } = await device.compare(world.reconnect({ token }), signal)

      const single = (await control.requests()).filter(({ path }) => /\/contacts\/\d+$/.test(path))
      expect(gone).toEqual([remoteId(Number(first))])
      expect(single.length).toBeLessThanOrEqual(10)
    },
  )
})
