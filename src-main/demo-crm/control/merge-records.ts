import { isDeepStrictEqual } from 'node:util'
import type { EntityName, FieldType, FieldValues, StoredRecord, StoredValue } from '../store/records.ts'
import { appendEvent, logDifference } from '../store/record-writer.ts'
import type { Author } from '../store/record-writer.ts'
import type { Store } from '../store/store.ts'

/** Fields that can hold several values take in those of the absorbed records; others keep the survivor's. */
const UNITED_TYPES: readonly FieldType[] = ['multitext', 'multiselect']

/** What the log says of a merge, which the vendor leaves open. */
export type MergeLog = { readonly eventOf: 'survivor' | 'absorbed'; readonly logsDeletion: boolean }

/** The survivor takes in the others, which go to the trash. A merge event names one record only, as the vendor's does. */
export function mergeRecords(
  store: Store,
  entity: EntityName,
  survivor: StoredRecord,
  others: readonly StoredRecord[],
  author: Author,
  log: MergeLog,
): readonly StoredRecord[] {
  const stamp = { updatedAt: author.at, updatedBy: author.userId }
  const merged: StoredRecord = {
    ...survivor,
    ...stamp,
    fields: others.reduce((fields, other) => uniteFields(store, entity, fields, other.fields), survivor.fields),
    tagIds: [...new Set([survivor, ...others].flatMap((record) => record.tagIds))],
    companyId: survivor.companyId ?? others.find((other) => other.companyId !== null)?.companyId ?? null,
  }
  store.records.update(entity, merged)
  logDifference(store, entity, survivor, merged, author)
  const named = log.eventOf === 'survivor' ? [survivor] : others
  for (const { id } of named) appendEvent(store, entity, id, 'merged', author)
  const absorbed = others.map((other) => ({ ...other, ...stamp, trashed: true }))
  for (const other of absorbed) {
    store.records.update(entity, other)
    if (log.logsDeletion) appendEvent(store, entity, other.id, 'deleted', author)
  }
  for (const { id } of others) moveNeighbours(store, entity, id, survivor.id)
  const settled = { ...merged, closestTaskAt: closestTask(store, entity, merged) }
  if (settled.closestTaskAt !== merged.closestTaskAt) store.records.update(entity, settled)
  return [settled, ...absorbed]
}

/** What hung on an absorbed record hangs on the survivor. */
function moveNeighbours(store: Store, entity: EntityName, fromId: number, toId: number): void {
  store.tasks.move(entity, fromId, toId)
  store.notes.move(entity, fromId, toId)
  for (const item of store.links.itemsOf(entity, [fromId])) store.links.putItem({ ...item, entityId: toId })
  if (entity === 'contacts') {
    store.links.moveContact(fromId, toId)
    store.chats.move(fromId, toId)
  }
  if (entity === 'deals' || entity === 'customers') {
    for (const link of store.links.contactsOf(entity, [fromId])) {
      const isMain = store.links.findContact(entity, toId, link.contactId)?.isMain ?? false
      store.links.putContact({ ...link, entityId: toId, isMain })
    }
  }
  if (entity === 'companies') moveRecords(store, fromId, toId)
}

/** A record without any task keeps what it says: a store may hold records whose tasks it was never told. */
function closestTask(store: Store, entity: EntityName, { id, closestTaskAt }: StoredRecord): number | null {
  return store.tasks.nextDue(entity, id) ?? closestTaskAt
}

function uniteFields(store: Store, entity: EntityName, own: FieldValues, other: FieldValues): FieldValues {
  const united: { [fieldId: string]: readonly StoredValue[] } = { ...own }
  for (const { id, type } of store.directory.fields(entity)) {
    const [mine, theirs] = [own[id] ?? [], other[id] ?? []]
    if (mine.length === 0 && theirs.length > 0) united[id] = theirs
    else if (UNITED_TYPES.includes(type)) {
      const extra = theirs.filter((value) => !mine.some((known) => isDeepStrictEqual(known.value, value.value)))
      if (extra.length > 0) united[id] = [...mine, ...extra]
    }
  }
  return united
}

function moveRecords(store: Store, fromId: number, toId: number): void {
  for (const entity of ['contacts', 'deals', 'customers'] as const) {
    for (const { id } of store.records.recordsOfCompanies(entity, [fromId])) {
      const record = store.records.find(entity, id)
      if (record !== undefined) store.records.update(entity, { ...record, companyId: toId })
    }
  }
}
