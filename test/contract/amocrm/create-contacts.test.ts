import { describe, expect, test } from 'vitest'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import { faultsOf } from '#shared/domain/fault.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { ItemResult } from '#core/connectors/contact-writes.ts'
import { valuesOf } from '#test/support/demo-control.ts'
import { someCreate, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const appliedIds = (results: readonly ItemResult[]): readonly RemoteId[] =>
  results.flatMap((result) => (result.kind === 'applied' ? [result.remoteId] : []))

async function storedOf({ control }: AmocrmWorld, results: readonly ItemResult[]) {
  return control.contacts(appliedIds(results).map(Number))
}

async function fieldOfKind({ connector, signal }: AmocrmWorld, kind: FieldDefinition['kind']) {
  const field = (await connector.pullFields(signal)).find((one) => one.kind === kind && !one.isReadOnly)
  if (field === undefined) throw new Error(`the demo CRM has no ${kind} field`)
  return field
}

describe('creating contacts', () => {
  test('stores names, phones, e-mails, tags and the responsible user, and answers in order', async () => {
    const world = await startAmocrmWorld()
    const [user] = await world.connector.pullUsers(world.signal)
    const items = [
      someCreate(1, {
        firstName: 'Анна',
        lastName: 'Ветрова',
        phones: [
          { value: '+7 900 000-00-01', kind: 'mobile' },
          { value: '8 495 1', kind: 'direct' },
        ],
        emails: [{ value: 'a@example.com', kind: 'private' }],
        tags: ['VIP', 'с выставки'],
        responsibleId: user?.id ?? null,
      }),
      someCreate(2, { name: 'Только название' }),
      someCreate(3, {}),
    ]

    const results = await world.connector.createContacts(items, world.signal)

    const stored = await storedOf(world, results)
    expect(stored.map(({ name, first_name, last_name }) => [name, first_name, last_name])).toEqual([
      ['Анна Ветрова', 'Анна', 'Ветрова'],
      ['Только название', expect.any(String), expect.any(String)],
      [expect.any(String), '', ''],
    ])
    expect(stored[0]).toMatchObject({ tags: ['VIP', 'с выставки'] })
    expect(stored[0] && valuesOf(stored[0], 'PHONE')).toEqual(['+7 900 000-00-01', '8 495 1'])
    expect(stored[0] && valuesOf(stored[0], 'EMAIL')).toEqual(['a@example.com'])
    const read = await world.connector.readContacts(appliedIds(results), world.signal)
    expect(read.get(appliedIds(results)[0] as RemoteId)?.fields).toMatchObject({
      phones: items[0]?.fields.phones,
      emails: items[0]?.fields.emails,
      responsibleId: user?.id,
    })
  })

  test('rejects the item with the bad value by its field, and leaves the others for another try', async () => {
    const world = await startAmocrmWorld()
    const choice = await fieldOfKind(world, 'choice')
    const before = (await world.liveContacts()).length
    const items = [
      someCreate(1, { firstName: 'Хорошая' }),
      someCreate(2, { firstName: 'Плохая', custom: { [choice.id]: [{ value: 'нет такого' }] } }),
    ]

    const results = await world.connector.createContacts(items, world.signal)

    expect(results).toEqual([
      { kind: 'not-sent' },
      {
        kind: 'rejected',
        field: `custom:${choice.id}`,
        reason: 'NotSupportedChoice',
        message: 'The value you selected is not a valid choice.',
      },
    ])
    expect(await world.liveContacts()).toHaveLength(before)
  })

  test('rejects the item with every bad value by its field, all in one go', async () => {
    const world = await startAmocrmWorld()
    const choice = await fieldOfKind(world, 'choice')
    const number = await fieldOfKind(world, 'number')
    const custom = { [choice.id]: [{ value: 'no such option' }], [number.id]: [{ value: 'not a number' }] }

    const [result] = await world.connector.createContacts([someCreate(1, { custom })], world.signal)

    const faults = result?.kind === 'rejected' ? faultsOf(result) : []
    expect(faults.map(({ field, reason }) => [field, reason]).sort()).toEqual(
      [
        [`custom:${choice.id}`, 'NotSupportedChoice'],
        [`custom:${number.id}`, 'InvalidType'],
      ].sort(),
    )
  })

  test('recognises what a CRM kept of a batch that it refused, so that nobody is created twice', async () => {
    const world = await startAmocrmWorld({ switches: { badBatch: 'save-good' } })
    const choice = await fieldOfKind(world, 'choice')
    const items = [
      someCreate(1, { firstName: 'Хорошая' }),
      someCreate(2, { firstName: 'Плохая', custom: { [choice.id]: [{ value: 'нет такого' }] } }),
    ]

    const results = await world.connector.createContacts(items, world.signal)

    expect(results.map(({ kind }) => kind)).toEqual(['applied', 'rejected'])
    const named = (await world.liveContacts()).filter(({ name }) => name === 'Хорошая')
    expect(named.map(({ id }) => String(id))).toEqual(appliedIds(results))
  })

  test('does not take an equal contact made a moment ago for the one that was refused', async () => {
    const world = await startAmocrmWorld()
    const choice = await fieldOfKind(world, 'choice')
    const twin = { firstName: 'Близнец' }
    await world.connector.createContacts([someCreate(1, twin)], world.signal)
    const bad = someCreate(3, { custom: { [choice.id]: [{ value: 'нет такого' }] } })

    const results = await world.connector.createContacts([someCreate(2, twin), bad], world.signal)

    expect(results.map(({ kind }) => kind)).toEqual(['not-sent', 'rejected'])
  })

  test('halves a batch that is refused without a word, until the culprit stands alone', async () => {
    const world = await startAmocrmWorld()
    const body = { title: 'Bad Request', status: 400, detail: 'Request validation failed' }
    await world.control.faults([
      { kind: 'status', status: 400, body, method: 'POST', path: '/api/v4/contacts', times: 3 },
    ])
    const items = [1, 2, 3, 4].map((n) => someCreate(n, { firstName: `Контакт ${n}` }))

    const results = await world.connector.createContacts(items, world.signal)

    // Refused: all four, the first two, the first.
    expect(results.map(({ kind }) => kind)).toEqual(['rejected', 'applied', 'applied', 'applied'])
    expect(results[0]).toMatchObject({ field: null, message: 'Request validation failed' })
    expect((await storedOf(world, results)).map(({ name }) => name)).toEqual(['Контакт 2', 'Контакт 3', 'Контакт 4'])
  })

  test.each([0, -365 * 86_400_000, 365 * 86_400_000])(
    "finds what was created since a moment of the CRM's, with the device %i ms ahead",
    async (deviceAheadMs) => {
      const world = await startAmocrmWorld({ deviceAheadMs })
      await world.connector.identify(world.signal)
      const since = world.connector.heardAt() ?? Number.NaN
      const results = await world.connector.createContacts([someCreate(1, { firstName: 'Новая' })], world.signal)

      const { created, at } = await world.connector.findCreated(since, world.signal)

      expect(created.map(({ contact }) => contact.remoteId)).toEqual(appliedIds(results))
      expect(Math.abs(at + deviceAheadMs - world.clock.now())).toBeLessThan(60_000)
    },
  )
})
