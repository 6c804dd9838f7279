import { customOf, type Neighbour } from '#shared/domain/neighbour.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourUpdate } from '../neighbour-port.ts'
import { companyNames, toCompanyOut } from './company-words.ts'
import type { ContactContext } from './contact-context.ts'
import { families } from './families.ts'
import { formOf, type Catalog } from './field-catalog.ts'
import { isTakenAway, nobodyLooked, sendChanges, toDelete, writtenFields, type Looked } from './push-parts.ts'
import { readRowsById } from './read-by-ids.ts'
import { reachAmong, toReachOut } from './record-reach.ts'
import { neededForCustom, placeAmong, toCustomPart, type SaleOut } from './sale-words.ts'
import { toWrite, type Write } from './send-writes.ts'

const { company: family } = families

const placeOfRefusal = (catalog: Catalog, record: Neighbour) => (sent: readonly string[]) =>
  placeAmong(companyNames, formOf(catalog, family.owner), record, sent)

/**
 * Changed ones, and those that are taken away. Numbers and addresses are told by the ids that they have there, so they are
 * looked at as late as can be.
 * @source https://apidocs.bitrix24.com/api-reference/crm/companies/crm-company-update.html
 */
export async function updateCompanies(
  context: ContactContext,
  items: readonly NeighbourUpdate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const looked = await readReach(context, items, signal)
  const ids = items.map(({ fields }) => fields.flatMap((field) => customOf(field) ?? []))
  const catalog = await context.catalog.covering(ids.flat(), signal)
  const plans = items.map((item, at): readonly Write[] => {
    if (isTakenAway(item)) return [toDelete(family, item)]
    const { record, before, remoteId } = item
    const fields: SaleOut = {
      ...toCompanyOut(record, item.fields),
      ...toReachOut(family, item, looked.rows.get(remoteId)),
      ...toCustomPart(family, catalog, ids[at] ?? [], record, before, looked.rows.get(remoteId)),
    }
    const sent = Object.keys(fields)
    if (sent.length === 0) return []
    return [
      toWrite(`${family.method}.update`, { id: remoteId, fields }, remoteId, placeOfRefusal(catalog, record)(sent)),
    ]
  })
  const written = items.map((item, at) => (isTakenAway(item) ? [] : writtenFields(family, item.record, ids[at] ?? [])))
  return sendChanges(context, family, { items, plans, written, looked }, signal)
}

async function readReach(
  context: ContactContext,
  items: readonly NeighbourUpdate[],
  signal: AbortSignal,
): Promise<Looked> {
  const neededFor = ({ fields }: NeighbourUpdate) => [...reachAmong(family, fields), ...neededForCustom(family, fields)]
  const wanted = items.filter((item) => neededFor(item).length > 0)
  if (wanted.length === 0) return nobodyLooked
  const select = ['ID', ...new Set(wanted.flatMap(neededFor))]
  const ids = wanted.map(({ remoteId }) => remoteId)
  const rows = await readRowsById(context, `${family.method}.list`, ids, select, signal)
  return { asked: new Set(ids), rows: new Map(rows.map((row) => [row.ID, row])) }
}
