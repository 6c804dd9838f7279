import { emit } from '../events/emit.ts'
import { MOVED_TO_CATEGORY } from '../events/event-names.ts'
import type { MethodCall } from '../portal.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import type { FieldMap, FieldValue, Item } from '../store/item-store.ts'
import { mirrorOf, setBindings, setSingle, sideOf, unbindEverywhere } from './bind-records.ts'
import { releaseEntries } from './timeline-owners.ts'
import { DEAL, REQUISITE, REQUISITE_LINK, wordsOf } from './entities.ts'
import type { CrmType } from './entities.ts'
import { storedMoment } from './field-values.ts'
import { applyMultifields, hasFlags } from './multifield-input.ts'
import type { MultifieldChange } from './multifield-input.ts'
import { newRecordFields, stageFields } from './record-defaults.ts'

/** What is to be written, whichever family of methods it came by. */
export type RecordChange = {
  readonly fields: FieldMap
  readonly multifields: readonly MultifieldChange[]
  /** Companies of a contact, contacts of a deal or lead: all of them, in order. */
  readonly linked?: readonly number[]
  /** Moments that an import may set, in seconds. */
  readonly created?: number
  readonly modified?: number
}

/** Makes a record and raises its event. */
export function addRecord(call: MethodCall, type: CrmType, change: RecordChange): Item {
  const { data, portal } = call
  const id = data.items.nextId(`item ${type}`)
  const now = nowSeconds(portal)
  const defaults = newRecordFields(call, type, id, change.fields)
  data.items.put({
    ...{ type, id, created: change.created ?? now, modified: change.modified ?? now, ownerType: null, ownerId: null },
    fields: {
      ...defaults,
      ...presentOnly(change.fields),
      ...stageFields(call, type, undefined, { ...defaults, ...change.fields }),
    },
  })
  applyMultifields(call, type, id, change.multifields)
  link(call, type, id, change)
  const made = refreshFlags(call, type, id)
  emit(call, `ONCRM${wordsOf(type).event}ADD`, { FIELDS: { ID: id } })
  return made
}

/** Changes a record that is there. What is not named stays. */
export function changeRecord(call: MethodCall, item: Item, change: RecordChange): void {
  const { data, portal, caller } = call
  const type = item.type as CrmType
  const now = nowSeconds(portal)
  const isMultifieldsAlone = Object.keys(change.fields).length === 0 && change.linked === undefined
  const isQuiet = isMultifieldsAlone && change.multifields.length > 0 && !portal.switches().multifieldsBumpModified
  const stamp = isQuiet ? {} : { MODIFY_BY_ID: String(caller.user.id) }
  const stage = stageFields(call, type, item, change.fields)
  const fields: FieldMap = { ...item.fields, ...change.fields, ...stage, ...stamp }
  data.items.put({ ...item, modified: isQuiet ? item.modified : (change.modified ?? now), fields })
  applyMultifields(call, type, item.id, change.multifields)
  link(call, type, item.id, change)
  refreshFlags(call, type, item.id)
  emit(call, `ONCRM${wordsOf(type).event}UPDATE`, { FIELDS: { ID: item.id } })
  if (type === DEAL && fields['CATEGORY_ID'] !== item.fields['CATEGORY_ID']) {
    const place = { CATEGORY_ID: Number(fields['CATEGORY_ID']), STAGE_ID: String(fields['STAGE_ID']) }
    emit(call, MOVED_TO_CATEGORY, { FIELDS: { ID: item.id, ...place } })
  }
}

/** Links have changed by their own methods, which is a change of the record as well, if the switch says so. */
export function touchRecord(call: MethodCall, item: Item): void {
  if (!call.portal.switches().linksBumpModified) return
  const fresh = call.data.items.get(item.type, item.id) ?? item
  const fields = { ...fresh.fields, MODIFY_BY_ID: String(call.caller.user.id) }
  call.data.items.put({ ...fresh, modified: nowSeconds(call.portal), fields })
  emit(call, `ONCRM${wordsOf(item.type as CrmType).event}UPDATE`, { FIELDS: { ID: item.id } })
}

/** Removes a record with everything that hangs on it. */
export function deleteRecord(call: MethodCall, item: Item): void {
  const { data } = call
  const type = item.type as CrmType
  unbindEverywhere(call, type, item.id)
  data.multifields.removeAll(type, item.id)
  releaseEntries(data, { type, id: item.id })
  for (const kind of [REQUISITE, REQUISITE_LINK]) {
    for (const child of data.items.ofOwner(kind, type, item.id)) data.items.remove(kind, child.id)
  }
  data.sql.run('DELETE FROM b24_product_rows WHERE owner_type = ? AND owner_id = ?', type, item.id)
  data.items.remove(type, item.id)
  emit(call, `ONCRM${wordsOf(type).event}DELETE`, { FIELDS: { ID: item.id } })
}

/** What happens on its timeline is the last activity of a record, and no change of it. */
export function markActivity(call: MethodCall, type: number, id: number): void {
  const item = call.data.items.get(type, id)
  if (item === undefined) return
  const time = storedMoment(nowSeconds(call.portal))
  const fields = { ...item.fields, LAST_ACTIVITY_TIME: time, LAST_ACTIVITY_BY: String(call.caller.user.id) }
  call.data.items.put({ ...item, fields })
}

function link(call: MethodCall, type: CrmType, id: number, { fields, linked }: RecordChange): void {
  const side = sideOf(type)
  if (side === undefined) return
  const known = (childId: number): boolean => call.data.items.get(side.childType, childId) !== undefined
  if (linked !== undefined) return setBindings(call, side, id, linked.filter(known))
  const single: FieldValue | undefined = fields[mirrorOf(side)]
  if (single === undefined) return
  const childId = Number(single ?? 0)
  setSingle(call, side, id, known(childId) ? childId : null)
}

function refreshFlags(call: MethodCall, type: CrmType, id: number): Item {
  const { items, multifields } = call.data
  const item = items.get(type, id)
  if (item === undefined) throw new Error(`Record ${type}/${id} has gone while it was written.`)
  if (!Object.hasOwn(item.fields, 'HAS_PHONE')) return item
  const fresh = { ...item, fields: { ...item.fields, ...hasFlags(multifields.of(type, id)) } }
  items.put(fresh)
  return fresh
}

function presentOnly(fields: FieldMap): FieldMap {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}
