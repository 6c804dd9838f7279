import { displayNameOf } from '#shared/domain/contact.ts'
import { isContactId, accountOf, type ContactId } from '#shared/domain/ids.ts'
import type { BulkTag, Mutation } from '#shared/domain/mutation.ts'
import type { CacheDb } from './cache-db.ts'
import { toMutation } from './edit-contact.ts'
import { firstPlaces, hasPlace, placesOf, withoutPlaces, type PlaceSet } from './place-set.ts'
import type { StoreContext } from './store-context.ts'
import { readShown } from './unspread.ts'

export interface TagChange {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** Which contacts of a list are there, and which of them have a tag; by place in the list. */
export interface TagCensus {
  readonly here: PlaceSet
  /** One for each tag that was asked for. */
  readonly having: readonly PlaceSet[]
}

/** Looks it up without reading rows; `null` where that cannot be done now. */
export type TagLookUp = (ids: readonly ContactId[], tags: readonly string[]) => Promise<TagCensus | null>

/**
 * One bulk edit, as one mutation for each account that it touches; ids are frozen here. Contacts that are deleted or
 * not here are left out; a tag both added and removed is added.
 * @param lookUp spares reading the rows of a large edit
 */
export async function bulkTags(
  context: StoreContext,
  ids: readonly ContactId[],
  { add, remove }: TagChange,
  lookUp: TagLookUp = async () => null,
): Promise<readonly Mutation[]> {
  const { db } = context
  const added = distinct(add)
  const removed = distinct(remove).filter((tag) => !added.includes(tag))
  const tags = [...added, ...removed]
  if (tags.length === 0) return []
  const wanted = [...new Set(ids)]
  const { here, having } = await takeCensus(db, wanted, tags, lookUp)
  const groups = Map.groupBy(firstPlaces(here), (at) => accountOf(wanted[at] as ContactId))
  const toIds = (places: readonly number[]) => places.map((at) => wanted[at] as ContactId)
  const firsts = [...groups.values()].flatMap((places) => toIds(places.slice(0, 1)))
  const rows = await db.contacts.bulkGet(firsts)
  const nameOf = new Map(rows.map((row) => [row?.id, row === undefined ? '' : displayNameOf(row.fields)]))
  return [...groups].map(([accountId, places]) => {
    const toBulkTag = (tag: string, number: number): BulkTag => {
      const op = number < added.length ? 'add' : 'remove'
      const unchanged = places.filter((at) => hasPlace(having[number] ?? here, at) === (op === 'add'))
      return { op, tag, unchangedIds: toIds(unchanged), exceptIds: [] }
    }
    const contactIds = toIds(places)
    const change = { kind: 'bulk-tags', contactIds, tags: tags.map(toBulkTag) } as const
    return toMutation(context, accountId, change, nameOf.get(contactIds[0]) ?? '')
  })
}

/** Reads rows only of few, or where there is nobody to look them up. */
async function takeCensus(
  db: CacheDb,
  ids: readonly ContactId[],
  tags: readonly string[],
  lookUp: TagLookUp,
): Promise<TagCensus> {
  if (ids.length <= db.rowsAtOnce) return readCensus(db, ids, tags)
  const [known, gone] = await Promise.all([lookUp(ids, tags), readGone(db)])
  return known === null ? readCensus(db, ids, tags) : withoutGone(ids, known, gone)
}

async function readCensus(db: CacheDb, ids: readonly ContactId[], tags: readonly string[]): Promise<TagCensus> {
  const rows = (await readShown(db, ids)).map((row) => (row?.deletedAt === undefined ? row : undefined))
  return {
    here: placesOf(ids.length, (at) => rows[at] !== undefined),
    having: tags.map((tag) => placesOf(ids.length, (at) => rows[at]?.fields.tags.includes(tag) === true)),
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

function withoutGone(
  ids: readonly ContactId[],
  census: TagCensus,
  gone: ReadonlySet<ContactId | undefined>,
): TagCensus {
  if (gone.size === 0) return census
  const places = firstPlaces(census.here).filter((at) => gone.has(ids[at]))
  return { ...census, here: withoutPlaces(census.here, places) }
}

const distinct = (tags: readonly string[]): readonly string[] => [
  ...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== '')),
]
