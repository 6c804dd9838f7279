import type { CustomItem } from './contact.ts'
import { isRemoteId } from './ids.ts'
import type { LinkedRef } from './linked.ts'

/** What one value of a field of `elements` names, as the CRM tells it; `null` for what names nothing. */
export function elementIn({ value }: CustomItem): LinkedRef | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { catalog_id: catalog, catalog_element_id: element } = value as Readonly<Record<string, unknown>>
  const [catalogId, id] = [catalog, element].map((one) => (typeof one === 'number' ? String(one) : one))
  if (!isRemoteId(id)) return null
  return { kind: 'element', id, catalogId: isRemoteId(catalogId) ? catalogId : null }
}
