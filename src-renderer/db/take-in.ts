import type { RecordId } from '#shared/domain/ids.ts'
import { recordIdsOf } from '#shared/domain/mutation.ts'
import type { JournaledMutation } from '#shared/ipc/commands.ts'
import type { CacheDb } from './cache-db.ts'
import { toNewRow } from './contact-view.ts'
import { refreshViews } from './drop-targets.ts'
import { toNewNeighbourRow } from './neighbour-view.ts'
import { parseMutation } from './parse-mutation.ts'
import { addProvisionalCompany } from './provisional-companies.ts'
import { announceRecords } from './rows-channel.ts'
import type { TargetRow } from './rows.ts'
import { spreadOver } from './spread.ts'
import { restingState, stayingMark } from './staying.ts'
import { toStored } from './stored-mutation.ts'
import { write, type StoreContext } from './store-context.ts'

/**
 * Takes mutations that only main's journal has into the outbox, in one transaction. Contacts that are not here yet
 * get their edits when the pull brings them; those that were to be created are made again at once.
 * @param journaled oldest first
 * @throws {AppError} `storage/failed`
 */
export async function takeIn({ db, rows }: StoreContext, journaled: readonly JournaledMutation[]): Promise<void> {
  const changed = await write(
    db,
    [db.outbox, db.targets, db.contacts, db.neighbours, db.companies, db.spreads],
    async () => {
      const touched = new Set<RecordId>()
      await spreadOver(
        db,
        journaled.flatMap(({ mutation }) => recordIdsOf(mutation.change)),
      )
      for (const one of journaled) for (const id of await takeInOne(db, one)) touched.add(id)
      await refreshViews(db, [...touched])
      return [...touched]
    },
  )
  announceRecords(rows, changed)
}

/** One of them, within the caller's transaction: its views are the caller's to refresh. @returns records it is open for */
export async function takeInOne(db: CacheDb, journaled: JournaledMutation): Promise<readonly RecordId[]> {
  const { mutation, pendingIds, setAside } = journaled
  const { id, accountId, change } = mutation
  const known = await db.outbox.where({ id }).first()
  // Accepted in another window since main was asked.
  if (known !== undefined && parseMutation(known) !== null) return []

  const targets: readonly TargetRow[] = [
    ...pendingIds.map((recordId) => ({ mutationId: id, recordId, accountId, ...stayingMark(mutation) })),
    ...setAside.map(({ recordId, problem }) => ({ mutationId: id, recordId, accountId, problem })),
  ]
  const state = restingState(mutation)
  if (known === undefined) await db.outbox.add({ id, accountId, state, mutation: toStored(mutation) })
  else await db.outbox.put({ ...known, state, mutation: toStored(mutation) })
  await db.spreads.delete(id)
  await db.targets.bulkPut([...targets])
  if (change.kind === 'create' && (await db.contacts.get(change.contactId)) === undefined) {
    await db.contacts.add(toNewRow(mutation, change.contactId, change.fields))
  }
  const made = toNewNeighbourRow(mutation)
  if (made !== null && (await db.neighbours.get(made.id)) === undefined) await db.neighbours.add(made)
  await addProvisionalCompany(db, mutation)
  return targets.map(({ recordId }) => recordId)
}
