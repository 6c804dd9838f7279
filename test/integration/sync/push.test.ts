import { describe, expect, test } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import type { ContactUpdate, ItemResult } from '#core/connectors/contact-writes.ts'
import type { Cursor } from '#core/connectors/pull-page.ts'
import { createEngine } from '#core/sync/engine.ts'
import { pushAll } from '#core/sync/push.ts'
import type { RemoteContact } from '#shared/domain/contact.ts'
import { newEntityId, type CompanyId, type ContactId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { bench } from '#test/support/engine-bench.ts'
import { settled } from '#test/support/fake-clock.ts'
import {
  accountId,
  companyId,
  contactId,
  editMutation,
  mutationId,
  phone,
  phoneEdit,
  remoteContact,
  remoteIdOfNumber,
  rename,
  someFields,
  someMutation,
  tag,
} from '#test/support/contacts.ts'

const fresh = newEntityId<ContactId>(accountId, '11111111-1111-4111-8111-111111111111')
const create = (n: number) => someMutation(n, { kind: 'create', contactId: fresh, fields: someFields({ name: 'Ann' }) })
const go = new AbortController().signal
const applied = (n: number): ItemResult => ({ kind: 'applied', remoteId: remoteIdOfNumber(n), updatedAt: null })
const refused: ItemResult = { kind: 'rejected', field: 'firstName', reason: 'Bad', message: 'no' }
const lost = new AppError('timeout', 'no answer', { details: { reached: true } })

const reading = (...contacts: readonly RemoteContact[]): Pick<Connector, 'readContacts'> => ({
  readContacts: async (ids) =>
    new Map(contacts.filter((one) => ids.includes(one.remoteId)).map((one) => [one.remoteId, one])),
})

describe('a push', () => {
  test('sends nothing that was taken back while an earlier request was out', async () => {
    const sent: ContactUpdate[] = []
    const { context, journal } = bench({
      createContacts: async () => {
        journal.cancel(mutationId(2))
        return [applied(42)]
      },
      updateContacts: async (items) => {
        sent.push(...items)
        return items.map(({ remoteId }) => ({ kind: 'applied', remoteId, updatedAt: null }))
      },
    })
    journal.accept(create(1))
    journal.accept(editMutation(2, 7, tag('add', 'vip')))

    await pushAll(context, go)

    expect([sent, journal.list()]).toEqual([[], []])
  })

  test('writes two ids of one contact one after the other, the second on top of the first', async () => {
    const remote = { phones: [phone('+1'), phone('+2')] }
    const { context, journal } = bench({
      readContacts: async (ids) => new Map(ids.map((id) => [id, remoteContact(42, remote)])),
      updateContacts: async (items) => {
        for (const { patch } of items) remote.phones = [...(patch.phones ?? [])]
        return items.map(() => applied(42))
      },
    })
    journal.identities.learn('contact', fresh, remoteIdOfNumber(42))
    journal.accept(someMutation(1, { kind: 'edit', contactId: fresh, edit: phoneEdit('+1', '+10') }))
    journal.accept(editMutation(2, 42, phoneEdit('+2', '+20', 1)))

    await pushAll(context, go)

    expect(remote.phones.map(({ value }) => value)).toEqual(['+10', '+20'])
  })

  test('is done with an edit that means nothing for a contact, instead of asking for it for ever', async () => {
    const { context, journal } = bench({})
    const tags = [{ op: 'add', tag: 'vip', unchangedIds: [], exceptIds: [contactId(1)] }] as const
    journal.accept(someMutation(1, { kind: 'bulk-tags', contactIds: [contactId(1)], tags }))

    await pushAll(context, go)

    expect(journal.list()).toEqual([])
  })

  test('says so when the CRM neither takes nor refuses an edit', async () => {
    const { context, journal } = bench({ updateContacts: async () => [{ kind: 'not-sent' }] })
    journal.accept(editMutation(1, 1, tag('add', 'vip')))

    await expect(pushAll(context, go)).rejects.toMatchObject({ code: 'remote/invalid-response' })
    expect(journal.next(accountId, 1).length).toBe(1)
  })

  test('calls an edit applied only if the CRM has it: one that was told within a refused one has not been', async () => {
    const { context, journal, told } = bench({
      ...reading(remoteContact(1, { firstName: 'A' })),
      updateContacts: async () => [refused],
    })
    journal.accept(editMutation(1, 1, rename('A', 'B')))
    journal.accept(editMutation(2, 1, rename('B', 'C')))

    await pushAll(context, go)

    expect(told.map((outcome) => outcome)).toMatchObject([
      { kind: 'superseded', by: mutationId(2), edit: rename('A', 'C') },
      { kind: 'set-aside' },
    ])
    expect(journal.list().map(({ mutation }) => mutation)).toEqual([editMutation(2, 1, rename('A', 'C'))])
  })

  test('does not take off the old company when the new one is unknown', async () => {
    const unlinked: unknown[] = []
    const { context, journal, told } = bench({
      ...reading(remoteContact(1, { companyIds: [companyId(5)] })),
      unlinkCompanies: async (links) => {
        unlinked.push(...links)
        return links.map(() => applied(1))
      },
    })
    const to = newEntityId<CompanyId>(accountId, '22222222-2222-4222-8222-222222222222')
    journal.accept(editMutation(1, 1, { kind: 'company', from: companyId(5), to, exclusive: true }))

    await pushAll(context, go)

    expect([unlinked, told]).toMatchObject([[], [{ kind: 'set-aside', problem: { reason: 'company-gone' } }]])
  })

  test('keeps an edit in line whose old company could not be taken off', async () => {
    const { context, journal } = bench({
      ...reading(remoteContact(1, { companyIds: [companyId(5)] })),
      linkCompanies: async (links) => links.map(() => applied(1)),
      unlinkCompanies: async () => [{ kind: 'rejected', field: 'company', reason: 'Locked', message: '' }],
    })
    const edit = { kind: 'company', from: companyId(5), to: companyId(6), exclusive: false } as const
    journal.accept(editMutation(1, 1, edit))

    await pushAll(context, go)

    expect(journal.list()).toMatchObject([{ setAside: [{ problem: { reason: 'Locked' } }] }])
  })

  test.each([
    ['is taken off', null],
    ['is replaced', companyId(6)],
  ])('keeps an edit in sight whose contact goes while its company %s', async (_, to) => {
    const looks = [remoteContact(1, { companyIds: [companyId(5)] })]
    const { context, journal, told } = bench({
      readContacts: async () =>
        new Map([looks.pop()].flatMap((one) => (one === undefined ? [] : [[one.remoteId, one]]))),
      linkCompanies: async (links) => links.map(() => applied(1)),
    })
    journal.accept(editMutation(1, 1, { kind: 'company', from: companyId(5), to, exclusive: false }))

    await pushAll(context, go)

    expect(told).toEqual([{ kind: 'set-aside', problem: { kind: 'gone' } }])
  })
})

describe('a sync', () => {
  test('picks up what a failed write left on its way, without a restart', async () => {
    const { context, journal } = bench({
      identify: async () => Promise.reject(lost),
    })
    journal.accept(create(1))
    journal.accept(editMutation(2, 2, rename('a', 'b')))
    journal.advance([
      {
        mutationId: mutationId(1),
        recordId: fresh,
        state: { kind: 'sending', sentAfter: 1, fingerprint: 'ann', isMarked: false },
      },
      { mutationId: mutationId(2), recordId: contactId(2), state: { kind: 'sending' } },
    ])

    await createEngine({ context, remoteAccountId: '1' })
      .run(go)
      .catch(() => undefined)

    expect([journal.doubts(accountId).length, journal.next(accountId, 9).length]).toEqual([1, 1])
  })

  test('does not end before a request that it has sent, whatever else failed', async () => {
    const answer = Promise.withResolvers<void>()
    const posted = Promise.withResolvers<void>()
    const { context, journal } = bench({
      identify: async () =>
        ({ remoteAccountId: remoteIdOfNumber(1), capabilities: {} }) as Awaited<ReturnType<Connector['identify']>>,
      pullUsers: async () => {
        await posted.promise
        throw lost
      },
      pullFields: async () => [],
      pullTags: async () => [],
      pullPipelines: async () => [],
      neighbours: {},
      async *pullContacts() {
        journal.accept(create(1))
        yield { items: [], cursor: '' as Cursor, isComplete: true }
      },
      createContacts: async () => {
        posted.resolve()
        await answer.promise
        return [applied(42)]
      },
    })

    const states: unknown[] = []
    const run = createEngine({ context, remoteAccountId: '1' }).run(go)
    const ended = run.catch(() => states.push(journal.list().length))
    await posted.promise
    await settled()
    const endedEarly = states.length > 0
    answer.resolve()
    await ended

    expect([endedEarly, states]).toEqual([false, [0]])
  })

  test('sends nothing with the token of another account', async () => {
    const { context, journal } = bench({
      identify: async () =>
        ({ remoteAccountId: remoteIdOfNumber(2), capabilities: {} }) as Awaited<ReturnType<Connector['identify']>>,
    })
    journal.accept(editMutation(1, 1, tag('add', 'vip')))

    const run = createEngine({ context, remoteAccountId: '1' }).run(go)

    await expect(run).rejects.toMatchObject({ code: 'auth/denied', details: { reason: 'another-account' } })
    expect(journal.next(accountId, 1).length).toBe(1)
  })
})
