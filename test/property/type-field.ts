import { withAddressPart, withRequisite, objectOf } from '#renderer/composables/custom-parts.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import type { CustomItem } from '#shared/domain/contact.ts'
import type { CustomMerge, FieldEdit } from '#shared/domain/field-edit.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import type { SimulatedCrm } from './crm.ts'
import type { FieldWord } from './named-fields.ts'
import { fieldEditKinds, type EditKind } from './steps.ts'

type FieldEditKind = (typeof fieldEditKinds)[number]
export const isFieldEdit = (what: EditKind): what is FieldEditKind => fieldEditKinds.some((kind) => kind === what)

/** What somebody types into a field whose values merge, as the card would tell it; `null` where it makes no sense. */
export function toFieldEdit(
  what: FieldEditKind,
  { fields }: ContactRow,
  n: number,
  { fields: places, choices }: SimulatedCrm,
): FieldEdit | null {
  const valuesOf = (word: FieldWord) => fields.custom[places[word] ?? ('' as FieldId)] ?? []
  const edit = (word: FieldWord, to: readonly CustomItem[], merge?: CustomMerge): FieldEdit | null => {
    const fieldId = places[word]
    if (fieldId === undefined) return null
    return { kind: 'custom', fieldId, from: valuesOf(word), to, ...(merge === undefined ? {} : { merge }) }
  }
  const [address, firm] = [valuesOf('address'), valuesOf('firm')]
  switch (what) {
    case 'interest': {
      const optionId = choices.interests[n % 6] ?? ''
      const chosen = valuesOf('interests')
      const others = chosen.filter((item) => item.optionId !== optionId)
      const to = others.length < chosen.length ? others : [...chosen, { value: '', optionId }]
      return edit('interests', to, 'set')
    }
    case 'city':
      return edit('address', withAddressPart(address, 'city', `Город ${n}`), 'parts')
    case 'zip':
      return edit('address', withAddressPart(address, 'zip', `1${n}`), 'parts')
    case 'orders':
      return edit('orders', [{ value: `7${n}` }])
    case 'firm-name':
      return edit('firm', withRequisite(firm, 'name', `Фирма ${n}`), 'keys')
    case 'firm-number':
      // The CRM takes requisites only with a name.
      if (objectOf(firm)['name'] === undefined) return null
      return edit('firm', withRequisite(firm, 'vat_id', `77${n}`), 'keys')
  }
}
