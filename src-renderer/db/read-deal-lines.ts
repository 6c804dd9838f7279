import { displayNameOf } from '#shared/domain/contact.ts'
import type { AccountId, ContactId, NeighbourId, StageId, UserId } from '#shared/domain/ids.ts'
import { aboutIdsOf } from '#shared/domain/neighbour.ts'
import { saleFacts, tagsIn, type SaleTag } from '#shared/domain/sale-facts.ts'
import type { CacheDb } from './cache-db.ts'
import { isSaleRow, type SaleRow } from './sale-rows.ts'
import { readTargets } from './pending-mutations.ts'
import { readNamed } from './read-contact-names.ts'
import type { TargetRow } from './rows.ts'

/** One line of a list of deals. */
export interface DealLine {
  readonly id: NeighbourId
  readonly accountId: AccountId
  readonly name: string
  readonly price: number
  readonly currency?: string | undefined
  readonly stage: StageId | null
  readonly responsibleId: UserId | null
  /** The main contact, else the first; empty where there is none. */
  readonly contact: string
  /** Contacts beside that one. */
  readonly moreContacts: number
  readonly tags: readonly SaleTag[]
  readonly updatedAt: number
  readonly isPending: boolean
  readonly needsAttention: boolean
}

/** Lines for the part of the list that is on screen. Deals that are not there have no entry. */
export async function readDealLines(
  db: CacheDb,
  ids: readonly NeighbourId[],
): Promise<ReadonlyMap<NeighbourId, DealLine>> {
  return db.transaction('r', [db.neighbours, db.contacts, db.targets], async () => {
    const rows = (await db.neighbours.bulkGet([...ids])).filter(isSaleRow)
    return new Map((await toLines(db, rows)).map((line) => [line.id, line]))
  })
}

/** Within the caller's transaction. */
export async function toLines(db: CacheDb, rows: readonly SaleRow[]): Promise<readonly DealLine[]> {
  const ids = rows.map(({ id }) => id)
  const targets = Map.groupBy(await readTargets(db, ids), ({ recordId }) => recordId)
  const firsts = [...new Set(rows.flatMap(({ record }) => aboutIdsOf(record).slice(0, 1)))]
  const contacts = await readNamed(db, firsts)
  const nameOf = new Map<ContactId, string>()
  for (const [at, id] of firsts.entries()) {
    const row = contacts[at]
    nameOf.set(id, row === undefined ? '' : displayNameOf(row.fields))
  }
  return rows.map((row) => toLine(row, targets.get(row.id) ?? [], nameOf))
}

function toLine(
  { id, accountId, record, updatedAt }: SaleRow,
  targets: readonly TargetRow[],
  nameOf: ReadonlyMap<ContactId, string>,
): DealLine {
  const { name, price, currency, stage, responsibleId } = record.fields
  const [first, ...others] = aboutIdsOf(record)
  return {
    ...{ id, accountId, name, price, currency, stage, responsibleId, updatedAt },
    contact: first === undefined ? '' : (nameOf.get(first) ?? ''),
    moreContacts: others.length,
    tags: tagsIn(record.fields.custom?.[saleFacts.tags]),
    isPending: targets.length > 0,
    needsAttention: targets.some(({ problem }) => problem !== undefined),
  }
}
