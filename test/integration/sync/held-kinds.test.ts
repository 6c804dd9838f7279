import { describe, expect, test } from 'vitest'
import type { ItemResult } from '#core/connectors/contact-writes.ts'
import { heldAlone } from '#core/connectors/held-alone.ts'
import { pushAll } from '#core/sync/push.ts'
import { createNeighbour } from '#renderer/db/edit-neighbour.ts'
import { newEntityId, remoteIdOf, type ContactId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import {
  accountId,
  contactId,
  editMutation,
  mutationId,
  remoteIdOfNumber,
  rename,
  someFields,
  someMutation,
  tag,
} from '#test/support/contacts.ts'
import { bench } from '#test/support/engine-bench.ts'
import { fresh } from '#test/support/journal-base.ts'
import { askPortal, listPortal } from '#test/support/portal-world.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const go = new AbortController().signal
const REST_MS = 60_000
const applied = (n: number): ItemResult => ({ kind: 'applied', remoteId: remoteIdOfNumber(n), updatedAt: null })
const held: ItemResult = { kind: 'not-sent', restMs: REST_MS }
const heldBack = () =>
  new AppError('rate-limited', 'not now', { details: { ...heldAlone, retryAfterMs: REST_MS, reached: false } })

describe('a kind of edit that a CRM takes none of', () => {
  test('waits with all of its kind, without being tried again, and the others leave', async () => {
    const asked: string[] = []
    const { context, journal } = bench({
      writeBatch: 2,
      updateContacts: async (items) => {
        asked.push(...items.map(({ remoteId }) => remoteId))
        return items.map(() => held)
      },
      createContacts: async (items) => items.map(() => applied(77)),
    })
    const line = Array.from({ length: 40 }, (_, at) => at + 1)
    for (const n of line) journal.accept(editMutation(n, n, tag('add', 'VIP')))
    journal.accept(someMutation(99, { kind: 'create', contactId: contactId(99), fields: someFields() }))

    await pushAll(context, go)
    const first = asked.length
    await pushAll(context, go)

    // What was out already when the first of them came back.
    expect([first < line.length, asked.length]).toEqual([true, first])
    expect(journal.list().map(({ mutation }) => mutation.id)).toEqual(line.map(mutationId))
    expect(context.rests.list()).toEqual([{ work: 'contact-update', until: context.clock.now() + REST_MS }])
  })

  test('is passed over once and in portions, however long its line is, and what stands behind it leaves', async () => {
    const count = 5_000
    const made: string[] = []
    const { context, journal } = bench({
      updateContacts: async (items) => items.map(() => held),
      createContacts: async (items) => {
        made.push(...items.map(({ key }) => key))
        return items.map((_, at) => applied(9_000 + at))
      },
    })
    const everybody = Array.from({ length: count }, (_, at) => contactId(at + 1))
    const tags = [{ op: 'add', tag: 'VIP', unchangedIds: [], exceptIds: [] }] as const
    journal.accept(someMutation(1, { kind: 'bulk-tags', contactIds: everybody, tags }))
    journal.accept(someMutation(2, { kind: 'create', contactId: fresh, fields: someFields() }))
    let [asked, breaths] = [0, 0]
    const rests = Object.create(context.rests, {
      isHeld: { value: (id: ContactId) => (asked++, context.rests.isHeld(id)) },
    }) as typeof context.rests
    const clock = { ...context.clock, sleep: async () => void breaths++ }

    await pushAll({ ...context, rests, clock }, go)
    const first = { asked, breaths, made: made.length, left: journal.pendingRecords(context.accountId) }
    ;[asked, breaths] = [0, 0]
    await pushAll({ ...context, rests, clock }, go)

    expect(first).toMatchObject({ made: 1, left: count })
    // Once to find out, once to pass over, and once more from the front because something has left.
    expect(first.asked).toBeLessThan(4 * count)
    expect(first.breaths).toBeGreaterThanOrEqual(count / 50 - 10)
    expect([asked, breaths, made.length]).toEqual([count, count / 1_000, 1])
  })

  test('does not keep back what got free before it while it was passed over', async () => {
    const made: string[] = []
    const { context, journal } = bench({
      writeBatch: 2,
      updateContacts: async (items) => items.map(() => held),
      createContacts: async (items) => {
        made.push(...items.map(({ key }) => key))
        // Its user tries it again.
        journal.retry(mutationId(1))
        return items.map((_, at) => applied(900 + at))
      },
    })
    const create = (n: number, uuid: string) => {
      const id = newEntityId<ContactId>(accountId, `${uuid}-1111-4111-8111-111111111111`)
      journal.accept(someMutation(n, { kind: 'create', contactId: id, fields: someFields() }))
      return id
    }
    const first = create(1, '11111111')
    const problem = { kind: 'rejected', field: null, reason: 'no', message: 'not now' } as const
    journal.advance([{ mutationId: mutationId(1), recordId: first, state: { kind: 'set-aside', problem } }])
    for (const n of [2, 3, 4, 5, 6]) journal.accept(editMutation(n, n, tag('add', 'VIP')))
    create(9, '99999999')

    await pushAll(context, go)

    expect(journal.list().map(({ mutation }) => mutation.id)).toEqual([2, 3, 4, 5, 6].map(mutationId))
    expect(made.length).toBe(2)
  })

  test('goes on when its time has come, and at once when the clock of the device is set back', async () => {
    for (const ms of [REST_MS, -86_400_000]) {
      let isHeld = true
      const { context, journal, putClock } = bench({
        updateContacts: async (items) => items.map(({ remoteId }) => (isHeld ? held : applied(Number(remoteId)))),
      })
      journal.accept(editMutation(1, 1, tag('add', 'VIP')))
      await pushAll(context, go)
      const before = [journal.hasPending(context.accountId), context.rests.next()]
      isHeld = false
      putClock(ms)

      await pushAll(context, go)

      expect([before, journal.list(), context.rests.next()]).toEqual([[true, REST_MS], [], null])
    }
  })

  test('may be the look before an edit: then everything that needs the look waits', async () => {
    let looks = 0
    const { context, journal } = bench({
      readContacts: async () => {
        looks += 1
        throw heldBack()
      },
      deleteContacts: async () => [],
    })
    journal.accept(editMutation(1, 1, rename('A', 'B')))

    await pushAll(context, go)
    await pushAll(context, go)

    const state = journal.stateOf({ mutationId: mutationId(1), recordId: contactId(1) })
    expect([looks, state]).toEqual([1, { kind: 'pending' }])
  })

  test('fails the sync where the CRM holds back everything', async () => {
    const { context, journal } = bench({
      updateContacts: async () => {
        throw new AppError('rate-limited', 'not now', { details: { retryAfterMs: REST_MS, reached: false } })
      },
    })
    journal.accept(editMutation(1, 1, tag('add', 'VIP')))

    await expect(pushAll(context, go)).rejects.toMatchObject({ code: 'rate-limited' })
    expect(context.rests.list()).toEqual([])
  })
})

const turn = async (world: World, switches: Readonly<Record<string, number | string>>) =>
  fetch(`${world.crm().control}/bitrix24/switches`, { method: 'POST', body: JSON.stringify(switches) })

describe('a portal one of whose methods has used up its time', () => {
  test('gets all edits but those, says until when they wait, and tells what is new', async () => {
    const world = await startWorld({ provider: 'bitrix24', limits: 'real' })
    const [row] = await world.rows()
    const who = row?.id as ContactId
    const id = remoteIdOf(who)
    // What is asked meanwhile would use up the time of other methods.
    await world.settle()
    await world.main().call('sync/set-offline', { isOffline: true })
    await turn(world, { operatingSeconds: 500, plan: 'enterprise' })
    await askPortal(world, 'crm.contact.update', { id, fields: { POST: 'Директор' } })
    await turn(world, { operatingSeconds: 0 })
    await world.main().call('sync/set-offline', { isOffline: false })

    const firstName = row?.fields.firstName ?? ''
    await world.edit(who, { kind: 'set', field: 'firstName', from: firstName, to: 'Пётр' })
    const note = { kind: 'note', fields: { aboutId: who, noteType: 'common', text: 'Уходит' } } as const
    await world.accept(await createNeighbour(world.context(), who, note))

    await eventually(async () => {
      expect(await world.pendingCount()).toBe(1)
      const { statuses } = await world.main().call('app/describe', {})
      expect(statuses[0]).toMatchObject({ phase: { kind: 'idle' }, resting: [{ work: 'contact-update' }] })
    })
    const filter = { ENTITY_ID: id, ENTITY_TYPE: 'contact' }
    expect(await listPortal(world, 'crm.timeline.comment.list', filter)).toMatchObject([{ COMMENT: 'Уходит' }])
    expect(await world.problems()).toEqual([])
    expect(await askPortal(world, 'crm.contact.get', { id })).toMatchObject({ NAME: firstName, POST: 'Директор' })
  })
})
