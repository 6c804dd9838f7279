import type { AccountId, MutationId } from '#shared/domain/ids.ts'
import type { BulkTag, Mutation } from '#shared/domain/mutation.ts'
import { isAboutTags, removalsOf } from '#shared/sync/device-tags.ts'
import type { CacheDb } from './cache-db.ts'
import type { MutationState } from './rows.ts'
import type { StoreContext } from './store-context.ts'

const STAYING: MutationState = 'staying'

/** In which state a mutation is that both sides have. */
export const restingState = ({ staysHere }: Mutation): MutationState => (staysHere === true ? STAYING : 'pending')

/** Marks the targets of a mutation that stays on this device. */
export const stayingMark = ({ staysHere }: Mutation): { readonly staysHere?: true } =>
  staysHere === true ? { staysHere } : {}

/** User actions that the CRM has not confirmed, and is to. */
export async function countOpen(db: CacheDb): Promise<number> {
  return db.transaction('r', [db.outbox], async () => {
    return (await db.outbox.count()) - (await db.outbox.where({ state: STAYING }).count())
  })
}

/** Edits that stay on this device, as rows. Within the caller's transaction. @param accountId of that account alone */
export const stayingRows = (db: CacheDb, accountId?: AccountId) => {
  const all = db.outbox.where({ state: STAYING })
  return accountId === undefined ? all : all.and((row) => row.accountId === accountId)
}

/**
 * One user action as it is to be accepted: tags stay on this device where the CRM has no place for them. Where it has one by now
 * and others stay here still, a tag that is taken off goes from both.
 */
export async function asTheyStay(
  { db, uuid }: StoreContext,
  mutations: readonly Mutation[],
  hasTags: (accountId: AccountId) => boolean,
): Promise<readonly Mutation[]> {
  const anew = (mutation: Mutation, change: Mutation['change']): Mutation => ({
    ...mutation,
    ...{ id: uuid() as MutationId, change, staysHere: true },
  })
  const made = mutations.map(async (mutation): Promise<readonly Mutation[]> => {
    const { accountId, change } = mutation
    if (hasTags(accountId)) {
      const removals = isAboutTags(change) ? removalsOf(change) : null
      const areStaying = removals !== null && (await stayingRows(db, accountId).count()) > 0
      return removals !== null && areStaying ? [mutation, anew(mutation, removals)] : [mutation]
    }
    if (isAboutTags(change)) return [{ ...mutation, staysHere: true }]
    if (change.kind !== 'create' || change.fields.tags.length === 0) return [mutation]
    const { contactId, fields } = change
    const tags = fields.tags.map((tag): BulkTag => ({ op: 'add', tag, unchangedIds: [], exceptIds: [] }))
    return [
      { ...mutation, change: { ...change, fields: { ...fields, tags: [] } } },
      anew(mutation, { kind: 'bulk-tags', contactIds: [contactId], tags }),
    ]
  })
  return (await Promise.all(made)).flat()
}
