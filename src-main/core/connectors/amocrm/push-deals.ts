import type { FieldId, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { ItemResult, NeighbourPort, NeighbourUpdate, RemoteNeighbourChange } from '../connector.ts'
import { isMadeBy } from '../reworded-of.ts'
import { beTold } from './account-state.ts'
import type { BatchLimit } from './batch-limit.ts'
import type { Collection } from './collection.ts'
import type { AmocrmContext } from './context.ts'
import { withoutFacts } from './deal-facts.ts'
import { linkDeal } from './deal-links.ts'
import { findDeletedDeals, readDeletedDeals } from './deal-trash.ts'
import type { LeadWire } from './deal-wire.ts'
import { createDealWords, isWritten } from './deals.ts'
import type { FieldTypeCache } from './field-types.ts'
import type { NeighbourKindWords } from './neighbour-kind.ts'
import { findCreatedNeighbours, readNeighbours } from './pull-neighbours.ts'
import { pullRecords } from './pull-records.ts'
import { createNeighbourPort } from './push-neighbours.ts'
import { linkTypes } from './removal-events.ts'
import { toRemoteId, toUserId } from './remote-ids.ts'
import { insistOnTags } from './single-tags.ts'

/**
 * All that can be done with deals: as notes and tasks, but that their list obeys an order by time and is walked as contacts are,
 * and that their contacts are links.
 */
export function createDealPort(context: AmocrmContext, types: FieldTypeCache, limit: BatchLimit): NeighbourPort {
  const dealWords = createDealWords(() => ({ types: types.known(), zone: context.account.zone }))
  const port = createNeighbourPort(context, dealWords, limit)
  const deals = createDealCollection(context, dealWords)
  async function learn(records: readonly Neighbour[], signal: AbortSignal): Promise<void> {
    const ids = records.flatMap(customIdsOf)
    await types.covering(ids, signal)
    if (ids.length > 0) await beTold(context, signal)
  }
  return {
    ...port,
    pull: (cursor, signal) => pullRecords(context, deals, cursor, signal),
    async create(items, signal) {
      await learn(
        items.map(({ record }) => record),
        signal,
      )
      return port.create(items, signal)
    },
    async update(items, signal) {
      await learn(
        items.map(({ record }) => record),
        signal,
      )
      return updateDeals(context, port, items, signal)
    },
    async findCreated(since, signal) {
      const { at, created, before } = await findCreatedNeighbours(context, dealWords, since, signal)
      // Of one name there may be two; nobody else's is ours.
      const own = toUserId(context.accountId, context.account.userId)
      const isOwn = (by: UserId | null) => isMadeBy(by, own)
      const deleted = await findDeletedDeals(context, { since, before, isOwn }, signal)
      return { at, created: created.filter(({ createdBy }) => isOwn(createdBy)), deleted }
    },
  }
}

const customIdsOf = (record: Neighbour): readonly FieldId[] =>
  record.kind === 'deal' ? (Object.keys(withoutFacts(record.fields.custom ?? {})) as FieldId[]) : []

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

function createDealCollection(
  context: AmocrmContext,
  dealWords: NeighbourKindWords<LeadWire>,
): Collection<LeadWire, RemoteNeighbourChange> {
  const toChange = (remoteId: RemoteId, neighbour: RemoteNeighbour | null | undefined): RemoteNeighbourChange =>
    neighbour === null || neighbour === undefined ? { kind: 'delete', remoteId } : { kind: 'upsert', neighbour }
  return {
    source: dealWords.source,
    entity: 'lead',
    isAwaited: false,
    hints: linkTypes('lead'),
    toItem: (row) => toChange(toRemoteId(row.id), dealWords.toNeighbour(context, row)),
    async confirm(ids, signal) {
      const present = await readNeighbours(context, dealWords, ids, signal)
      return ids.map((remoteId) => toChange(remoteId, present.get(remoteId)))
    },
    trash: (from, signal) => readDeletedDeals(context, from, signal),
  }
}
