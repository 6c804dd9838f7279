import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asFlag, asInt, asMap, asText, pick } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { Binding, BindingSide } from '../store/binding-store.ts'
import type { Item } from '../store/item-store.ts'
import { CONTACT_COMPANIES, DEAL_CONTACTS, LEAD_CONTACTS, mirrorOf, storeBindings } from './bind-records.ts'
import { describeLines } from './describe-fields.ts'
import { DEAL, LEAD } from './entities.ts'
import { linkDenied, linkFields, ownerParameter } from './link-parameters.ts'
import { touchRecord } from './record-writer.ts'
import { denied, may } from './rights.ts'
import type { Deed } from './rights.ts'

/** The six methods each that link companies to contacts, and contacts to deals and leads. */
export function linkMethods(): readonly (readonly [string, Method])[] {
  return [
    ...methodsOf('crm.contact.company', CONTACT_COMPANIES),
    ...methodsOf('crm.deal.contact', DEAL_CONTACTS),
    ...methodsOf('crm.lead.contact', LEAD_CONTACTS),
  ]
}

function methodsOf(prefix: string, side: BindingSide): readonly (readonly [string, Method])[] {
  return [
    [`${prefix}.add`, crmMethod((call) => add(call, side))],
    [`${prefix}.delete`, crmMethod((call) => remove(call, side))],
    [`${prefix}.items.get`, crmMethod((call) => getItems(call, side))],
    [`${prefix}.items.set`, crmMethod((call) => setItems(call, side))],
    [`${prefix}.items.delete`, crmMethod((call) => deleteItems(call, side))],
    [`${prefix}.fields`, crmMethod((call) => fieldsOfLink(call, side))],
  ]
}

function add(call: MethodCall, side: BindingSide): boolean {
  const id = ownerParameter(call)
  const fields = knownOf(call, linkFields(call))
  const childId = childParameter(side, fields)
  const owner = mustFind(call, side, id, 'edit')
  const known = call.data.bindings.of(side, id)
  if (known.some((binding) => binding.childId === childId)) return false
  const isPrimary = asFlag(fields['IS_PRIMARY'])
  const others = isPrimary ? known.map((binding) => ({ ...binding, isPrimary: false })) : known
  const sort = asInt(fields['SORT']) > 0 ? asInt(fields['SORT']) : afterLast(known)
  storeBindings(call, side, id, [...others, { childId, sort, isPrimary }])
  touchRecord(call, owner)
  return true
}

function remove(call: MethodCall, side: BindingSide): boolean {
  const id = ownerParameter(call)
  const childId = childParameter(side, linkFields(call))
  const owner = mustFind(call, side, id, 'edit')
  const known = call.data.bindings.of(side, id)
  if (!known.some((binding) => binding.childId === childId)) return false
  storeBindings(
    call,
    side,
    id,
    known.filter((binding) => binding.childId !== childId),
  )
  touchRecord(call, owner)
  return true
}

function getItems(call: MethodCall, side: BindingSide): readonly unknown[] {
  const id = ownerParameter(call, call.portal.switches().linkErrorStatus)
  mustReach(call, side, 'read')
  const owner = call.data.items.get(side.ownerType, id)
  if (owner !== undefined && !may(call, 'read', owner)) throw linkDenied(call)
  return call.data.bindings.of(side, id).map(({ childId, sort, isPrimary }) => ({
    [mirrorOf(side)]: childId,
    ...(isBare(call) ? {} : { SORT: sort, ROLE_ID: 0, IS_PRIMARY: isPrimary ? 'Y' : 'N' }),
  }))
}

function setItems(call: MethodCall, side: BindingSide): boolean {
  const id = ownerParameter(call)
  const items = asMap(pick(call.params, 'items', 'ITEMS'))
  if (items === undefined) throw new RestError('The parameter items must be array.')
  const owner = mustFind(call, side, id, 'edit')
  const known = call.data.bindings.of(side, id)
  const bindings: Binding[] = []
  for (const item of Object.values(items)) {
    const fields = knownOf(call, asMap(item) ?? {})
    const childId = asInt(fields[mirrorOf(side)])
    if (childId <= 0 || bindings.some((binding) => binding.childId === childId)) continue
    bindings.push({
      childId,
      sort: sortOf(side, fields, childId, bindings, known),
      isPrimary: asFlag(fields['IS_PRIMARY']),
    })
  }
  const isFirst = call.portal.switches().itemsSetPrimary === 'listed' && !bindings.some(({ isPrimary }) => isPrimary)
  const chosen = bindings.map((binding, index) => (isFirst && index === 0 ? { ...binding, isPrimary: true } : binding))
  storeBindings(call, side, id, chosen)
  touchRecord(call, owner)
  return true
}

/** Contacts of a deal are numbered by their place; companies of a contact keep their number, or come after the last. */
function sortOf(
  side: BindingSide,
  fields: ParamMap,
  childId: number,
  before: readonly Binding[],
  known: readonly Binding[],
): number {
  const asked = asInt(fields['SORT'])
  if (asked > 0) return asked
  if (side !== CONTACT_COMPANIES) return (before.length + 1) * 10
  return known.find((binding) => binding.childId === childId)?.sort ?? afterLast([...known, ...before])
}

function deleteItems(call: MethodCall, side: BindingSide): boolean {
  const id = ownerParameter(call)
  mustReach(call, side, 'edit')
  const owner = call.data.items.get(side.ownerType, id)
  if (owner === undefined) return true
  if (!may(call, 'edit', owner)) throw linkDenied(call)
  if (call.data.bindings.of(side, id).length > 0) {
    storeBindings(call, side, id, [])
    touchRecord(call, owner)
  }
  return true
}

const isBare = ({ portal }: MethodCall): boolean => portal.switches().linkFields === 'bare'

/** What is written of one link: a name that the portal does not know is dropped, as everywhere. */
const knownOf = (call: MethodCall, fields: ParamMap): ParamMap =>
  isBare(call) ? Object.fromEntries(Object.entries(fields).filter(([name]) => !LINES.includes(name))) : fields
const LINES: readonly string[] = ['SORT', 'IS_PRIMARY']

function fieldsOfLink(call: MethodCall, side: BindingSide): Readonly<Record<string, unknown>> {
  const name = mirrorOf(side)
  if (isBare(call)) return describeLines(`${name} integer q ${name}`)
  return describeLines(`
    ${name} integer q ${name}
    SORT integer - SORT
    IS_PRIMARY char - IS_PRIMARY`)
}

function childParameter(side: BindingSide, fields: ParamMap): number {
  const childId = asInt(asText(fields[mirrorOf(side)]) ?? null)
  if (childId <= 0) throw new RestError("The parameter 'fields' is not valid.")
  return childId
}

/** The pages of leads name a code for what is not there; those of contacts and deals do not. */
function mustFind(call: MethodCall, side: BindingSide, id: number, deed: Deed): Item {
  mustReach(call, side, deed)
  const owner = call.data.items.get(side.ownerType, id)
  if (owner === undefined) throw new RestError('Not found.', side.ownerType === LEAD ? 'NOT_FOUND' : '')
  if (!may(call, deed, owner)) throw linkDenied(call)
  return owner
}

/** Whoever may do it with no deal at all is told so without a code, and before anybody looks for this one. */
function mustReach(call: MethodCall, side: BindingSide, deed: Deed): void {
  if (side.ownerType === DEAL && !may(call, deed)) throw denied()
}

function afterLast(bindings: readonly Binding[]): number {
  return bindings.reduce((max, { sort }) => Math.max(max, sort), 0) + 10
}
