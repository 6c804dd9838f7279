import type { Call } from '../http/exchange.ts'
import { phpString } from '../http/php-query.ts'
import type { Condition } from '../store/list-query.ts'
import type { EntityName, StoredRecord, User } from '../store/records.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext, ApiCall } from './context.ts'
import { mayEdit, mayView, viewConditions } from './rights.ts'

/** A record that this user sees: there, not in the trash, within the user's rights. */
export function findFor(context: AmoContext, user: User, entity: EntityName, id: number): StoredRecord | undefined {
  if (isHidden(context, entity)) return undefined
  const record = context.store.records.findVisible(entity, id)
  return record !== undefined && mayView(context.store, user, entity, record) ? record : undefined
}

/** A record for a PATCH. Where the account hides what may not be edited, such a record is as absent. */
export function findEditable(
  context: AmoContext,
  { user }: ApiCall,
  entity: EntityName,
  id: number,
): StoredRecord | undefined {
  const record = findFor(context, user, entity, id)
  if (record === undefined || context.switches().editDenied === 'forbidden') return record
  return mayEdit(context.store, user, entity, record) ? record : undefined
}

/** Does a batch touch a record that the user may see, but not edit? */
export function isDenied(
  context: AmoContext,
  { user }: ApiCall,
  entity: EntityName,
  items: readonly { readonly current: StoredRecord | undefined }[],
): boolean {
  return items.some(({ current }) => current !== undefined && !mayEdit(context.store, user, entity, current))
}

/** Conditions that leave out what the user does not see in lists. */
export function hiddenFrom(context: AmoContext, user: User, entity: EntityName): Condition[] {
  const sorted: Condition[] = context.switches().unsortedListed ? [] : [{ kind: 'sorted' }]
  return [...sorted, ...viewConditions(context.store, user, entity)]
}

/** An account that keeps no customers has none to show. */
export function isHidden(context: AmoContext, entity: EntityName): boolean {
  const { customersMode } = context.switches()
  return entity === 'customers' && (customersMode === 'disabled' || customersMode === 'unavailable')
}

/** What `If-Modified-Since` asks for, where the account heeds it. */
export function modifiedSince(context: AmoContext, call: Call): Condition[] {
  const from = modifiedFrom(context, call)
  return from === undefined ? [] : [{ kind: 'range', column: 'updated_at', range: { from } }]
}

/** The first second that counts as later than the header. Its clock has whole seconds too. */
export function modifiedFrom(context: AmoContext, call: Call): number | undefined {
  const header = call.headers['if-modified-since']
  const since = header === undefined ? Number.NaN : Date.parse(header)
  return context.switches().ifModifiedSince === 'ignore' || Number.isNaN(since)
    ? undefined
    : Math.floor(since / 1000) + 1
}

/** A search may not find what was made just now. */
export function searchLag(context: AmoContext, call: Call): Condition[] {
  const { searchDelay } = context.switches()
  if (searchDelay === 0 || !phpString(call.query['query'])) return []
  return [{ kind: 'range', column: 'created_at', range: { to: nowSeconds(context) - searchDelay } }]
}
