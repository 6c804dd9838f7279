import type { MethodCall } from '../portal.ts'
import type { Binding, BindingSide } from '../store/binding-store.ts'
import { COMPANY, CONTACT, DEAL, LEAD } from './entities.ts'

/** The companies of a contact, the contacts of a deal, the contacts of a lead. */
export const CONTACT_COMPANIES: BindingSide = { ownerType: CONTACT, childType: COMPANY }
export const DEAL_CONTACTS: BindingSide = { ownerType: DEAL, childType: CONTACT }
export const LEAD_CONTACTS: BindingSide = { ownerType: LEAD, childType: CONTACT }
const SIDES = [CONTACT_COMPANIES, DEAL_CONTACTS, LEAD_CONTACTS]

/** The name of the field that mirrors the primary link. */
export function mirrorOf({ childType }: BindingSide): string {
  return childType === COMPANY ? 'COMPANY_ID' : 'CONTACT_ID'
}

/** The links that a record of a kind has to others, where it has any. */
export function sideOf(ownerType: number): BindingSide | undefined {
  return SIDES.find((side) => side.ownerType === ownerType)
}

/**
 * Stores links in order, with one primary: the first that says so, else the first of all. The mirror on the record follows.
 * Times stay as they are; whoever asked decides about those.
 */
export function storeBindings(
  call: MethodCall,
  side: BindingSide,
  ownerId: number,
  bindings: readonly Binding[],
): void {
  const { items, bindings: store } = call.data
  const sorted = bindings.toSorted((a, b) => a.sort - b.sort)
  const primary = bindings.find(({ isPrimary }) => isPrimary) ?? sorted[0]
  store.replace(
    side,
    ownerId,
    sorted.map((binding) => ({ ...binding, isPrimary: binding === primary })),
  )
  const owner = items.get(side.ownerType, ownerId)
  if (owner === undefined) return
  const mirror = { [mirrorOf(side)]: primary === undefined ? null : String(primary.childId) }
  items.put({ ...owner, fields: { ...owner.fields, ...mirror } })
}

/** Links to just these, in this order; those that stay keep their place in it. */
export function setBindings(call: MethodCall, side: BindingSide, ownerId: number, childIds: readonly number[]): void {
  const bindings = [...new Set(childIds)].map((childId, index) => ({
    childId,
    sort: (index + 1) * 10,
    isPrimary: index === 0,
  }))
  storeBindings(call, side, ownerId, bindings)
}

/** COMPANY_ID of a contact or CONTACT_ID of a deal, as old clients write it; null takes all links away. */
export function setSingle(call: MethodCall, side: BindingSide, ownerId: number, childId: number | null): void {
  if (childId === null) return storeBindings(call, side, ownerId, [])
  const known = call.portal.switches().singleLinkWrite === 'replace' ? [] : call.data.bindings.of(side, ownerId)
  const others = known
    .filter((binding) => binding.childId !== childId)
    .map((binding) => ({ ...binding, isPrimary: false }))
  const own = known.find((binding) => binding.childId === childId)
  const sort = own?.sort ?? others.reduce((max, binding) => Math.max(max, binding.sort), 0) + 10
  storeBindings(call, side, ownerId, [...others, { childId, sort, isPrimary: true }])
}

/** Takes a record that is going away out of all links. Who loses a primary gets the next one. */
export function unbindEverywhere(call: MethodCall, type: number, id: number): void {
  const { bindings } = call.data
  for (const side of SIDES) {
    if (side.ownerType === type) bindings.replace(side, id, [])
    if (side.childType !== type) continue
    for (const ownerId of bindings.ownersOf(side, id)) {
      const rest = bindings.of(side, ownerId).filter((binding) => binding.childId !== id)
      storeBindings(call, side, ownerId, rest)
    }
  }
}
