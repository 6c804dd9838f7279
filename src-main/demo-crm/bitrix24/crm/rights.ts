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

/** Records that the user does not see are in no list. */
export function readCondition(call: MethodCall): readonly Condition[] {
  const { user } = call.caller
  if (user.isAdmin || user.rights.read === 'all') return []
  if (user.rights.read === 'none') return [{ sql: '0', params: [] }]
  return [{ sql: "json_extract(i.fields, '$.ASSIGNED_BY_ID') = ?", params: [String(user.id)] }]
}

/** @throws {RestError} when the user may not change how the CRM is set up */
export function mustBeCrmAdmin(call: MethodCall): void {
  if (!call.caller.user.isAdmin) throw denied()
}
