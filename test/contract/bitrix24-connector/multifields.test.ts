import { describe, expect, test } from 'vitest'
import { createContactPorts } from '#core/connectors/bitrix24/contact-ports.ts'
import { add, at } from '../bitrix24/portal-session.ts'
import {
  accountId,
  meanwhile,
  reachOf,
  readOne,
  someUpdate,
  startContactWorld,
  type ContactWorld,
} from './contact-world.ts'

const work = (value: string) => ({ value, kind: 'work' })

/** What a colleague does after contacts have been looked at and before they are written to; how many each request writes to. */
function meanwhileOf({ api, clock }: ContactWorld, act: () => Promise<unknown>) {
  const updates: number[] = []
  const watched = meanwhile(api, 'crm.contact.update', act, (count) => updates.push(count))
  const logger = { info: () => undefined, warn: () => undefined }
  return { ports: createContactPorts({ accountId, api: watched, clock, logger }), updates }
}

describe('editing phones and the like', () => {
  test('changes one value by its id and leaves the others theirs', async () => {
    const world = await startContactWorld()
    const id = await add(world.portal, 'contact', {
      NAME: 'Анна',
      PHONE: ['+1', '+2', '+3'].map((VALUE) => ({ VALUE, VALUE_TYPE: 'WORK' })),
    })
    const base = await readOne(world, id)
    const before = reachOf(await world.stored(id), 'PHONE')

    await world.ports.updateContacts(
      [someUpdate(base, { phones: [work('+1'), { value: '+22', kind: 'mobile' }, work('+3')] })],
      world.signal,
    )

    const stored = await world.stored(id)
    expect(reachOf(stored, 'PHONE')).toEqual([before[0], [before[1]?.[0], '+22'], before[2]])
    expect(at(stored, 'PHONE', 1, 'VALUE_TYPE')).toBe('MOBILE')
  })

  test('removes by id, adds once, and does nothing more when it is told again', async () => {
    const world = await startContactWorld()
    const id = await add(world.portal, 'contact', {
      NAME: 'Анна',
      PHONE: ['+1', '+2'].map((VALUE) => ({ VALUE, VALUE_TYPE: 'WORK' })),
    })
    const base = await readOne(world, id)
    const update = someUpdate(base, { phones: [work('+2'), work('+9')] })

    await world.ports.updateContacts([update], world.signal)
    const once = reachOf(await world.stored(id), 'PHONE')
    const again = await world.ports.updateContacts([update], world.signal)

    expect(once.map(([, value]) => value).toSorted()).toEqual(['+2', '+9'])
    expect(again).toEqual([{ kind: 'applied', remoteId: String(id), updatedAt: null }])
    expect(reachOf(await world.stored(id), 'PHONE')).toEqual(once)
  })

  test('keeps a phone that a colleague has added after the contact was looked at', async () => {
    const world = await startContactWorld()
    const id = await add(world.portal, 'contact', { NAME: 'Анна', PHONE: [{ VALUE: '+1', VALUE_TYPE: 'WORK' }] })
    const base = await readOne(world, id)
    await world.portal.result('crm.contact.update', { id, fields: { PHONE: [{ VALUE: '+5', VALUE_TYPE: 'WORK' }] } })

    await world.ports.updateContacts([someUpdate(base, { phones: [work('+11')] })], world.signal)

    expect(reachOf(await world.stored(id), 'PHONE').map(([, value]) => value)).toEqual(['+11', '+5'])
  })

  test('tells a value anew that a colleague takes off between the look and the write', async () => {
    const world = await startContactWorld()
    const fields = { NAME: 'Анна', PHONE: ['+1', '+2'].map((VALUE) => ({ VALUE, VALUE_TYPE: 'WORK' })) }
    const [id, other] = [await add(world.portal, 'contact', fields), await add(world.portal, 'contact', fields)]
    const [base, otherBase] = [await readOne(world, id), await readOne(world, other)]
    const [gone] = reachOf(await world.stored(id), 'PHONE')
    const takeOff = { PHONE: [{ ID: gone?.[0], DELETE: 'Y' }] }
    const { ports, updates } = meanwhileOf(world, () =>
      world.portal.result('crm.contact.update', { id, fields: takeOff }),
    )

    const results = await ports.updateContacts(
      [base, otherBase].map((one) => someUpdate(one, { phones: [work('+11'), work('+2')] })),
      world.signal,
    )

    const phonesOf = async (who: number) => reachOf(await world.stored(who), 'PHONE').map(([, value]) => value)
    expect(results.map(({ kind }) => kind)).toEqual(['applied', 'applied'])
    expect([await phonesOf(id), await phonesOf(other)]).toEqual([
      ['+2', '+11'],
      ['+11', '+2'],
    ])
    // Both in one, then the one alone; each with its look.
    expect(updates).toEqual([2, 1])
  })

  test('empties a list value by value', async () => {
    const world = await startContactWorld()
    const id = await add(world.portal, 'contact', {
      NAME: 'Анна',
      EMAIL: ['a@example.com', 'b@example.com'].map((VALUE) => ({ VALUE, VALUE_TYPE: 'WORK' })),
    })

    await world.ports.updateContacts([someUpdate(await readOne(world, id), { emails: [] })], world.signal)

    expect(await world.stored(id)).not.toHaveProperty('EMAIL')
  })

  test('passes links of open lines untouched even where nobody has looked at the contact', async () => {
    const world = await startContactWorld()
    const IM = [{ VALUE: 'imol|livechat|1|67|21', VALUE_TYPE: 'OPENLINE' }]
    const id = await add(world.portal, 'contact', { NAME: 'Анна', IM })
    const before = reachOf(await world.stored(id), 'IM')
    const custom = { IM: [{ value: 'anna', code: 'TELEGRAM' }] } as never
    const patch = { custom, addTags: [], removeTags: [] }

    await world.ports.updateContacts([{ remoteId: String(id) as never, patch }], world.signal)

    expect(reachOf(await world.stored(id), 'IM').map(([, value]) => value)).toEqual([before[0]?.[1], 'anna'])
  })

  test('shows names in messengers as a field, and passes links of open lines untouched', async () => {
    const world = await startContactWorld()
    const IM = [
      { VALUE: 'imol|livechat|1|67|21', VALUE_TYPE: 'OPENLINE' },
      { VALUE: 'anna', VALUE_TYPE: 'TELEGRAM' },
    ]
    const id = await add(world.portal, 'contact', { NAME: 'Анна', IM })
    const base = await readOne(world, id)
    const before = reachOf(await world.stored(id), 'IM')

    const custom = { IM: [{ value: 'anna.p', code: 'SKYPE' }] } as never
    await world.ports.updateContacts([someUpdate(base, { custom })], world.signal)
    const renamed = reachOf(await world.stored(id), 'IM')
    await world.ports.updateContacts(
      [someUpdate(await readOne(world, id), { custom: { IM: [] } as never })],
      world.signal,
    )

    expect(base.fields.custom).toMatchObject({ IM: [{ value: 'anna', code: 'TELEGRAM' }] })
    expect(renamed).toEqual([before[0], [before[1]?.[0], 'anna.p']])
    expect(reachOf(await world.stored(id), 'IM')).toEqual([before[0]])
  })
})
