import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourPort, NeighbourUpdate } from '../neighbour-port.ts'
import type { BatchLimit } from './batch-limit.ts'
import { COMPANIES, createCompanyWords } from './company-words.ts'
import type { AmocrmContext } from './context.ts'
import type { FieldTypeCache } from './field-types.ts'
import { createListedPort } from './listed-neighbours.ts'
import { insistOnTags } from './single-tags.ts'

/** All that can be done with companies. The vendor deletes none. */
export function createCompanyPort(context: AmocrmContext, types: FieldTypeCache, limit: BatchLimit): NeighbourPort {
  const words = createCompanyWords(() => ({ types: types.known(), zone: context.account.zone }))
  const port = createListedPort(context, words, { entity: 'company' }, { types, limit })
  return { ...port, update: (items, signal) => updateCompanies(context, port, items, signal) }
}

async function updateCompanies(
  context: AmocrmContext,
  port: NeighbourPort,
  items: readonly NeighbourUpdate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const written = await port.update(items, signal)
  const taken = items.filter((_, at) => written[at]?.kind === 'applied')
  const untagged = await insistOnTags(context, port, COMPANIES, taken, signal)
  return items.map(({ remoteId }, at) => untagged.get(remoteId) ?? written[at] ?? { kind: 'not-sent' })
}
