import { displayNameOf } from '#shared/domain/contact.ts'
import {
  accountOf,
  toEntityId,
  type AccountId,
  type ContactId,
  type MutationId,
  type NeighbourId,
  type RemoteId,
  type UserId,
} from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { aboutIdsOf, memberOf, type DealFields } from '#shared/domain/neighbour.ts'
import type { CacheDb } from './cache-db.ts'
import { isDealRow } from './deal-rows.ts'
import { isHere } from './is-here.ts'
import { parseProblem } from './parse-mutation.ts'
import { readMutations, readTargets } from './pending-mutations.ts'
import { readNamed } from './read-contact-names.ts'
import { toLines, type DealLine } from './read-deal-lines.ts'

/** A contact of a deal. */
export interface DealContact {
  /** As the deal names it. */
  readonly memberId: ContactId
  /** Its card; `null` where it is not here, or not any more. */
  readonly cardId: ContactId | null
  readonly name: string
  readonly isMain: boolean
  readonly isPending: boolean
}

/** A deal as its card shows it. */
export interface OpenDeal {
  readonly id: NeighbourId
  readonly accountId: AccountId
  readonly remoteId: RemoteId | null
  readonly fields: DealFields
  /** The main one first, the others by name. */
  readonly contacts: readonly DealContact[]
  readonly createdAt: number
  readonly createdBy: UserId | null
  readonly updatedAt: number
  readonly updatedBy: UserId | null
  readonly isDeleted: boolean
  /** Something of it the CRM has not taken yet, perhaps all. */
  readonly isPending: boolean
  /** Fields with something that the CRM has not taken yet. */
  readonly pendingFields: ReadonlySet<string>
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
}

/** `null` for a deal that is not here. */
export async function readDeal(db: CacheDb, id: NeighbourId): Promise<OpenDeal | null> {
  return db.transaction('r', [db.neighbours, db.contacts, db.targets, db.outbox], async () => {
    const row = await db.neighbours.get(id)
    if (!isDealRow(row)) return null
    const targets = await readTargets(db, [id])
    const waiting = targets.filter(({ problem }) => problem === undefined)
    const pending = await readMutations(db, new Set(waiting.map(({ mutationId }) => mutationId)))
    const pendingFields = new Set(
      pending.flatMap(({ change }) => (change.kind === 'edit-neighbour' ? [change.edit.field] : [])),
    )
    const { remoteId = null, record, accountId, createdAt, createdBy, updatedAt, updatedBy, deletedAt } = row
    return {
      ...{ id, accountId, remoteId, createdAt, createdBy, updatedAt, updatedBy, pendingFields },
      fields: record.fields,
      contacts: await readContacts(db, record.fields, aboutIdsOf(record), pendingFields),
      isDeleted: deletedAt !== undefined,
      isPending: waiting.length > 0,
      problems: targets.flatMap((target) => {
        const problem = parseProblem(target)
        return problem === null ? [] : [{ mutationId: target.mutationId, problem }]
      }),
    }
  })
}

async function readContacts(
  db: CacheDb,
  { mainContactId }: DealFields,
  ids: readonly ContactId[],
  pendingFields: ReadonlySet<string>,
): Promise<readonly DealContact[]> {
  const rows = await readNamed(db, ids)
  const members = new Set([...pendingFields].map(memberOf))
  const all = ids.map((memberId, at): DealContact => {
    const row = rows[at]
    const isMain = memberId === mainContactId
    return {
      ...{ memberId, isMain },
      cardId: row === undefined || !isHere(row) ? null : row.id,
      name: row === undefined ? '' : displayNameOf(row.fields),
      isPending: members.has(memberId) || (isMain && pendingFields.has('mainContactId')),
    }
  })
  return all.sort((a, b) => Number(b.isMain) - Number(a.isMain) || a.name.localeCompare(b.name))
}

/** Deals of one contact, those that changed last first; those that the CRM has deleted are none. */
export async function readDealsOf(db: CacheDb, contactId: ContactId): Promise<readonly DealLine[]> {
  return db.transaction('r', [db.contacts, db.neighbours, db.targets], async () => {
    const contact = await db.contacts.get(contactId)
    // What was pulled before a draft was known to have arrived names the contact by the CRM's own id.
    const told = contact?.remoteId === undefined ? [] : [toEntityId<ContactId>(accountOf(contactId), contact.remoteId)]
    const rows = await db.neighbours
      .where('aboutIds')
      .anyOf([contactId, ...told])
      .distinct()
      .toArray()
    const deals = rows.filter(isDealRow).filter(({ deletedAt }) => deletedAt === undefined)
    return (await toLines(db, deals)).toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))
  })
}
