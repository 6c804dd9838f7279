import type { PortalStore } from '../store/portal-store.ts'
import type { Condition, Item } from '../store/item-store.ts'
import { ACTIVITY, COMMENT, isCrmType, wordsOf } from './entities.ts'

/** A card that an activity or a comment stands on. */
export type Owner = { readonly type: number; readonly id: number }

/** All cards of an activity or a comment; the first is the one it was made on, or the oldest that is left. */
export function ownersOf(entry: Item): readonly Owner[] {
  const first = { type: entry.ownerType ?? 0, id: entry.ownerId ?? 0 }
  const others = entry.fields[OTHERS]
  if (!Array.isArray(others)) return [first]
  return [first, ...(others as readonly string[]).map(fromText)]
}

/** The entry on these cards instead: there has to be one. */
export function withOwners(entry: Item, owners: readonly Owner[]): Item {
  const [first = { type: 0, id: 0 }, ...others] = owners
  const told =
    entry.type === ACTIVITY
      ? { OWNER_TYPE_ID: String(first.type), OWNER_ID: String(first.id) }
      : { ENTITY_TYPE: isCrmType(first.type) ? wordsOf(first.type).method : '', ENTITY_ID: String(first.id) }
  const fields = { ...entry.fields, ...told, [OTHERS]: others.map(toText) }
  return { ...entry, ownerType: first.type, ownerId: first.id, fields }
}

/** Is it the same card? */
export function isSameOwner(one: Owner, other: Owner): boolean {
  return one.type === other.type && one.id === other.id
}

/** What stands on this card, as the first or as another of theirs; on any card of the kind without an id. */
export function ownedBy({ type, id }: Owner): Condition {
  const other = `EXISTS (SELECT 1 FROM json_each(i.fields, '$.${OTHERS}') b WHERE b.value`
  if (id > 0) {
    const sql = `(i.owner_type = ? AND i.owner_id = ?) OR ${other} = ?)`
    return { sql, params: [type, id, toText({ type, id })] }
  }
  return { sql: `i.owner_type = ? OR ${other} LIKE ?)`, params: [type, `${type}:%`] }
}

/** The card is gone: activities and comments that stand on another one too stay there, the rest goes. */
export function releaseEntries(data: PortalStore, card: Owner): void {
  const conditions = [ownedBy(card)]
  for (const type of [ACTIVITY, COMMENT]) {
    const limit = data.items.count(type, conditions)
    for (const entry of data.items.list({ type, conditions, order: [], limit, offset: 0 })) {
      const left = ownersOf(entry).filter((owner) => !isSameOwner(owner, card))
      if (left.length === 0) data.items.remove(type, entry.id)
      else data.items.put(withOwners(entry, left))
    }
  }
}

/** Where the other cards are kept: `type:id` each. No field of the vendor's. */
const OTHERS = 'OTHER_OWNERS'

function toText({ type, id }: Owner): string {
  return `${type}:${id}`
}

function fromText(text: string): Owner {
  const [type = '', id = ''] = text.split(':')
  return { type: Number(type), id: Number(id) }
}
