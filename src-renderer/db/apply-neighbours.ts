import { kindOf } from '#shared/domain/ids.ts'
import type { InputOf, StoreCommands } from '#shared/ipc/contract.ts'
import { companiesAmong } from './put-neighbours.ts'
import { announceBeside } from './rows-channel.ts'
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
  const { db, rows, now } = context
  // Names of companies stand in their list as well; contacts may lead to them by another id.
  const beside = kind === 'company' ? [db.companies, db.contacts] : []
  const ids = changes.map((change) => (change.kind === 'upsert' ? change.neighbour.id : change.id))
  const renamed = await write(db, [db.neighbours, db.targets, db.outbox, db.checkpoints, ...beside], async () => {
    // Of two changes of one record in a page the later one counts.
    const last = new Map(changes.map((change) => [change.kind === 'upsert' ? change.neighbour.id : change.id, change]))
    const final = [...last.values()]
    const dropped = await upsertNeighbours(
      db,
      final.flatMap((change) => (change.kind === 'upsert' ? [change.neighbour] : [])),
    )
    await buryNeighbours(
      context,
      final.flatMap((change) => (change.kind === 'delete' ? [change.id] : [])),
    )
    if (checkpoint !== null) await db.checkpoints.put({ accountId, entity: kind, ...checkpoint, at: now() })
    return { contacts: dropped.contacts, companies: [...dropped.companies, ...(await companiesAmong(db, ids))] }
  })
  announceBeside(
    rows,
    ids.filter((id) => kindOf(id) !== 'company'),
  )
  if (renamed.companies.length > 0) rows.announce({ kind: 'companies', ids: renamed.companies })
  if (renamed.contacts.length > 0) rows.announce({ kind: 'contacts', ids: [...renamed.contacts] })
}
