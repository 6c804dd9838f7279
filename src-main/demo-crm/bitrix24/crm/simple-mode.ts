import type { MethodCall } from '../portal.ts'
import type { Item } from '../store/item-store.ts'
import { DEAL, LEAD } from './entities.ts'
import { LEAD_CONTACTS } from './bind-records.ts'
import { addRecord, deleteRecord } from './record-writer.ts'

/** Names that deals and leads share, and that go over. */
const SHARED = [
  'TITLE',
  'SOURCE_ID',
  'SOURCE_DESCRIPTION',
  'COMMENTS',
  'OPPORTUNITY',
  'CURRENCY_ID',
  'ASSIGNED_BY_ID',
  'COMPANY_ID',
  'OPENED',
]

/** Portals without leads make a deal of each at once, and the lead is not found any more. */
export function convertToDeal(call: MethodCall, lead: Item): void {
  const fields = Object.fromEntries(SHARED.map((name) => [name, lead.fields[name] ?? null]))
  const linked = call.data.bindings.of(LEAD_CONTACTS, lead.id).map(({ childId }) => childId)
  addRecord(call, DEAL, { fields, multifields: [], linked })
  const kept = call.data.items.get(LEAD, lead.id)
  if (kept !== undefined) deleteRecord(call, kept)
}
