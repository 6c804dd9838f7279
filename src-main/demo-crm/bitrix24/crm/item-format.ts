import type { MethodCall } from '../portal.ts'
import { isoTime } from '../protocol/server-time.ts'
import type { Item } from '../store/item-store.ts'
import type { Multifield } from '../store/multifield-store.ts'
import type { PortalStore } from '../store/portal-store.ts'
import { sideOf } from './bind-records.ts'
import { COMPANY, DEAL } from './entities.ts'
import type { CrmType } from './entities.ts'
import { toNative } from './field-values.ts'
import { isOfItems, itemName } from './item-names.ts'
import { fieldsOf } from './record-fields.ts'
import type { RecordField } from './record-fields.ts'
import { isMultifield } from './system-fields.ts'

/** Fields by the names that crm.item has for them. */
export type ItemFields = ReadonlyMap<string, RecordField>

/** @param isOriginal user fields keep the names that they were given */
export function itemFieldsOf(data: PortalStore, type: CrmType, isOriginal: boolean): ItemFields {
  const fields = [...fieldsOf(data, type).values()]
  return new Map(
    fields.map((field) => [
      isOriginal && field.userField !== undefined ? field.name : itemName(type, field.name),
      field,
    ]),
  )
}

/** A record as crm.item shows it. `fm` comes with everything or not at all; it cannot be asked for by name. */
export function formatItem(
  call: MethodCall,
  item: Item,
  known: ItemFields,
  names: ReadonlySet<string> | undefined,
): Readonly<Record<string, unknown>> {
  const type = item.type as CrmType
  const isWanted = (name: string): boolean => names === undefined || names.has(name)
  const shown: Record<string, unknown> = {}
  for (const [name, field] of known) {
    if (!isWanted(name) || field.isWriteOnly || isMultifield(field.name) || !isOfItems(type, field.name)) continue
    shown[name] = valueOf(call, item, field)
  }
  const side = sideOf(type)
  const linkedName = side?.childType === COMPANY ? 'companyIds' : 'contactIds'
  if (side !== undefined && isWanted(linkedName)) {
    shown[linkedName] = call.data.bindings.of(side, item.id).map(({ childId }) => childId)
  }
  if (isWanted('entityTypeId')) shown['entityTypeId'] = type
  if (isWanted('observers') && type !== COMPANY) shown['observers'] = []
  if (type === DEAL) return shown
  return { ...shown, ...formatReach(call.data.multifields.of(type, item.id), names) }
}

function valueOf(call: MethodCall, item: Item, field: RecordField): unknown {
  if (field.name === 'ID') return item.id
  if (field.name === 'DATE_CREATE') return isoTime(call.portal, item.created)
  if (field.name === 'DATE_MODIFY') return isoTime(call.portal, item.modified)
  return toNative(call.portal, field, item.fields[field.name])
}

/** Texts that stand for the first phone, e-mail or chat of a kind. */
const FIRSTS: readonly (readonly [name: string, typeId: string, valueType?: string])[] = [
  ['phone', 'PHONE'],
  ['phoneWork', 'PHONE', 'WORK'],
  ['phoneMobile', 'PHONE', 'MOBILE'],
  ['phoneMailing', 'PHONE', 'MAILING'],
  ['email', 'EMAIL'],
  ['emailWork', 'EMAIL', 'WORK'],
  ['emailHome', 'EMAIL', 'HOME'],
  ['emailMailing', 'EMAIL', 'MAILING'],
]

function formatReach(fields: readonly Multifield[], names: ReadonlySet<string> | undefined): Record<string, unknown> {
  const firsts = FIRSTS.map(([name, typeId, valueType]) => {
    const found = fields.find(
      (field) => field.typeId === typeId && (valueType === undefined || field.valueType === valueType),
    )
    return [name, found?.value ?? '']
  })
  const imol = fields.find(({ typeId, value }) => typeId === 'IM' && value.startsWith('imol|'))
  const all = { ...(Object.fromEntries(firsts) as Record<string, unknown>), imol: imol?.value ?? '' }
  if (names !== undefined) return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)))
  return { ...all, fm: fields.map(({ id, typeId, valueType, value }) => ({ id, valueType, value, typeId })) }
}

/** Conditions on those texts look at the values behind them. */
export function firstOf(name: string): { readonly typeId: string; readonly valueType?: string } | undefined {
  if (name === 'imol') return { typeId: 'IM' }
  const found = FIRSTS.find(([known]) => known === name)
  if (found === undefined) return undefined
  const [, typeId, valueType] = found
  return valueType === undefined ? { typeId } : { typeId, valueType }
}
