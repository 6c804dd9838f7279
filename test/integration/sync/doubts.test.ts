import { describe, expect, test } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import type { ContactCreate } from '#core/connectors/contact-writes.ts'
import { createEngine } from '#core/sync/engine.ts'
import { pushAll } from '#core/sync/push.ts'
import { CRM_LAG_MS, resolveDoubts } from '#core/sync/resolve-doubts.ts'
import { emptyContactFields, type ContactFields, type RemoteContact } from '#shared/domain/contact.ts'
import { newEntityId, type ContactId, type FieldId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { bench } from '#test/support/engine-bench.ts'
import {
  accountId,
  mutationId,
  remoteContact,
  remoteIdOfNumber,
  someFields,
  someMutation,
  tag,
} from '#test/support/contacts.ts'

const uuid = '11111111-1111-4111-8111-111111111111'
const fresh = newEntityId<ContactId>(accountId, uuid)
const ann = (n: number, fields: Partial<ContactFields> = {}) =>
  someMutation(n, { kind: 'create', contactId: fresh, fields: someFields({ name: 'Ann', ...fields }) })
const hour = 3_600_000
const go = new AbortController().signal
const lost = new AppError('timeout', 'no answer', { details: { reached: true } })

/** A CRM that has swallowed the answer to every create; `crm` is what it says when it is looked at. */
async function doubtOf(crm: Partial<Connector>, mutation = ann(1)) {
  const world = bench({
    createContacts: async () => Promise.reject(lost),
    findCreated: async () => world.look(),
    ...crm,
  })
  world.journal.accept(mutation)
  await pushAll(world.context, go).catch(() => undefined)
  return world
}

const marked = { marksCreates: true } as const
const carrying = (contact: RemoteContact, ...keys: readonly string[]) => ({ contact, keys })

describe('a doubt', () => {
  test('is looked for from the time that the CRM had when it was last heard, whatever the device believes', async () => {
    const asked: number[] = []
    const world = await doubtOf({
      findCreated: async (since) => {
        asked.push(since)
        return world.look()
      },
    })
    const sentAfter = world.context.connector.heardAt() ?? 0
    world.putClock(-24 * hour)
    world.passAtCrm(hour)

    await resolveDoubts(world.context, go)

    expect(asked.map((since) => since - sentAfter)).toEqual([-60_000])
  })

  test.each([
    ['a week ago', -7 * 24 * hour, 9 * 24 * hour],
    ['a year ahead', 365 * 24 * hour, 2 * 24 * hour],
  ])(
    'that an old journal dates %s by the device is looked for two days before that and now',
    async (_name, at, back) => {
      const asked: number[] = []
      const world = bench({
        findCreated: async (since) => {
          asked.push(since)
          return world.look()
        },
      })
      const heardAt = world.context.connector.heardAt() ?? 0
      world.journal.accept(ann(1))
      const state = {
        kind: 'sending',
        sentAfter: null,
        sentAt: heardAt + at,
        fingerprint: 'x',
        isMarked: false,
      } as const
      world.journal.advance([{ mutationId: mutationId(1), recordId: fresh, state }])
      world.journal.recover()

      await resolveDoubts(world.context, go)

      expect(asked.map((since) => heardAt - since)).toEqual([back + 60_000])
    },
  )

  test('ends only when the time of the CRM says that its lists have caught up', async () => {
    const world = await doubtOf({})
    const looks: number[] = []
    async function look() {
      await resolveDoubts(world.context, go)
      looks.push(world.journal.next(accountId, 1).length)
    }

    await look()
    world.putClock(24 * hour)
    await look()
    world.passAtCrm(CRM_LAG_MS)
    await look()
    world.passAtCrm(1_000)
    world.putClock(-48 * hour)
    await look()

    expect(looks).toEqual([0, 0, 0, 1])
  })

  test.each<[string, Partial<ContactFields>, Partial<ContactFields>]>([
    ['a tag', { tags: ['fair'] }, {}],
    ['a field', { custom: { ['7' as FieldId]: [{ value: 'x' }] } }, {}],
  ])('asks when the only contact that looks alike lacks %s of what was sent', async (_name, sent, theirs) => {
    const alike = remoteContact(42, { name: 'Ann', ...theirs })
    const world = await doubtOf({ findCreated: async () => world.look(alike) }, ann(1, sent))

    await resolveDoubts(world.context, go)

    expect(world.journal.list()).toMatchObject([{ setAside: [{ problem: { kind: 'doubtful', candidates: ['42'] } }] }])
  })

  test('recognises a create from which a later edit took a tag before it left', async () => {
    const { context, journal, look } = bench({
      createContacts: async () => Promise.reject(lost),
      findCreated: async () => look(remoteContact(42, { name: 'Ann', tags: [] })),
    })
    journal.accept(ann(1, { tags: ['fair'] }))
    journal.accept(someMutation(2, { kind: 'edit', contactId: fresh, edit: tag('remove', 'fair') }))
    await pushAll(context, go).catch(() => undefined)

    await resolveDoubts(context, go)

    expect(journal.identities.remoteId(fresh)).toBe(remoteIdOfNumber(42))
  })
})

describe('a marked doubt', () => {
  test('knows its contact by the key, however it looks by now, and not its doubles without one', async () => {
    const renamed = carrying(remoteContact(42, { name: 'Renamed' }), uuid)
    const world = await doubtOf({
      ...marked,
      findCreated: async () => world.look(remoteContact(41, { name: 'Ann' }), renamed),
    })

    await resolveDoubts(world.context, go)

    expect([world.journal.identities.remoteId(fresh), world.told]).toEqual([
      remoteIdOfNumber(42),
      [{ kind: 'applied' }],
    ])
  })

  test('takes the oldest where somebody has copied the contact, key and all', async () => {
    const copies = [43, 9, 42].map((n) => carrying(remoteContact(n), uuid))
    const world = await doubtOf({ ...marked, findCreated: async () => world.look(...copies) })

    await resolveDoubts(world.context, go)

    expect(world.journal.identities.remoteId(fresh)).toBe(remoteIdOfNumber(9))
  })

  test('is sent again after two empty looks, though there is a contact that looks alike', async () => {
    const world = await doubtOf({ ...marked, findCreated: async () => world.look(remoteContact(41, { name: 'Ann' })) })

    await resolveDoubts(world.context, go)
    world.passAtCrm(CRM_LAG_MS + 1_000)
    await resolveDoubts(world.context, go)

    expect([world.journal.next(accountId, 1).length, world.journal.identities.remoteId(fresh)]).toEqual([1, null])
  })

  test('is not made again when somebody has deleted it meanwhile', async () => {
    const world = await doubtOf({
      ...marked,
      findDeleted: async () => [{ remoteId: remoteIdOfNumber(42), keys: [uuid] }],
    })

    await resolveDoubts(world.context, go)

    expect(world.journal.list()).toMatchObject([{ setAside: [{ problem: { kind: 'gone' } }] }])
  })

  test('is a question when something was deleted of which the CRM no longer says what it was', async () => {
    const world = await doubtOf({
      ...marked,
      findDeleted: async () => [{ remoteId: remoteIdOfNumber(42), keys: null }],
    })

    await resolveDoubts(world.context, go)

    expect(world.journal.list()).toMatchObject([{ setAside: [{ problem: { kind: 'doubtful', candidates: ['42'] } }] }])
  })

  test('is known by likeness when its field was deleted at the CRM, and its key with it', async () => {
    const alike = remoteContact(42, { name: 'Ann' })
    const world = await doubtOf({
      ...marked,
      findCreated: async () => ({ ...world.look(alike), showsKeys: false }),
    })

    await resolveDoubts(world.context, go)

    expect(world.journal.identities.remoteId(fresh)).toBe(remoteIdOfNumber(42))
  })
})

describe('a create', () => {
  test('goes without a key when the field for keys is refused', async () => {
    const sent: boolean[] = []
    let marksCreates = true
    const world = bench({
      get marksCreates() {
        return marksCreates
      },
      createContacts: async (items: readonly ContactCreate[]) => {
        sent.push(...items.map(({ isMarked }) => isMarked))
        const [wasMarked, result] = [marksCreates, { kind: 'applied', remoteId: remoteIdOfNumber(42), updatedAt: null }]
        marksCreates = false
        return [wasMarked ? { kind: 'not-sent' } : result] as Awaited<ReturnType<Connector['createContacts']>>
      },
    })
    world.journal.accept(ann(1))

    await pushAll(world.context, go)

    expect([sent, world.told]).toEqual([[true, false], [{ kind: 'applied' }]])
  })

  test('is written down as marked exactly when its key goes along', async () => {
    const world = await doubtOf(marked)

    expect(world.journal.doubts(accountId).map(({ state }) => state.isMarked)).toEqual([true])
  })

  test('does not leave before the CRM has said what time it is', async () => {
    const world = bench({
      heardAt: () => null,
      createContacts: async () => Promise.reject(new Error('must not leave')),
    })
    world.journal.accept(ann(1))

    await expect(pushAll(world.context, go)).rejects.toMatchObject({ code: 'remote/invalid-response' })
    expect(world.journal.next(accountId, 1).length).toBe(1)
  })

  test('is preceded by a question for the time, for what the last sync heard may be a day old', async () => {
    const asked: string[] = []
    const identity = { remoteAccountId: remoteIdOfNumber(1), capabilities: {} } as Awaited<
      ReturnType<Connector['identify']>
    >
    const world = bench({
      identify: async () => {
        asked.push('time')
        return identity
      },
      createContacts: async () => {
        asked.push('create')
        throw lost
      },
      pullUsers: async () => [],
      pullFields: async () => [],
      pullTags: async () => [],
      pullPipelines: async () => [],
      async *pullContacts() {},
    })
    const engine = createEngine({ context: world.context, remoteAccountId: '1' })
    await engine.run(go).catch(() => undefined)
    world.journal.accept(ann(1, emptyContactFields))

    await engine.run(go).catch(() => undefined)

    expect(asked).toEqual(['time', 'time', 'create'])
  })
})
