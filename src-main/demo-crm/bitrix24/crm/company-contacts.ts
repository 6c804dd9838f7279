import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asFlag, asInt, asMap, pick } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { Item } from '../store/item-store.ts'
import { CONTACT_COMPANIES, storeBindings } from './bind-records.ts'
import { describeLines } from './describe-fields.ts'
import { COMPANY, CONTACT } from './entities.ts'
import { linkDenied, linkFields, ownerParameter } from './link-parameters.ts'
import { touchRecord } from './record-writer.ts'
import { may } from './rights.ts'

/** `crm.company.contact.*`: the links of contacts to companies, seen from the other end. They are the same links. */
export function companyContactMethods(): readonly (readonly [string, Method])[] {
  const prefix = 'crm.company.contact'
  return [
    [`${prefix}.add`, crmMethod(add)],
    [`${prefix}.delete`, crmMethod(remove)],
    [`${prefix}.items.get`, crmMethod(getItems)],
    [`${prefix}.items.set`, crmMethod(setItems)],
    [`${prefix}.items.delete`, crmMethod(deleteItems)],
    [`${prefix}.fields`, crmMethod(() => FIELDS)],
  ]
}

function add(call: MethodCall): boolean {
  const id = ownerParameter(call)
  const fields = linkFields(call)
  const contactId = contactOf(fields)
  mustFind(call, id)
  return bind(call, contactId, id, fields)
}

function bind(call: MethodCall, contactId: number, companyId: number, fields: ParamMap): boolean {
  const contact = call.data.items.get(CONTACT, contactId)
  const known = call.data.bindings.of(CONTACT_COMPANIES, contactId)
  if (contact === undefined || known.some(({ childId }) => childId === companyId)) return false
  const isPrimary = asFlag(fields['IS_PRIMARY'])
  const others = isPrimary ? known.map((binding) => ({ ...binding, isPrimary: false })) : known
  const last = known.reduce((max, { sort }) => Math.max(max, sort), 0)
  storeBindings(call, CONTACT_COMPANIES, contactId, [
    ...others,
    { childId: companyId, sort: asInt(fields['SORT']) || last + 10, isPrimary },
  ])
  touchRecord(call, contact)
  return true
}

function remove(call: MethodCall): boolean {
  const id = ownerParameter(call)
  const contactId = contactOf(linkFields(call))
  mustFind(call, id)
  return unbind(call, contactId, id)
}

function unbind(call: MethodCall, contactId: number, companyId: number): boolean {
  const contact = call.data.items.get(CONTACT, contactId)
  const known = call.data.bindings.of(CONTACT_COMPANIES, contactId)
  const rest = known.filter(({ childId }) => childId !== companyId)
  if (contact === undefined || rest.length === known.length) return false
  storeBindings(call, CONTACT_COMPANIES, contactId, rest)
  touchRecord(call, contact)
  return true
}

function getItems(call: MethodCall): readonly unknown[] {
  const id = ownerParameter(call, call.portal.switches().linkErrorStatus)
  const company = call.data.items.get(COMPANY, id)
  if (company !== undefined && !may(call, 'read', company)) throw linkDenied(call)
  return contactsOf(call, id).flatMap((contactId) => {
    const binding = call.data.bindings.of(CONTACT_COMPANIES, contactId).find(({ childId }) => childId === id)
    if (binding === undefined) return []
    return [{ CONTACT_ID: contactId, SORT: binding.sort, ROLE_ID: 0, IS_PRIMARY: binding.isPrimary ? 'Y' : 'N' }]
  })
}

function setItems(call: MethodCall): boolean {
  const id = ownerParameter(call)
  const items = asMap(pick(call.params, 'items', 'ITEMS'))
  if (items === undefined) throw new RestError('The parameter items must be array.')
  mustFind(call, id)
  const wanted = new Map(Object.values(items).map((item) => [asInt(asMap(item)?.['CONTACT_ID']), asMap(item) ?? {}]))
  for (const contactId of contactsOf(call, id)) if (!wanted.has(contactId)) unbind(call, contactId, id)
  for (const [contactId, fields] of wanted) bind(call, contactId, id, fields)
  return true
}

function deleteItems(call: MethodCall): boolean {
  const id = ownerParameter(call)
  const company = call.data.items.get(COMPANY, id)
  if (company !== undefined && !may(call, 'edit', company)) throw linkDenied(call)
  for (const contactId of contactsOf(call, id)) unbind(call, contactId, id)
  return true
}

function contactsOf(call: MethodCall, companyId: number): readonly number[] {
  return call.data.bindings.ownersOf(CONTACT_COMPANIES, companyId)
}

function contactOf(fields: ParamMap): number {
  const contactId = asInt(fields['CONTACT_ID'])
  if (contactId <= 0) throw new RestError("The parameter 'fields' is not valid.")
  return contactId
}

function mustFind(call: MethodCall, id: number): Item {
  const company = call.data.items.get(COMPANY, id)
  if (company === undefined) throw new RestError('Not found.')
  if (!may(call, 'edit', company)) throw linkDenied(call)
  return company
}

const FIELDS = describeLines(`
  CONTACT_ID integer q CONTACT_ID
  SORT integer - SORT
  IS_PRIMARY char - IS_PRIMARY`)
