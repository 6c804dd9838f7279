import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Journal } from '#core/sync/journal.ts'
import { newEntityId, type ContactId } from '#shared/domain/ids.ts'
import { accountId, contactId, rename, someFields, someMutation } from './contacts.ts'
import { temporaryDirectory } from './temporary-directory.ts'

export const fresh = newEntityId<ContactId>(accountId, '11111111-1111-4111-8111-111111111111')
export const createFresh = (n: number) => someMutation(n, { kind: 'create', contactId: fresh, fields: someFields() })
export const editFresh = (n: number) => someMutation(n, { kind: 'edit', contactId: fresh, edit: rename('a', 'b') })
export const bulk = (n: number, ...contacts: number[]) =>
  someMutation(n, {
    kind: 'bulk-tags',
    contactIds: contacts.map(contactId),
    tags: [{ op: 'add', tag: 'vip', unchangedIds: [], exceptIds: [] }],
  })

/** The journal at `known`, or a new one. */
export async function openTemp(known?: string, targetsAtOnce?: number) {
  const path = known ?? join(await temporaryDirectory(), 'journal.sqlite')
  const journal = new Journal(path, undefined, targetsAtOnce)
  onTestFinished(() => journal.close())
  return { journal, path }
}

export const inLine = (journal: Journal) =>
  journal.next(accountId, 50).map(({ mutation, recordId: id }) => [mutation.id, id] as const)

export const createInFlight = { kind: 'sending', sentAfter: 100, fingerprint: 'ann', isMarked: true } as const
