import type { CustomItem } from '#shared/domain/contact.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import type { CustomValues } from '#shared/domain/neighbour.ts'
import { ADDRESS, toAddressItems, toAddressOut } from './contact-address.ts'
import { codeOfField, type Family } from './families.ts'
import type { Form } from './field-catalog.ts'
import type { FieldFacts } from './field-facts.ts'
import { toItems, toReachItems, toValueOut, type ValueOut, type Zone } from './field-values.ts'
import { parseResult } from './parse-result.ts'
import { listOfRows, MultifieldWire } from './wire.ts'

/** What stands in the fields of a card, of a record of whichever kind; those with nothing in them have no key. */
export function toCustom(row: Readonly<Record<string, unknown>>, { fields }: Pick<Form, 'fields'>): CustomValues {
  const entries = [...fields.values()]
    .map((field): readonly [FieldId, readonly CustomItem[]] => [field.id, itemsOf(row, field)])
    .filter(([, items]) => items.length > 0)
  return Object.fromEntries(entries)
}

function itemsOf(row: Readonly<Record<string, unknown>>, field: FieldFacts): readonly CustomItem[] {
  const { code, type } = field
  if (code === ADDRESS) return toAddressItems(row)
  if (type === 'crm_multifield') return toReachItems(parseResult(listOfRows(MultifieldWire), row[code] ?? [], code))
  return toItems(row[code], field)
}

/**
 * One field as it goes out: by its code, or line by line. A field that nobody knows is sent as it is; the portal drops it, or says
 * why not.
 * @param base what stood there, as far as somebody has looked
 * @param current the record as the portal has it now, as far as `neededForAddress` asks for it
 */
export function toCustomOut(
  id: FieldId,
  items: readonly CustomItem[],
  { family, form, zone }: { readonly family: Family; readonly form: Pick<Form, 'fields'>; readonly zone: Zone },
  base: readonly CustomItem[] | undefined,
  current?: Readonly<Record<string, unknown>>,
): Readonly<Record<string, ValueOut>> {
  const code = codeOfField(family, id)
  if (code === ADDRESS) return toAddressOut(items, current)
  const field = form.fields.get(id) ?? unknownField(id, code)
  // Values with ids of their own go out one by one.
  if (field.type === 'crm_multifield') return {}
  return { [code]: toValueOut(isOneAmount(field) ? withCurrency(items, base) : items, field, zone) }
}

/** Of several amounts nobody knows in whose place a new one stands: it is in the field's own currency. */
const isOneAmount = ({ kind, isMultiple }: FieldFacts): boolean => kind === 'money' && !isMultiple

/** Who types another amount means the same money. */
function withCurrency(items: readonly CustomItem[], base: readonly CustomItem[] | undefined): readonly CustomItem[] {
  const code = base?.[0]?.code
  return code === undefined ? items : items.map((item) => ({ code, ...item }))
}

const unknownField = (id: FieldId, code: string): FieldFacts => ({
  ...{ id, code, userFieldId: null, name: '', type: 'string', kind: 'text', isMultiple: false, isReadOnly: false },
  ...{ isRequired: false, limits: null, sort: 0, options: [], currency: '', leadsTo: null, mayName: [], xmlId: '' },
})
