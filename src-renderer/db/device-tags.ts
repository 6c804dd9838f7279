import type { AccountId, ContactId, RecordId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { deviceTagsOf } from '#shared/sync/device-tags.ts'
import { forgetBulk } from './bulk-bodies.ts'
import type { CacheDb } from './cache-db.ts'
import { cancelMutation } from './cancel-mutation.ts'
import { readMutations, readTargets } from './pending-mutations.ts'
import { announceRecords } from './rows-channel.ts'
import { stayingRows } from './staying.ts'
import { toStored } from './stored-mutation.ts'
import { write, type StoreContext } from './store-context.ts'

/** Tags of one account that stay on this device. */
export interface DeviceTags {
  readonly accountId: AccountId
  /** Each once. */
  readonly tags: readonly string[]
  readonly contacts: number
}

/** Accounts without any have no entry. */
export function readDeviceTags(db: CacheDb): Promise<readonly DeviceTags[]> {
  return db.transaction('r', [db.outbox], async () => {
    const staying = await readStaying(db)
    return [...Map.groupBy(staying, ({ accountId }) => accountId)].flatMap(([accountId, own]) => {
      const byContact = deviceTagsOf(own)
      const tags = new Set([...byContact.values()].flatMap((some) => [...some]))
      // Edits that have cancelled each other out are there still, and have to go before the account does.
      return [{ accountId, tags: [...tags].sort(), contacts: byContact.size }]
    })
  })
}

/** Those of one contact. */
export async function readDeviceTagsOf(db: CacheDb, id: ContactId): Promise<readonly string[]> {
  return db.transaction('r', [db.outbox, db.targets], async () => {
    const own = (await readTargets(db, [id])).filter(({ staysHere }) => staysHere === true)
    const mutations = await readMutations(db, new Set(own.map(({ mutationId }) => mutationId)))
    return [...(deviceTagsOf(mutations, [id]).get(id) ?? [])]
  })
}

/** In the order in which the user acted. */
async function readStaying(db: CacheDb, accountId?: AccountId): Promise<readonly Mutation[]> {
  const rows = await stayingRows(db, accountId).toArray()
  return readMutations(db, new Set(rows.map(({ id }) => id)))
}

/**
 * Brings the tags of an account that stayed on this device to its CRM, as the edits that they are. Main goes first: killed after
 * that, they are sent all the same, and leave the outbox when the CRM has them.
 * @throws {AppError} `state/refused` with reason `no-tags`: then nothing changed
 */
export async function releaseTags(
  { db, rows }: StoreContext,
  main: Caller<Commands>,
  accountId: AccountId,
): Promise<void> {
  await main.call('tags/release', { accountId })
  const released = await write(db, [db.outbox, db.targets], async () => {
    const staying = await stayingRows(db, accountId).toArray()
    const told = await readMutations(db, new Set(staying.map(({ id }) => id)))
    const bodies = new Map(told.map((mutation) => [mutation.id, toStored({ ...mutation, staysHere: undefined })]))
    await db.outbox.bulkPut(
      staying.map((row) => ({ ...row, state: 'pending', mutation: bodies.get(row.id) ?? row.mutation })),
    )
    const touched = new Set<RecordId>()
    for (const { id } of staying) {
      const targets = await db.targets.where('mutationId').equals(id).toArray()
      await db.targets.bulkPut(targets.map(({ mutationId, recordId, accountId: of }) => ({ mutationId, recordId, accountId: of }))) // prettier-ignore
      for (const { recordId } of targets) touched.add(recordId)
      forgetBulk(db, id)
    }
    return [...touched]
  })
  announceRecords(rows, released)
}

/** Takes the tags of an account that stay on this device off again, all of them. @throws {AppError} as `cancelMutation` */
export async function dropDeviceTags(
  context: StoreContext,
  main: Caller<Commands>,
  accountId: AccountId,
): Promise<void> {
  for (const { id } of (await readStaying(context.db, accountId)).toReversed()) await cancelMutation(context, main, id)
}
