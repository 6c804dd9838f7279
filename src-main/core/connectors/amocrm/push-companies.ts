import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import type { Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { ItemResult, NeighbourPort, NeighbourUpdate, RemoteNeighbourChange } from '../connector.ts'
import { beTold } from './account-state.ts'
import type { BatchLimit } from './batch-limit.ts'
import type { Collection } from './collection.ts'
import { COMPANIES, createCompanyWords } from './company-words.ts'
import type { AmocrmContext } from './context.ts'
import { withoutFacts } from './deal-facts.ts'
import type { FieldTypeCache } from './field-types.ts'
import type { NeighbourKindWords } from './neighbour-kind.ts'
import { readNeighbours } from './pull-neighbours.ts'
import { pullRecords } from './pull-records.ts'
import { createNeighbourPort } from './push-neighbours.ts'
import { toRemoteId } from './remote-ids.ts'
import { insistOnTags } from './single-tags.ts'
import type { CompanyRecordWire } from './wire.ts'

/** All that can be done with companies: walked as contacts are, changed as deals are. The vendor deletes none. */
export function createCompanyPort(context: AmocrmContext, types: FieldTypeCache, limit: BatchLimit): NeighbourPort {
  const words = createCompanyWords(() => ({ types: types.known(), zone: context.account.zone }))
  const port = createNeighbourPort(context, words, limit)
  const companies = createCollection(context, words)
  async function learn(records: readonly Neighbour[], signal: AbortSignal): Promise<void> {
    const ids = records.flatMap(customIdsOf)
    await types.covering(ids, signal)
    if (ids.length > 0) await beTold(context, signal)
  }
  return {
    ...port,
    pull: (cursor, signal) => pullRecords(context, companies, cursor, signal),
    async create(items, signal) {
      const records = items.map(({ record }) => record)
      await learn(records, signal)
      return port.create(items, signal)
    },
    async update(items, signal) {
      const records = items.map(({ record }) => record)
      await learn(records, signal)
      return updateCompanies(context, port, items, signal)
    },
  }
}

const customIdsOf = (record: Neighbour): readonly FieldId[] =>
  record.kind === 'company' ? (Object.keys(withoutFacts(record.fields.custom ?? {})) as FieldId[]) : []

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

function createCollection(
  context: AmocrmContext,
  words: NeighbourKindWords<CompanyRecordWire>,
): Collection<CompanyRecordWire, RemoteNeighbourChange> {
  const toChange = (remoteId: RemoteId, neighbour: RemoteNeighbour | null | undefined): RemoteNeighbourChange =>
    neighbour === null || neighbour === undefined ? { kind: 'delete', remoteId } : { kind: 'upsert', neighbour }
  return {
    source: words.source,
    entity: 'company',
    isAwaited: false,
    toItem: (row) => toChange(toRemoteId(row.id), words.toNeighbour(context, row)),
    async confirm(ids, signal) {
      const present = await readNeighbours(context, words, ids, signal)
      return ids.map((remoteId) => toChange(remoteId, present.get(remoteId)))
    },
  }
}
