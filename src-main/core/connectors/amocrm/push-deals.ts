import type { UserId } from '#shared/domain/ids.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourPort, NeighbourUpdate } from '../neighbour-port.ts'
import { isMadeBy } from '../reworded-of.ts'
import type { BatchLimit } from './batch-limit.ts'
import type { AmocrmContext } from './context.ts'
import { linkDeal } from './deal-links.ts'
import { findDeletedDeals, readDeletedDeals } from './deal-trash.ts'
import { createDealWords, isWritten } from './deals.ts'
import type { FieldTypeCache } from './field-types.ts'
import { createListedPort } from './listed-neighbours.ts'
import { findCreatedNeighbours } from './pull-neighbours.ts'
import { linkTypes } from './removal-events.ts'
import { toUserId } from './remote-ids.ts'
import { insistOnTags } from './single-tags.ts'

/** All that can be done with deals, whose contacts are links. */
export function createDealPort(context: AmocrmContext, types: FieldTypeCache, limit: BatchLimit): NeighbourPort {
  const words = createDealWords(() => ({ types: types.known(), zone: context.account.zone }))
  const trash = (from: number, signal: AbortSignal) => readDeletedDeals(context, from, signal)
  const port = createListedPort(context, words, { entity: 'lead', hints: linkTypes('lead'), trash }, { types, limit })
  return {
    ...port,
    update: (items, signal) => updateDeals(context, port, items, signal),
    async findCreated(since, signal) {
      const { at, created, before } = await findCreatedNeighbours(context, words, since, signal)
      // Of one name there may be two; nobody else's is ours.
      const own = toUserId(context.accountId, context.account.userId)
      const isOwn = (by: UserId | null) => isMadeBy(by, own)
      const deleted = await findDeletedDeals(context, { since, before, isOwn }, signal)
      return { at, created: created.filter(({ createdBy }) => isOwn(createdBy)), deleted }
    },
  }
}

async function updateDeals(
  context: AmocrmContext,
  port: NeighbourPort,
  items: readonly NeighbourUpdate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const worded = items.filter(({ fields }) => fields.some(isWritten))
  const written = worded.length === 0 ? [] : await port.update(worded, signal)
  const untagged = await insistOnTags(
    context,
    port,
    '/api/v4/leads',
    worded.filter((_, at) => written[at]?.kind === 'applied'),
    signal,
  )
  const results: ItemResult[] = []
  for (const item of items) {
    const at = worded.indexOf(item)
    const own: ItemResult = at === -1 ? applied(item) : (written[at] ?? { kind: 'not-sent' })
    const refused = own.kind === 'applied' ? await linkDeal(context, item, signal) : null
    results.push(refused ?? untagged.get(item.remoteId) ?? own)
  }
  return results
}

const applied = ({ remoteId }: NeighbourUpdate): ItemResult => ({ kind: 'applied', remoteId, updatedAt: null })
