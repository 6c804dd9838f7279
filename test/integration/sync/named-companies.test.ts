import { describe, expect, test } from 'vitest'
import type { ItemResult } from '#core/connectors/contact-writes.ts'
import { pushAll } from '#core/sync/push.ts'
import { newEntityId, type CompanyId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { bench } from '#test/support/engine-bench.ts'
import { accountId, companyId, editMutation, remoteContact, remoteIdOfNumber } from '#test/support/contacts.ts'

const go = new AbortController().signal
const applied = (n: number): ItemResult => ({ kind: 'applied', remoteId: remoteIdOfNumber(n), updatedAt: null })
const lost = new AppError('timeout', 'no answer', { details: { reached: true } })

describe('a company that is chosen by its name', () => {
  test('goes by the id that it had here first, however many names have come to it', () => {
    const { journal } = bench({})
    const [first, second] = ['9', '2'].map((d) =>
      newEntityId<CompanyId>(accountId, `${d.repeat(8)}-2222-4222-8222-222222222222`),
    )
    if (first === undefined || second === undefined) throw new Error('two ids')
    const { identities } = journal

    for (const id of [first, second]) identities.learn('company', id, remoteIdOfNumber(5))

    const told = { id: companyId(5), accountId, remoteId: remoteIdOfNumber(5), name: 'Acme', updatedAt: 7 }
    expect(identities.adoptCompany(told).id).toBe(first)
    expect([first, second].map((id) => identities.remoteId(id))).toEqual([remoteIdOfNumber(5), remoteIdOfNumber(5)])
  })

  test('is told of before it is linked, and again when the answer to the link was lost', async () => {
    const acme = { id: companyId(5), accountId, remoteId: remoteIdOfNumber(5), name: 'Acme' }
    const heard: unknown[] = []
    let isLost = true
    const { context, journal } = bench({
      readContacts: async () => new Map([[remoteIdOfNumber(1), remoteContact(1)]]),
      ensureCompany: async () => ({ ...acme, updatedAt: 7 }),
      linkCompanies: async (links) => {
        if (!isLost) return links.map(() => applied(1))
        isLost = false
        throw lost
      },
    })
    const store: typeof context.store = {
      call: async (name, input) => {
        if ('companies' in input) heard.push(...input.companies)
        return context.store.call(name, input)
      },
    }
    const to = newEntityId<CompanyId>(accountId, '22222222-2222-4222-8222-222222222222')
    journal.accept(editMutation(1, 1, { kind: 'company', from: null, to, exclusive: false, createName: 'Acme' }))

    await expect(pushAll({ ...context, store }, go)).rejects.toBe(lost)
    expect(heard).toEqual([{ ...acme, id: to, updatedAt: 7 }])
    await pushAll({ ...context, store }, go)

    // By the name that was typed, and so old that whatever was heard since is newer.
    expect(heard.slice(1)).toEqual([{ ...acme, id: to, updatedAt: 0 }])
  })
})
