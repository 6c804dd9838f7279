import { displayNameOf } from '#shared/domain/contact.ts'
import { accountOf, isContactId, type AccountId, type ContactId } from '#shared/domain/ids.ts'
import type { BulkTag, Mutation } from '#shared/domain/mutation.ts'
import type { CacheDb } from './cache-db.ts'
import { toMutation } from './edit-contact.ts'
import { isHere } from './is-here.ts'
import type { ContactRow } from './rows.ts'
import type { StoreContext } from './store-context.ts'
import { havingTag, NOT_HERE, withoutContacts, type TagCensus, type TagLookUp } from './tag-census.ts'
import { readShown } from './unspread.ts'

export interface TagChange {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** What a bulk edit of these contacts has to know before it can be written down; the tags need not be known yet. */
export interface BulkGround {
  /** Each once. */
  readonly ids: readonly ContactId[]
  readonly census: TagCensus
  /** One for each account, with those of its contacts that are here. */
  readonly parts: readonly GroundPart[]
}

interface GroundPart {
  readonly accountId: AccountId
  readonly places: readonly number[]
  /** The name of the first. */
  readonly subject: string
}

/**
 * One bulk edit, as one mutation for each account that it touches; ids are frozen here. Contacts that are deleted or
 * not here are left out; a tag both added and removed is added.
 */
export function toBulkTags(
  context: StoreContext,
  { ids, census, parts }: BulkGround,
  { add, remove }: TagChange,
): readonly Mutation[] {
  const added = distinct(add)
  const removed = distinct(remove).filter((tag) => !added.includes(tag))
  const tags = [
    ...added.map((tag) => ({ op: 'add', tag, has: havingTag(census, tag) }) as const),
    ...removed.map((tag) => ({ op: 'remove', tag, has: havingTag(census, tag) }) as const),
  ]
  if (tags.length === 0) return []
  return parts.map(({ accountId, places, subject }) => {
    const toIds = (chosen: readonly number[]) => chosen.map((at) => ids[at]).filter((id) => id !== undefined)
    const bulk = tags.map(({ op, tag, has }): BulkTag => {
      const unchanged = places.filter((at) => has(at) === (op === 'add'))
      return { op, tag, unchangedIds: toIds(unchanged), exceptIds: [] }
    })
    const change = { kind: 'bulk-tags', contactIds: toIds(places), tags: bulk } as const
    return toMutation(context, accountId, change, subject)
  })
}

/** @param lookUp spares reading the rows of a large edit */
export async function readBulkGround(
  db: CacheDb,
  contactIds: readonly ContactId[],
  lookUp: TagLookUp = async () => null,
): Promise<BulkGround> {
  const ids = [...new Set(contactIds)]
  const [census, names] = await Promise.all([takeCensus(db, ids, lookUp), readFirstNames(db, ids)])
  const places = ids.map((_, at) => at).filter((at) => census.listOf[at] !== NOT_HERE)
  const groups = Map.groupBy(places, (at) => accountOf(ids[at] as ContactId))
  const parts = [...groups].map(async ([accountId, own]) => {
    const first = ids[own[0] ?? 0] as ContactId
    return { accountId, places: own, subject: names.get(first) ?? (await readName(db, first)) }
  })
  return { ids, census, parts: await Promise.all(parts) }
}

/** Reads rows only of few, or where there is nobody to look them up. */
async function takeCensus(db: CacheDb, ids: readonly ContactId[], lookUp: TagLookUp): Promise<TagCensus> {
  if (ids.length <= db.rowsAtOnce) return readCensus(db, ids)
  const [known, gone] = await Promise.all([lookUp(ids), readGone(db)])
  return known === null ? readCensus(db, ids) : withoutContacts(known, ids, gone)
}

const isThere = (row: ContactRow | undefined): boolean => row !== undefined && isHere(row)

async function readCensus(db: CacheDb, ids: readonly ContactId[]): Promise<TagCensus> {
  const rows = await readShown(db, ids)
  return {
    lists: rows.map((row) => row?.fields.tags ?? []),
    listOf: Uint32Array.from(ids, (_, at) => (isThere(rows[at]) ? at : NOT_HERE)),
  }
}

/** Contacts that the CRM has deleted while a question about them is open: what looks up still lists them. */
async function readGone(db: CacheDb): Promise<ReadonlySet<ContactId>> {
  const targets = await db.targets.where('problem.kind').equals('gone').toArray()
  if (targets.length === 0) return new Set()
  const ids = new Set(targets.map(({ recordId }) => recordId).filter((id) => isContactId(id)))
  const rows = await db.contacts.bulkGet([...ids])
  return new Set(rows.flatMap((row) => (row?.deletedAt === undefined ? [] : [row.id])))
}

/** Of the first contact of each account: unless it is gone, it is asked for already while others are being counted. */
async function readFirstNames(
  db: CacheDb,
  ids: readonly ContactId[],
): Promise<ReadonlyMap<ContactId | undefined, string>> {
  const firsts = new Map<AccountId, ContactId>()
  for (const id of ids) if (!firsts.has(accountOf(id))) firsts.set(accountOf(id), id)
  const rows = await db.contacts.bulkGet([...firsts.values()])
  return new Map(rows.map((row) => [row?.id, row === undefined ? '' : displayNameOf(row.fields)]))
}

async function readName(db: CacheDb, id: ContactId): Promise<string> {
  const row = await db.contacts.get(id)
  return row === undefined ? '' : displayNameOf(row.fields)
}

const distinct = (tags: readonly string[]): readonly string[] => [
  ...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== '')),
]
