import { describe, expect, test } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import type { ContactUpdate, ItemResult } from '#core/connectors/contact-writes.ts'
import { pushAll } from '#core/sync/push.ts'
import { newEntityId, type CompanyId, type ContactId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { bench } from '#test/support/engine-bench.ts'
import { settled } from '#test/support/fake-clock.ts'
import {
  accountId,
  contactId,
  editMutation,
  mutationId,
  phone,
  phoneEdit,
  remoteContact,
  remoteIdOfNumber,
  someFields,
  someMutation,
  tag,
} from '#test/support/contacts.ts'

const fresh = newEntityId<ContactId>(accountId, '11111111-1111-4111-8111-111111111111')
const go = new AbortController().signal

const bulk = (n: number, ...contacts: number[]) =>
  someMutation(n, {
    kind: 'bulk-tags',
    contactIds: contacts.map(contactId),
    tags: [{ op: 'add', tag: `tag ${n}`, unchangedIds: [], exceptIds: [] }],
  })

const applied = ({ remoteId }: Pick<ContactUpdate, 'remoteId'>): ItemResult => ({
  kind: 'applied',
  remoteId,
  updatedAt: null,
})

/** A CRM that keeps its answers to updates back until it is told to give them. */
function slowCrm(crm: Partial<Connector> = {}) {
  const open: { readonly ids: readonly string[]; readonly answer: (error?: AppError) => void }[] = []
  const desk = bench({
    writeBatch: 2,
    updateContacts: async (items) => {
      const { promise, resolve, reject } = Promise.withResolvers<readonly ItemResult[]>()
      const answer = (error?: AppError) => (error === undefined ? resolve(items.map(applied)) : reject(error))
      open.push({ ids: items.map(({ remoteId }) => String(remoteId)), answer })
      return promise
    },
    ...crm,
  })
  return { ...desk, open, ids: () => open.map(({ ids }) => ids) }
}

describe('batches of updates', () => {
  test('are out side by side, each contact in one of them, each written down before it left', async () => {
    const { context, journal, open, ids } = slowCrm()
    journal.accept(bulk(1, 1, 2, 3, 4, 5))

    const pushed = pushAll(context, go)
    await settled()
    const states = [1, 5].map((n) => journal.stateOf({ mutationId: mutationId(1), recordId: contactId(n) })?.kind)
    const out = ids()
    for (const { answer } of open) answer()
    await pushed

    expect([out, states, journal.list()]).toEqual([[['1', '2'], ['3', '4'], ['5']], ['sending', 'sending'], []])
  })

  test('keep the order of a contact: its next edit waits until the window has heard of the first', async () => {
    const { context, journal, open, ids } = slowCrm()
    const { promise: heard, resolve: hear } = Promise.withResolvers<object>()
    const store = { call: async () => heard } as unknown as typeof context.store
    journal.accept(bulk(1, 1))

    const pushed = pushAll({ ...context, store }, go)
    await settled()
    journal.accept(bulk(2, 1))
    journal.accept(bulk(3, 2, 3))
    open[0]?.answer()
    await settled()
    const before = ids()
    hear({})
    await settled()
    const after = ids()
    for (const { answer } of open) answer()
    await pushed

    expect([before, after, journal.list()]).toEqual([[['1'], ['2'], ['3']], [['1'], ['2'], ['3'], ['1']], []])
  })

  test('never hold two ids of one contact at once', async () => {
    let [now, most] = [0, 0]
    const { context, journal } = bench({
      writeBatch: 1,
      readContacts: async (wanted) => {
        most = Math.max(most, ++now)
        return new Map(wanted.map((id) => [id, remoteContact(42, { phones: [phone('+1'), phone('+2')] })]))
      },
      updateContacts: async (items) => {
        await settled()
        now--
        return items.map(applied)
      },
    })
    journal.identities.learn('contact', fresh, remoteIdOfNumber(42))
    journal.accept(someMutation(1, { kind: 'edit', contactId: fresh, edit: phoneEdit('+1', '+10') }))
    journal.accept(editMutation(2, 42, phoneEdit('+2', '+20', 1)))

    await pushAll(context, go)

    expect([most, journal.list()]).toEqual([1, []])
  })

  test('do not wait for a window that is slow: what came to be meanwhile is told in one message', async () => {
    const told: number[] = []
    const { promise: heard, resolve: hear } = Promise.withResolvers<object>()
    const { context, journal, open, ids } = slowCrm()
    const call = async (_name: string, { outcomes }: { readonly outcomes: readonly unknown[] }) => {
      told.push(outcomes.length)
      return heard
    }
    const store = { call } as unknown as typeof context.store
    journal.accept(bulk(1, ...Array.from({ length: 30 }, (_, at) => at + 1)))

    const pushed = pushAll({ ...context, store }, go)
    await settled()
    for (const { answer } of open) answer()
    await settled()
    const out = ids().length
    for (const { answer } of open) answer()
    hear({})
    await pushed

    const all = told.reduce((sum, count) => sum + count, 0)
    expect([out, told.slice(0, 2), all, journal.list()]).toEqual([15, [2, 18], 30, []])
  })

  test('leave a create to itself', async () => {
    const { context, journal, open, ids } = slowCrm({
      createContacts: async () => {
        atCreate.push(...ids().flat())
        return [applied({ remoteId: remoteIdOfNumber(42) })]
      },
    })
    const atCreate: string[] = []
    journal.accept(bulk(1, 1, 2))
    journal.accept(someMutation(2, { kind: 'create', contactId: fresh, fields: someFields() }))
    journal.accept(bulk(3, 3, 4))

    const pushed = pushAll(context, go)
    await settled()
    const isMade = atCreate.length > 0
    open[0]?.answer()
    await settled()
    for (const { answer } of open) answer()
    await pushed

    expect([isMade, atCreate, journal.list()]).toEqual([false, ['1', '2'], []])
  })

  test('make a company once that two of them need', async () => {
    let [now, most] = [0, 0]
    const { context, journal } = bench({
      writeBatch: 1,
      readContacts: async (wanted) => new Map(wanted.map((id) => [id, remoteContact(Number(id))])),
      ensureCompany: async (name) => {
        most = Math.max(most, ++now)
        await settled()
        now--
        const id = newEntityId<CompanyId>(accountId, '22222222-2222-4222-8222-222222222222')
        return { id, accountId, remoteId: remoteIdOfNumber(7), name, updatedAt: 0 }
      },
      linkCompanies: async (links) => links.map(({ contactId: remoteId }) => applied({ remoteId })),
    })
    const to = (n: number) => newEntityId<CompanyId>(accountId, `${n}2222222-2222-4222-8222-222222222222`)
    for (const n of [1, 2]) {
      const edit = { kind: 'company', from: null, to: to(n), exclusive: true, createName: 'Acme' } as const
      journal.accept(editMutation(n, n, edit))
    }

    await pushAll(context, go)

    expect([most, journal.list()]).toEqual([1, []])
  })

  test('all have their answers before the failure of one is told, and nothing more leaves', async () => {
    const { context, journal, open, ids } = slowCrm()
    journal.accept(bulk(1, 1, 2, 3, 4))
    let isOver = false

    const pushed = pushAll(context, go).finally(() => (isOver = true))
    const told = expect(pushed).rejects.toMatchObject({ code: 'timeout' })
    await settled()
    open[0]?.answer(new AppError('timeout', 'no answer', { details: { reached: true } }))
    await settled()
    journal.accept(editMutation(2, 9, tag('add', 'vip')))
    const isOverBefore = isOver
    open[1]?.answer()
    await told

    const left = journal.next(accountId, 50).map(({ recordId: id }) => id)
    expect([isOverBefore, ids().length, left]).toEqual([false, 2, [contactId(1), contactId(2), contactId(9)]])
  })
})
