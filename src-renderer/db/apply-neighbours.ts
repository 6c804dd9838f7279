import type { InputOf, StoreCommands } from '#shared/ipc/contract.ts'
import { announceDeals } from './rows-channel.ts'
import { write, type StoreContext } from './store-context.ts'
import { buryNeighbours, upsertNeighbours } from './upsert-neighbours.ts'

/**
 * A page of notes, tasks and the like, and its checkpoint, if it has one: both or neither. Applying it twice has the effect of applying it
 * once.
 * @throws {AppError} `storage/failed`
 */
export async function applyNeighbours(
  context: StoreContext,
  { accountId, kind, changes, checkpoint }: InputOf<StoreCommands, 'cache/apply-neighbours'>,
): Promise<void> {
  const { db } = context
  await write(db, [db.neighbours, db.targets, db.outbox, db.checkpoints], async () => {
    // Of two changes of one record in a page the later one counts.
    const last = new Map(changes.map((change) => [change.kind === 'upsert' ? change.neighbour.id : change.id, change]))
    const final = [...last.values()]
    await upsertNeighbours(
      db,
      final.flatMap((change) => (change.kind === 'upsert' ? [change.neighbour] : [])),
    )
    await buryNeighbours(
      context,
      final.flatMap((change) => (change.kind === 'delete' ? [change.id] : [])),
    )
    if (checkpoint !== null) await db.checkpoints.put({ accountId, entity: kind, ...checkpoint, at: context.now() })
  })
  announceDeals(
    context.rows,
    changes.map((change) => (change.kind === 'upsert' ? change.neighbour.id : change.id)),
  )
}
