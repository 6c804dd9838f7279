import type { Json } from './contact.ts'
import type { CompanyId, ContactId } from './ids.ts'
import { REMOVED } from './removal.ts'

/** An address line by line, by the CRM's names of them; lines with nothing in them are absent. */
export type AddressLines = Readonly<Record<string, string>>

/** What somebody is called, registered and reached by before the law, as a template of the CRM lays it out. */
export type RequisiteFields = {
  /** `null` for those of a company. */
  readonly aboutId: ContactId | null
  /** The company that they are of; absent for those of a contact. */
  readonly companyId?: CompanyId
  /** The CRM's own number of the template. */
  readonly templateId: string
  readonly name: string
  /** By the CRM's names of them; what is empty is absent. */
  readonly values: Readonly<Record<string, string>>
  /** By type, as the CRM numbers them; one without any line is absent. */
  readonly addresses: Readonly<Record<string, AddressLines>>
  /** It is there for its addresses alone: the CRM shows nothing else of it. */
  readonly isAddressOnly: boolean
  /** Somebody here has taken it away. */
  readonly isRemoved: boolean
}

/** How one line of requisites is edited. `shown` is kept and shown, never edited here. */
export const requisiteLineKinds = ['text', 'flag', 'shown'] as const
export type RequisiteLineKind = (typeof requisiteLineKinds)[number]

/** A line that a template asks for. */
export interface RequisiteLine {
  readonly name: string
  readonly title: string
  readonly kind: RequisiteLineKind
}

export interface RequisiteTemplate {
  readonly id: string
  readonly name: string
  /** Offered for new ones. */
  readonly isActive: boolean
  /** In the CRM's order. */
  readonly lines: readonly RequisiteLine[]
  /** It has a place for addresses. */
  readonly hasAddresses: boolean
}

/** What requisites of an account can consist of, in the CRM's order. */
export interface RequisiteForm {
  readonly templates: readonly RequisiteTemplate[]
  readonly addressTypes: readonly { readonly id: string; readonly name: string }[]
  /** Lines of an address, by the CRM's names. */
  readonly addressLines: readonly string[]
}

const VALUE = 'value:'
const ADDRESS = 'address:'

/** One line of requisites, as a field of its own. */
export const requisiteValueField = (name: string): string => `${VALUE}${name}`

/** One line of an address, likewise: so two people who change different ones never meet. */
export const addressLineField = (type: string, line: string): string => `${ADDRESS}${type}:${line}`

/** What such a field is about; `null` for any other field. */
export function placeInRequisite(
  field: string,
):
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'address'; readonly type: string; readonly line: string }
  | null {
  if (field.startsWith(VALUE)) return { kind: 'value', name: field.slice(VALUE.length) }
  if (!field.startsWith(ADDRESS)) return null
  const [type = '', line = ''] = field.slice(ADDRESS.length).split(':')
  return { kind: 'address', type, line }
}

/** All that whoever takes it away has seen of it: what a colleague has written since is noticed. */
const seenIn = ({ name, values, addresses }: RequisiteFields): Json => ({ name, values, addresses })

/** What stands in a field of requisites. */
export function requisiteValueIn(fields: RequisiteFields, field: string): Json {
  if (field === REMOVED) return fields.isRemoved ? true : seenIn(fields)
  const place = placeInRequisite(field)
  if (place?.kind === 'value') return fields.values[place.name] ?? ''
  if (place?.kind === 'address') return fields.addresses[place.type]?.[place.line] ?? ''
  return field === 'name' ? fields.name : null
}

/** The requisites with one field set. */
export function withRequisiteValue(fields: RequisiteFields, field: string, to: Json): RequisiteFields {
  if (field === REMOVED) return { ...fields, isRemoved: to === true }
  const text = typeof to === 'string' ? to : ''
  const place = placeInRequisite(field)
  if (place?.kind === 'value') return { ...fields, values: withEntry(fields.values, place.name, text) }
  if (place?.kind === 'address') {
    const { [place.type]: own = {}, ...others } = fields.addresses
    const lines = withEntry(own, place.line, text)
    return { ...fields, addresses: Object.keys(lines).length === 0 ? others : { ...others, [place.type]: lines } }
  }
  return field === 'name' ? { ...fields, name: text } : fields
}

function withEntry(all: Readonly<Record<string, string>>, key: string, text: string): Readonly<Record<string, string>> {
  const others = Object.fromEntries(Object.entries(all).filter(([name]) => name !== key))
  return text === '' ? others : { ...others, [key]: text }
}
