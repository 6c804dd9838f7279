import {
  accountOf,
  toEntityId,
  toNeighbourId,
  type AccountId,
  type ContactId,
  type MutationId,
  type NeighbourId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { aboutIdsOf } from '#shared/domain/neighbour.ts'
import type { CacheDb } from './cache-db.ts'
import { readTargets } from './pending-mutations.ts'
import { toEntry } from './read-feed.ts'

/** A chat as the card of its contact shows it. */
export interface Chat {
  readonly id: NeighbourId
  /** The messenger's own. */
  readonly chatId: RemoteId
  /** The way by which it has come; empty where nobody tells. */
  readonly title: string
  /** Its coming here has not reached the CRM. */
  readonly isPending: boolean
  /** Whose it is in the CRM until then. */
  readonly before: ContactId | null
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
}

/** Chats of one contact, with what is pending on them. */
export async function readChats(db: CacheDb, contactId: ContactId): Promise<readonly Chat[]> {
  return db.transaction('r', [db.contacts, db.neighbours, db.targets], async () => {
    const contact = await db.contacts.get(contactId)
    // As in the feed.
    const told = contact?.remoteId === undefined ? [] : [toEntityId<ContactId>(accountOf(contactId), contact.remoteId)]
    const rows = await db.neighbours
      .where('aboutIds')
      .anyOf([contactId, ...told])
      .distinct()
      .filter(({ record }) => record.kind === 'chat')
      .toArray()
    const ids = rows.map(({ id }) => id)
    const targets = Map.groupBy(await readTargets(db, ids), ({ recordId }) => recordId)
    return rows.flatMap((row): Chat[] => {
      if (row.remoteId === undefined) return []
      const { id, isPending, problems } = toEntry(row, targets.get(row.id) ?? [])
      const [before = null] = row.base === undefined ? [] : aboutIdsOf(row.base)
      const title = row.record.kind === 'chat' ? (row.record.fields.title ?? '') : ''
      return [{ id, chatId: row.remoteId, title, isPending, before, problems }]
    })
  })
}

/** Whose a chat is, as far as this device knows; `null` where it has heard of nobody. */
export async function findOwner(db: CacheDb, accountId: AccountId, chatId: RemoteId): Promise<ContactId | null> {
  const row = await db.neighbours.get(toNeighbourId('chat', accountId, chatId))
  const [owner = null] = row === undefined ? [] : aboutIdsOf(row.record)
  return owner
}
