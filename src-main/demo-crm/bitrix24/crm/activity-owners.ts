import type { PortalStore } from '../store/portal-store.ts'
import type { Condition, Item } from '../store/item-store.ts'
import { ACTIVITY } from './entities.ts'

/** A card that an activity stands on. */
export type Owner = { readonly type: number; readonly id: number }

/** All cards of an activity; the first is the one it was made on, or the oldest that is left. */
export function ownersOf(activity: Item): readonly Owner[] {
  const first = { type: activity.ownerType ?? 0, id: activity.ownerId ?? 0 }
  const others = activity.fields[OTHERS]
  if (!Array.isArray(others)) return [first]
  return [first, ...(others as readonly string[]).map(fromText)]
}

/** The activity on these cards instead: there has to be one. */
export function withOwners(activity: Item, owners: readonly Owner[]): Item {
  const [first = { type: 0, id: 0 }, ...others] = owners
  const fields = { ...activity.fields, OWNER_TYPE_ID: String(first.type), OWNER_ID: String(first.id) }
  return { ...activity, ownerType: first.type, ownerId: first.id, fields: { ...fields, [OTHERS]: others.map(toText) } }
}

/** Is it the same card? */
export function isSameOwner(one: Owner, other: Owner): boolean {
  return one.type === other.type && one.id === other.id
}

/** Activities that stand on this card, as the first or as another of theirs; on any card of the kind without an id. */
export function ownedBy({ type, id }: Owner): Condition {
  const other = `EXISTS (SELECT 1 FROM json_each(i.fields, '$.${OTHERS}') b WHERE b.value`
  if (id > 0) {
    const sql = `(i.owner_type = ? AND i.owner_id = ?) OR ${other} = ?)`
    return { sql, params: [type, id, toText({ type, id })] }
  }
  return { sql: `i.owner_type = ? OR ${other} LIKE ?)`, params: [type, `${type}:%`] }
}

/** The card is gone: what stands on another one too stays there, the rest goes. */
export function releaseActivities(data: PortalStore, card: Owner): void {
  const conditions = [ownedBy(card)]
  const limit = data.items.count(ACTIVITY, conditions)
  for (const activity of data.items.list({ type: ACTIVITY, conditions, order: [], limit, offset: 0 })) {
    const left = ownersOf(activity).filter((owner) => !isSameOwner(owner, card))
    if (left.length === 0) data.items.remove(ACTIVITY, activity.id)
    else data.items.put(withOwners(activity, left))
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
