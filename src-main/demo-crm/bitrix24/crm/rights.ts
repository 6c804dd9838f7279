import type { MethodCall } from '../portal.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { Condition, Item } from '../store/item-store.ts'
import type { CrmRights } from '../store/portal-rows.ts'

export type Deed = keyof CrmRights

/** The old methods' word for it. */
export function denied(): RestError {
  return new RestError('Access denied.')
}

/** May this user do it with this record, or at all when there is none yet? */
export function may(call: MethodCall, deed: Deed, item?: Item): boolean {
  const { user } = call.caller
  if (user.isAdmin) return true
  const reach = user.rights[deed]
  if (reach === 'all' || reach === 'none') return reach === 'all'
  return item === undefined || item.fields['ASSIGNED_BY_ID'] === String(user.id)
}

/**
 * Records that the user does not see are in no list.
 * @throws {RestError} `refusal` to whoever may read none of any kind: that is no empty list
 */
export function readCondition(call: MethodCall, refusal: RestError = denied()): readonly Condition[] {
  if (!may(call, 'read')) throw refusal
  const { user } = call.caller
  if (user.isAdmin || user.rights.read === 'all') return []
  return [{ sql: "json_extract(i.fields, '$.ASSIGNED_BY_ID') = ?", params: [String(user.id)] }]
}

/** Activities and requisites of records that the user does not see are in no list either; nor is anything for who sees none. */
export function ownerCondition({ caller: { user } }: MethodCall): readonly Condition[] {
  if (user.isAdmin || user.rights.read === 'all') return []
  if (user.rights.read === 'none') return [{ sql: '0', params: [] }]
  return [{ sql: `EXISTS (${OWNER} WHERE ${isOwners('i')} AND ${IS_THEIRS})`, params: [String(user.id)] }]
}

/** Accounts hang on requisites, and these on records. */
export function ownersOwnerCondition({ caller: { user } }: MethodCall): readonly Condition[] {
  if (user.isAdmin || user.rights.read === 'all') return []
  const between = 'JOIN b24_items b ON b.type = i.owner_type AND b.id = i.owner_id'
  return [{ sql: `EXISTS (${OWNER} ${between} WHERE ${isOwners('b')} AND ${IS_THEIRS})`, params: [String(user.id)] }]
}

const OWNER = 'SELECT 1 FROM b24_items o'
const IS_THEIRS = "json_extract(o.fields, '$.ASSIGNED_BY_ID') = ?"
const isOwners = (row: string): string => `o.type = ${row}.owner_type AND o.id = ${row}.owner_id`

/** @throws {RestError} when the user may not change how the CRM is set up */
export function mustBeCrmAdmin(call: MethodCall): void {
  if (!call.caller.user.isAdmin) throw denied()
}
