import { defineStore } from 'pinia'
import type { ContactId } from '#shared/domain/ids.ts'
import type { BulkField, BulkWish } from '#shared/sync/bulk-wish.ts'
import { acceptMutation } from '../db/accept-mutation.ts'
import { reachOf, readFieldGround, toBulkEdit, type BulkReach } from '../db/bulk-edit.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useBulkGround } from './use-bulk-ground.ts'

export type { BulkReach }

/** One field of many contacts of one account: counted first, then changed as one action. */
export const useBulkEditStore = defineStore('bulk-edit', () => {
  const { context, main, search, rows } = useServices()
  const outbox = useOutboxStore()
  const ground = useBulkGround(
    (ids, field: BulkField) =>
      readFieldGround(context.db, ids, field, (asked, about) => search.fieldValues(asked, about)),
    rows,
  )

  /** This field of these contacts may be changed in a moment: what they have there is looked up. Of none: it was not. */
  const prepare = (ids: readonly ContactId[], field: BulkField): void => ground.prepare(ids, field)

  /** How many it would change. */
  const count = async (ids: readonly ContactId[], field: BulkField, wish: BulkWish): Promise<BulkReach> =>
    reachOf(await ground.take(ids, field), wish)

  /** @throws {AppError} `storage/failed`, `state/refused`: then nothing changed */
  async function change(ids: readonly ContactId[], field: BulkField, wish: BulkWish): Promise<void> {
    await outbox.perform(async () => {
      const mutation = await toBulkEdit(context, await ground.take(ids, field), wish)
      return mutation === null ? [] : [await acceptMutation(context, main, mutation)]
    })
  }

  return { prepare, count, change }
})
