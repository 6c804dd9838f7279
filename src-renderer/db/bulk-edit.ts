import { editInBulk, idsInBulk, type BulkEdit } from '#shared/domain/bulk-edit.ts'
import { displayNameOf } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { accountOf, type CompanyId, type ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { toBulkValue, wishedEdit, type BulkField, type BulkValue, type BulkWish } from '#shared/sync/bulk-wish.ts'
import { reviewEdit } from '#shared/sync/review-edit.ts'
import type { CacheDb } from './cache-db.ts'
import { toMutation } from './edit-contact.ts'
import { inParts } from './in-parts.ts'
import { isHere } from './is-here.ts'
import type { StoreContext } from './store-context.ts'
import { NOT_HERE } from './tag-census.ts'
import { readShown } from './unspread.ts'

/** What contacts have in one field. Many have the same: each value is told once. */
export interface FieldCensus {
  readonly values: readonly BulkValue[]
  /** By place in the list of contacts: the number of its value, or `NOT_HERE`. */
  readonly valueOf: Uint32Array
}

/** Reads it elsewhere, where nobody's frame waits for it; `null` where that cannot be done now. */
export type FieldLookUp = (ids: readonly ContactId[], field: BulkField) => Promise<FieldCensus | null>

/** What a bulk edit of these contacts has to know before it can be written down. */
export interface FieldGround {
  /** Of one account, each once. */
  readonly ids: readonly ContactId[]
  readonly census: FieldCensus
  /** The name of the first. */
  readonly subject: string
}

/** How many contacts a bulk edit would change, and how many are so already. */
export interface BulkReach {
  readonly changed: number
  readonly same: number
}

/** @param contactIds of one account @param lookUp spares reading the rows of a large edit here */
export async function readFieldGround(
  db: CacheDb,
  contactIds: readonly ContactId[],
  field: BulkField,
  lookUp: FieldLookUp = async () => null,
): Promise<FieldGround> {
  const ids = [...new Set(contactIds)]
  const isFew = ids.length <= db.rowsAtOnce
  const census = (isFew ? null : await lookUp(ids, field)) ?? (await readFieldCensus(db, ids, field))
  const [first] = ids.slice(0, 1)
  const row = first === undefined ? undefined : await db.contacts.get(first)
  return { ids, census, subject: row === undefined ? '' : displayNameOf(row.fields) }
}

/** As the user sees them, with what is pending. Contacts that are deleted are not here. */
export async function readFieldCensus(db: CacheDb, ids: readonly ContactId[], field: BulkField): Promise<FieldCensus> {
  const known = new Map<string, number>()
  const values: BulkValue[] = []
  const places = await inParts(ids, async (part) => {
    const rows = await readShown(db, part)
    return rows.map((row) => {
      if (row === undefined || !isHere(row)) return NOT_HERE
      const value = toBulkValue(row.fields, field)
      const key = JSON.stringify(value)
      const place = known.get(key) ?? values.push(value) - 1
      known.set(key, place)
      return place
    })
  })
  return { values, valueOf: Uint32Array.from(places) }
}

/** Before it is done. */
export function reachOf({ census }: FieldGround, wish: BulkWish): BulkReach {
  const isChanged = census.values.map((value) => wishedEdit(value, wish) !== null)
  let [changed, same] = [0, 0]
  for (const place of census.valueOf) {
    if (place === NOT_HERE) continue
    if (isChanged[place] === true) changed++
    else same++
  }
  return { changed, same }
}

/** One bulk edit of one account; `null` where it would change nothing. Contacts that are so already are left out. */
export async function toBulkEdit(
  context: StoreContext,
  { ids, census, subject }: FieldGround,
  wish: BulkWish,
): Promise<Mutation | null> {
  const groups = new Map<string, { readonly edit: FieldEdit; readonly contactIds: ContactId[] }>()
  const groupOf = census.values.map((value) => {
    const edit = wishedEdit(value, wish)
    if (edit === null) return null
    const key = JSON.stringify(edit)
    const group = groups.get(key) ?? { edit, contactIds: [] }
    groups.set(key, group)
    return group
  })
  for (const [at, id] of ids.entries()) groupOf[census.valueOf[at] ?? NOT_HERE]?.contactIds.push(id)
  const filled = [...groups.values()].filter(({ contactIds }) => contactIds.length > 0)
  const [first] = filled.flatMap(({ contactIds }) => contactIds.slice(0, 1))
  if (first === undefined) return null
  const change = await withCompanyNames(context.db, { kind: 'bulk-edit', groups: filled })
  return toMutation(context, accountOf(first), change, subject)
}

/** As `withCompanyName`: links to companies that the CRM does not have yet name them. */
export async function withCompanyNames(db: CacheDb, bulk: BulkEdit): Promise<BulkEdit> {
  const wanted = new Set(bulk.groups.flatMap(({ edit }) => namelessIn(edit) ?? []))
  if (wanted.size === 0) return bulk
  const rows = (await db.companies.bulkGet([...wanted])).filter((row) => row?.remoteId === undefined)
  const nameOf = new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.id, row.name] as const])))
  const groups = bulk.groups.map((group) => {
    const createName = nameOf.get(namelessIn(group.edit) ?? ('' as CompanyId))
    if (createName === undefined || group.edit.kind !== 'company') return group
    return { ...group, edit: { ...group.edit, createName } }
  })
  return { ...bulk, groups }
}

const namelessIn = (edit: FieldEdit): CompanyId | null =>
  edit.kind === 'company' && edit.createName === undefined ? edit.to : null

/**
 * Which contacts can go back: those that still are as the edit left them. What came after it is not overwritten.
 * @param inverse the edit that leads back
 */
export async function readReversible(
  db: CacheDb,
  inverse: BulkEdit,
): Promise<{ readonly ids: readonly ContactId[]; readonly isChangedSince: boolean }> {
  let isChangedSince = false
  const ids = await inParts(idsInBulk(inverse), async (part) => {
    const rows = await readShown(db, part)
    return part.filter((id, at) => {
      const [row, edit] = [rows[at], editInBulk(inverse, id)]
      const verdict = row === undefined || edit === undefined ? null : reviewEdit(row.fields, edit)
      if (verdict?.kind === 'conflict') isChangedSince = true
      return verdict?.kind === 'applies'
    })
  })
  return { ids, isChangedSince }
}
