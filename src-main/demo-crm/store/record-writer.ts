import { dealEvents, fieldEvents, tagEvents } from './change-events.ts'
import type {
  CustomerPart,
  DealPart,
  EntityName,
  EventEntity,
  EventKind,
  EventSide,
  FieldValues,
  StoredRecord,
  StoredValue,
} from './records.ts'
import { NOTHING } from './records.ts'
import type { Store } from './store.ts'

/** A tag as a client names it. An id must exist; a name may be new. */
export type TagRef = { readonly id: number } | { readonly name: string }

/** What a write does to the tags of a record. */
export type TagChange =
  | { readonly kind: 'keep' }
  | { readonly kind: 'replace'; readonly tags: readonly TagRef[] }
  | { readonly kind: 'edit'; readonly add: readonly TagRef[]; readonly remove: readonly TagRef[] }

/** What a write wants to be different. Missing keys stay as they are; `null` empties a field. */
export type RecordChange = {
  readonly name?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly responsibleUserId?: number
  readonly createdBy?: number
  readonly updatedBy?: number
  readonly createdAt?: number
  readonly updatedAt?: number
  readonly deal?: Partial<DealPart>
  readonly customer?: Partial<CustomerPart>
  readonly isUnsorted?: boolean
  readonly fields: ReadonlyMap<number, readonly StoredValue[] | null>
  readonly tags: TagChange
}

/** Who writes, and when (whole seconds). */
export type Author = { readonly userId: number; readonly at: number; readonly ignoreTagCase: boolean }

/** Creates a record, its tags and its events. */
export function createRecord(store: Store, entity: EntityName, change: RecordChange, author: Author): StoredRecord {
  const blank: StoredRecord = {
    id: store.records.nextId(entity),
    name: '',
    firstName: '',
    lastName: '',
    responsibleUserId: author.userId,
    createdBy: author.userId,
    updatedBy: author.userId,
    createdAt: author.at,
    updatedAt: author.at,
    closestTaskAt: null,
    trashed: false,
    companyId: null,
    mainContactId: null,
    tagIds: [],
    fields: {},
  }
  const record = applyChange(store, entity, blank, change, author)
  store.records.insert(entity, record)
  appendEvent(store, entity, record.id, 'added', author)
  for (const event of tagEvents(store, [], record.tagIds))
    appendEvent(store, entity, record.id, event.kind, author, event)
  return record
}

/** Changes a record and logs what really became different. `updatedAt` moves to the author's time unless given. */
export function updateRecord(
  store: Store,
  entity: EntityName,
  current: StoredRecord,
  change: RecordChange,
  author: Author,
): StoredRecord {
  const stamped = { ...current, updatedAt: author.at, updatedBy: author.userId }
  const record = applyChange(store, entity, stamped, change, author)
  store.records.update(entity, record)
  logDifference(store, entity, current, record, author)
  return record
}

/** Logs every difference between two states of a record, one event per name, responsible, field and tag. */
export function logDifference(
  store: Store,
  entity: EntityName,
  before: StoredRecord,
  after: StoredRecord,
  author: Author,
): void {
  if (before.name !== after.name) {
    const sides = { before: { is: 'name', name: before.name }, after: { is: 'name', name: after.name } } as const
    appendEvent(store, entity, after.id, 'renamed', author, sides)
  }
  if (before.responsibleUserId !== after.responsibleUserId) {
    const sides = {
      before: { is: 'user', userId: before.responsibleUserId },
      after: { is: 'user', userId: after.responsibleUserId },
    } as const
    appendEvent(store, entity, after.id, 'responsible-changed', author, sides)
  }
  const definitions = store.directory.fields(entity)
  const events = [
    ...dealEvents(before.deal, after.deal),
    ...fieldEvents(definitions, before.fields, after.fields),
    ...tagEvents(store, before.tagIds, after.tagIds),
  ]
  for (const event of events) appendEvent(store, entity, after.id, event.kind, author, event)
}

/** Logs one event of a record. */
export function appendEvent(
  store: Store,
  entity: EventEntity,
  entityId: number,
  kind: EventKind,
  author: Author,
  sides: { readonly before: EventSide; readonly after: EventSide } = { before: NOTHING, after: NOTHING },
): void {
  const { before, after } = sides
  store.events.append({ entity, entityId, kind, createdBy: author.userId, createdAt: author.at, before, after })
}

function applyChange(
  store: Store,
  entity: EntityName,
  current: StoredRecord,
  change: RecordChange,
  author: Author,
): StoredRecord {
  return {
    ...current,
    name: change.name ?? current.name,
    firstName: change.firstName ?? current.firstName,
    lastName: change.lastName ?? current.lastName,
    responsibleUserId: change.responsibleUserId ?? current.responsibleUserId,
    createdBy: change.createdBy ?? current.createdBy,
    updatedBy: change.updatedBy ?? current.updatedBy,
    createdAt: change.createdAt ?? current.createdAt,
    updatedAt: change.updatedAt ?? current.updatedAt,
    tagIds: applyTags(store, entity, current.tagIds, change.tags, author.ignoreTagCase),
    fields: applyFields(current.fields, change.fields),
    ...applyParts(entity, current, change),
  }
}

const NEW_DEAL: DealPart = { price: 0, pipelineId: 0, stageId: 0, lossReasonId: null, closedAt: null }
const NEW_CUSTOMER: CustomerPart = { nextPrice: 0, nextAt: null }

function applyParts(
  entity: EntityName,
  { deal, customer, isUnsorted }: StoredRecord,
  change: RecordChange,
): Pick<StoredRecord, 'deal' | 'customer' | 'isUnsorted'> {
  return {
    ...(entity === 'deals' ? { deal: { ...NEW_DEAL, ...deal, ...change.deal } } : {}),
    ...(entity === 'customers' ? { customer: { ...NEW_CUSTOMER, ...customer, ...change.customer } } : {}),
    ...((change.isUnsorted ?? isUnsorted) === undefined
      ? {}
      : { isUnsorted: change.isUnsorted ?? isUnsorted === true }),
  }
}

function applyFields(current: FieldValues, changes: RecordChange['fields']): FieldValues {
  if (changes.size === 0) return current
  const next: { [fieldId: string]: readonly StoredValue[] } = { ...current }
  for (const [fieldId, values] of changes) {
    if (values === null || values.length === 0) delete next[fieldId]
    else next[fieldId] = values
  }
  return next
}

function applyTags(
  store: Store,
  entity: EntityName,
  current: readonly number[],
  change: TagChange,
  ignoreCase: boolean,
): readonly number[] {
  if (change.kind === 'keep') return current
  const made = (ref: TagRef): number => ('id' in ref ? ref.id : store.tags.ensure(entity, ref.name, ignoreCase).id)
  if (change.kind === 'replace') return [...new Set(change.tags.map(made))]
  const removed = new Set(
    change.remove.map((ref) => ('id' in ref ? ref.id : store.tags.findByName(entity, ref.name, ignoreCase)?.id)),
  )
  return [...new Set([...current.filter((id) => !removed.has(id)), ...change.add.map(made)])]
}
