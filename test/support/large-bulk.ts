import type { Mutation } from '#shared/domain/mutation.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { readListRows } from '#renderer/db/read-list-rows.ts'
import { spreadSlice } from '#renderer/db/spread.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { settle } from '#renderer/db/settle.ts'
import type { Outcome } from '#shared/domain/mutation.ts'
import { account, contactId, someBase, someBulkTag, someMutation } from './cache-base.ts'

/** Remote ids from 1 on. */
export const ids = (count: number) => Array.from({ length: count }, (_, at) => String(at + 1))

/** A base with one bulk tag of all its contacts, accepted and not spread. @param rowsAtOnce a slice is half of it */
export async function tagged(count: number, rowsAtOnce = 2) {
  const { context, main } = await someBase(...ids(count))
  context.db.rowsAtOnce = rowsAtOnce
  const before = await context.db.contacts.toArray()
  const mutation = await acceptMutation(context, main, someBulkTag(ids(count), 'vip'))
  return { context, main, mutation, before }
}

/** Spreads all that is left. @returns the slices that it took */
export async function spreadAll(context: StoreContext): Promise<number> {
  let slices = 0
  while (await spreadSlice(context)) slices++
  return slices
}

/** The tags that the list shows. */
export const tagsShown = async ({ db }: StoreContext, remoteIds: readonly string[]) =>
  [...(await readListRows(db, remoteIds.map(contactId))).values()].map(({ tags }) => tags)

/** A bulk edit that takes a tag off. */
export const untag = (remoteIds: readonly string[], tag: string): Mutation =>
  someMutation({
    kind: 'bulk-tags',
    contactIds: remoteIds.map(contactId),
    tags: [{ op: 'remove', tag, unchangedIds: [], exceptIds: [] }],
  })

/** Main tells what became of an edit for some of its contacts. */
export const settled = (
  context: StoreContext,
  mutation: Mutation,
  remoteIds: readonly string[],
  outcome: Outcome = { kind: 'applied' },
) =>
  settle(context, {
    accountId: account,
    outcomes: remoteIds.map((id) => ({ mutationId: mutation.id, recordId: contactId(id), outcome })),
    contacts: [],
    companies: [],
  })

/** A page of a pull. */
export const page = (context: StoreContext, ...changes: Parameters<typeof applyContacts>[1]['changes']) =>
  applyContacts(context, { accountId: account, changes, checkpoint: { cursor: 'b', isComplete: true } })
