import type { MethodCall } from '../portal.ts'
import { isoTime } from '../protocol/server-time.ts'
import type { Item } from '../store/item-store.ts'
import type { Multifield } from '../store/multifield-store.ts'
import { isCrmType } from './entities.ts'
import { toLegacy } from './field-values.ts'
import type { FieldSet } from './record-fields.ts'
import { isMultifield, multifieldTypes } from './system-fields.ts'

/** A record as the old methods show it, under the names that were asked for. */
export function formatLegacy(
  call: MethodCall,
  item: Item,
  known: FieldSet,
  names: ReadonlySet<string> | undefined,
): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [name, field] of known) {
    if (field.isWriteOnly || isMultifield(name) || (names !== undefined && !names.has(name))) continue
    if (name === 'ID') shown['ID'] = String(item.id)
    else if (name === 'DATE_CREATE') shown['DATE_CREATE'] = isoTime(call.portal, item.created)
    else if (name === 'DATE_MODIFY')
      shown['DATE_MODIFY'] = item.modified === 0 ? '' : isoTime(call.portal, item.modified)
    else shown[name] = toLegacy(call.portal, field, item.fields[name])
  }
  return shown
}

/** Phones and the like by their kinds; a kind without values is not there. */
export function formatMultifields(fields: readonly Multifield[], wanted: readonly string[] = multifieldTypes) {
  const byType = wanted.flatMap((typeId) => {
    const own = fields.filter((field) => field.typeId === typeId)
    if (own.length === 0) return []
    return [
      [
        typeId,
        own.map(({ id, valueType, value }) => ({
          ID: String(id),
          VALUE_TYPE: valueType,
          VALUE: value,
          TYPE_ID: typeId,
        })),
      ],
    ]
  })
  return Object.fromEntries(byType) as Readonly<Record<string, unknown>>
}

/** Can records of this kind have phones and the like? */
export function hasMultifields(known: FieldSet, type: number): boolean {
  return isCrmType(type) && known.has('PHONE')
}
