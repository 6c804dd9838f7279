import { isJsonObject } from '../http/exchange.ts'
import type { EntityName, StoredRecord } from '../store/records.ts'
import type { RecordChange } from '../store/record-writer.ts'
import type { FieldError } from './answers.ts'
import { invalidType, notBlank, notSupportedChoice } from './answers.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext } from './context.ts'
import { readCustomerPart, readDealPart } from './deal-input.ts'
import { readFieldValues } from './field-values-input.ts'
import { isIntLike } from './scalars.ts'
import type { Switches } from './switches.ts'
import { readTagChange } from './tags-input.ts'

export type RecordRead = { readonly change: RecordChange; readonly errors: readonly FieldError[] }

type Item = Readonly<Record<string, unknown>>
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Reads one submitted record. Keys that are unknown or read-only are ignored, as the vendor does; any error
 * spoils the whole item.
 * @param current the stored record of a PATCH; undefined on POST
 * @source https://www.amocrm.ru/developers/content/crm_platform/contacts-api
 */
export function readRecordItem(
  context: AmoContext,
  entity: EntityName,
  item: unknown,
  current: StoredRecord | undefined,
): RecordRead {
  const switches = context.switches()
  if (!isJsonObject(item)) return { change: NO_CHANGE, errors: [invalidType('', 'array')] }
  const fields = readFieldValues(item['custom_fields_values'], context.store.directory.fields(entity), switches)
  const tags = readTagChange(item, entity, context.store.tags, switches, current === undefined)
  const errors: FieldError[] = []
  const change: Mutable<RecordChange> = { fields: fields.changes, tags: tags.change }
  readNames(item, entity, current, switches, change, errors)
  readUsers(item, context, change, errors)
  readTimes(item, current, nowSeconds(context), switches, change, errors)
  if (entity === 'deals') change.deal = readDealPart(context, item, current, errors)
  if (entity === 'customers') change.customer = readCustomerPart(context, item, errors)
  if (current !== undefined && !switches.tagsBumpUpdatedAt && isTagsOnly(change)) {
    change.updatedAt = current.updatedAt
    change.updatedBy = current.updatedBy
  }
  return { change, errors: [...errors, ...fields.errors, ...tags.errors] }
}

const NO_CHANGE: RecordChange = { fields: new Map(), tags: { kind: 'keep' } }

/** Every other key of a change is there only when it was sent. */
function isTagsOnly({ fields, tags, deal = {}, customer = {}, ...others }: RecordChange): boolean {
  const rest = { ...deal, ...customer, ...others }
  return tags.kind !== 'keep' && fields.size === 0 && Object.keys(rest).length === 0
}

function readNames(
  item: Item,
  entity: EntityName,
  current: StoredRecord | undefined,
  switches: Switches,
  change: Mutable<RecordChange>,
  errors: FieldError[],
): void {
  const name = readText(item, 'name', switches, errors)
  if (name !== undefined) change.name = name
  if (entity !== 'contacts') return
  const first = readText(item, 'first_name', switches, errors)
  const last = readText(item, 'last_name', switches, errors)
  if (first === undefined && last === undefined) {
    if (name !== undefined && switches.nameSplit === 'first-space') splitName(name, change)
    return
  }
  change.firstName = first ?? current?.firstName ?? ''
  change.lastName = last ?? current?.lastName ?? ''
  const composed = [change.firstName, change.lastName].filter(Boolean).join(' ')
  // Parts make the full name; a full name never makes parts. Clearing both parts leaves the full name alone.
  if (composed !== '' && (name === undefined || switches.nameMix === 'parts')) change.name = composed
}

function splitName(name: string, change: Mutable<RecordChange>): void {
  const [first = '', ...rest] = name.trim().split(/\s+/)
  change.firstName = first
  change.lastName = rest.join(' ')
}

function readText(item: Item, key: string, switches: Switches, errors: FieldError[]): string | undefined {
  const value = item[key]
  if (value === undefined) return undefined
  if (value === null) {
    if (switches.nullName === 'reject') errors.push(notBlank(key))
    return ''
  }
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  errors.push(invalidType(key, 'string'))
  return undefined
}

/** Users must exist; 0 stands for the system and may be an author, but not a responsible. */
function readUsers(item: Item, context: AmoContext, change: Mutable<RecordChange>, errors: FieldError[]): void {
  const keys = [
    ['responsible_user_id', 'responsibleUserId'],
    ['created_by', 'createdBy'],
    ['updated_by', 'updatedBy'],
  ] as const
  for (const [key, name] of keys) {
    const value = item[key]
    if (value === undefined || value === null) continue
    if (!isIntLike(value, context.switches())) errors.push(invalidType(key, 'int'))
    else if (context.store.directory.user(Number(value)) !== undefined) change[name] = Number(value)
    else if (Number(value) === 0 && name !== 'responsibleUserId') change[name] = 0
    else errors.push(notSupportedChoice(key))
  }
}

function readTimes(
  item: Item,
  current: StoredRecord | undefined,
  now: number,
  switches: Switches,
  change: Mutable<RecordChange>,
  errors: FieldError[],
): void {
  const created = readTime(item, 'created_at', switches, errors)
  if (created !== undefined) change.createdAt = created
  const updated = readTime(item, 'updated_at', switches, errors)
  if (updated === undefined || (updated > now && switches.futureUpdatedAt === 'ignore')) return
  const isStale = current !== undefined && updated <= current.updatedAt
  if (isStale && switches.staleUpdatedAt === 'reject') {
    const detail = 'Last modified date is older than in database'
    errors.push({ code: 'NotSupportedChoice', path: 'updated_at', detail })
  } else if (!isStale || switches.staleUpdatedAt === 'accept') change.updatedAt = updated
}

function readTime(item: Item, key: string, switches: Switches, errors: FieldError[]): number | undefined {
  const value = item[key]
  if (value === undefined || value === null) return undefined
  if (isIntLike(value, switches) && Number(value) >= 0) return Number(value)
  errors.push(invalidType(key, 'int'))
  return undefined
}
