import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import type { Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { NeighbourPort, RemoteNeighbourChange } from '../neighbour-port.ts'
import { beTold } from './account-state.ts'
import type { BatchLimit } from './batch-limit.ts'
import type { Collection } from './collection.ts'
import type { AmocrmContext } from './context.ts'
import { withoutFacts } from './deal-facts.ts'
import type { FieldTypeCache } from './field-types.ts'
import type { NeighbourKindWords, NeighbourWire } from './neighbour-kind.ts'
import { readNeighbours } from './pull-neighbours.ts'
import { pullRecords } from './pull-records.ts'
import { createNeighbourPort } from './push-neighbours.ts'
import { toRemoteId } from './remote-ids.ts'

/** Which of the vendor's records they are, and what its log and its trash tell of them. */
type Listed<Row extends NeighbourWire> = Pick<Collection<Row, RemoteNeighbourChange>, 'entity' | 'hints' | 'trash'>

/**
 * Companies and deals: as notes and tasks, but that their lists obey an order by time and are walked as contacts are, and that they
 * have custom fields, whose types are known before a value leaves.
 */
export function createListedPort<Row extends NeighbourWire>(
  context: AmocrmContext,
  words: NeighbourKindWords<Row>,
  listed: Listed<Row>,
  { types, limit }: { readonly types: FieldTypeCache; readonly limit: BatchLimit },
): NeighbourPort {
  const port = createNeighbourPort(context, words, limit)
  const collection = createCollection(context, words, listed)
  async function learn(items: readonly { readonly record: Neighbour }[], signal: AbortSignal): Promise<void> {
    const ids = items.flatMap(({ record }) => customIdsOf(record))
    await types.covering(ids, signal)
    if (ids.length > 0) await beTold(context, signal)
  }
  return {
    ...port,
    pull: (cursor, signal) => pullRecords(context, collection, cursor, signal),
    async create(items, signal) {
      await learn(items, signal)
      return port.create(items, signal)
    },
    async update(items, signal) {
      await learn(items, signal)
      return port.update(items, signal)
    },
  }
}

/** Fields of the form with something in them. */
const customIdsOf = ({ fields }: Neighbour): readonly FieldId[] =>
  'custom' in fields ? (Object.keys(withoutFacts(fields.custom ?? {})) as FieldId[]) : []

function createCollection<Row extends NeighbourWire>(
  context: AmocrmContext,
  words: NeighbourKindWords<Row>,
  listed: Listed<Row>,
): Collection<Row, RemoteNeighbourChange> {
  const toChange = (remoteId: RemoteId, neighbour: RemoteNeighbour | null | undefined): RemoteNeighbourChange =>
    neighbour === null || neighbour === undefined ? { kind: 'delete', remoteId } : { kind: 'upsert', neighbour }
  return {
    ...listed,
    source: words.source,
    isAwaited: false,
    toItem: (row) => toChange(toRemoteId(row.id), words.toNeighbour(context, row)),
    async confirm(ids, signal) {
      const present = await readNeighbours(context, words, ids, signal)
      return ids.map((remoteId) => toChange(remoteId, present.get(remoteId)))
    },
  }
}
