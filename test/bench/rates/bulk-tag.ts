import { toEntityId, type AccountId, type ContactId, type MutationId, type RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { createContactSource } from '../data/bench-contact.ts'

/** A tag on the first `count` contacts of the benchmark's base. */
export function pickContactIds(accountId: AccountId, contacts: number, count: number): Mutation {
  const source = createContactSource(contacts)
  const contactIds = Array.from({ length: Math.min(count, contacts) }, (_, at) =>
    toEntityId<ContactId>(accountId, String(source(at).id) as RemoteId),
  )
  return {
    ...{ id: '00000000-0000-4000-8000-000000000001' as MutationId, accountId, at: Date.now(), subject: 'first' },
    change: { kind: 'bulk-tags', contactIds, tags: [{ op: 'add', tag: 'rates', unchangedIds: [], exceptIds: [] }] },
  }
}
