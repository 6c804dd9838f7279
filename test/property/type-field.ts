import { withAddressPart, withRequisite, objectOf } from '#renderer/composables/custom-parts.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import type { CustomItem } from '#shared/domain/contact.ts'
import type { CustomMerge, FieldEdit } from '#shared/domain/field-edit.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { fieldIds } from './simulated-crm.ts'
import { fieldEditKinds, type EditKind } from './steps.ts'

type FieldEditKind = (typeof fieldEditKinds)[number]
export const isFieldEdit = (what: EditKind): what is FieldEditKind => fieldEditKinds.some((kind) => kind === what)

/** What somebody types into a field whose values merge, as the card would tell it; `null` where it makes no sense. */
export function toFieldEdit(what: FieldEditKind, { fields }: ContactRow, n: number): FieldEdit | null {
  const valuesOf = (id: number) => fields.custom[String(id) as FieldId] ?? []
  const edit = (id: number, to: readonly CustomItem[], merge?: CustomMerge): FieldEdit => ({
    ...{ kind: 'custom', fieldId: String(id) as FieldId, from: valuesOf(id), to },
    ...(merge === undefined ? {} : { merge }),
  })
  const [address, firm] = [valuesOf(fieldIds.address), valuesOf(fieldIds.firm)]
  switch (what) {
    case 'interest': {
      const optionId = String(fieldIds.interests * 10 + (n % 6))
      const chosen = valuesOf(fieldIds.interests)
      const others = chosen.filter((item) => item.optionId !== optionId)
      const to = others.length < chosen.length ? others : [...chosen, { value: '', optionId }]
      return edit(fieldIds.interests, to, 'set')
    }
    case 'city':
      return edit(fieldIds.address, withAddressPart(address, 'city', `Город ${n}`), 'parts')
    case 'zip':
      return edit(fieldIds.address, withAddressPart(address, 'zip', `1${n}`), 'parts')
    case 'orders':
      return edit(fieldIds.orders, [{ value: `7${n}` }])
    case 'firm-name':
      return edit(fieldIds.firm, withRequisite(firm, 'name', `Фирма ${n}`), 'keys')
    case 'firm-number':
      // The CRM takes requisites only with a name.
      if (objectOf(firm)['name'] === undefined) return null
      return edit(fieldIds.firm, withRequisite(firm, 'vat_id', `77${n}`), 'keys')
  }
}
