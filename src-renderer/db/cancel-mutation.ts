import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { dropTargets } from './drop-targets.ts'
import { parseMutation } from './parse-mutation.ts'
import { readTargets } from './pending-mutations.ts'
import { write, type StoreContext } from './store-context.ts'

export interface Cancelled {
  readonly cancelled: readonly ContactId[]
  /** Have left for the CRM already and go on. */
  readonly kept: readonly ContactId[]
}

/**
 * Takes back what has not left yet. The wish is durable before main is asked: killed in between, `reconcile` asks
 * again. Cancelling a create takes the contact away, and the edits of it first.
 * @throws {AppError} `state/refused` with reason `disconnected`: the wish stands and is carried out later; any other
 * code: nothing was cancelled
 */
export async function cancelMutation(
  context: StoreContext,
  main: Caller<Commands>,
  mutationId: MutationId,
): Promise<Cancelled> {
  const { db } = context
  const row = await db.outbox.where({ id: mutationId }).first()
  const mutation = row === undefined ? null : parseMutation(row)
  if (mutation === null) return { cancelled: [], kept: [] }

  for (const dependent of await dependentsOf(context, mutation)) await cancelMutation(context, main, dependent)
  await write(db, [db.outbox], async () => {
    await db.outbox.where({ id: mutationId }).modify({ state: 'cancelling' })
  })
  return finishCancel(context, main, mutation)
}

/** The part that can be repeated: asks main, then takes back here what main took back. */
export async function finishCancel(
  context: StoreContext,
  main: Caller<Commands>,
  mutation: Mutation,
): Promise<Cancelled> {
  const { db, rows } = context
  const setBack = () => db.outbox.where({ id: mutation.id, state: 'cancelling' }).modify({ state: 'pending' })
  const reply = await main.call('outbox/cancel', { mutationId: mutation.id }).catch(async (error: unknown) => {
    if (!isDisconnected(error)) await setBack()
    throw error
  })

  const companies = await dropTargets(db, mutation, reply.cancelled)
  await setBack()
  rows.announce({ kind: 'companies', ids: [...companies] })
  rows.announce({ kind: 'contacts', ids: reply.cancelled })
  return reply
}

/** Edits of a contact whose create is taken back mean nothing without it; the newest goes first. */
async function dependentsOf({ db }: StoreContext, { id, change }: Mutation): Promise<readonly MutationId[]> {
  if (change.kind !== 'create') return []
  const contact = await db.contacts.get(change.contactId)
  if (contact?.remoteId !== undefined) return []
  const targets = await readTargets(db, [change.contactId])
  const rows = await db.outbox
    .where('id')
    .anyOf(targets.map(({ mutationId }) => mutationId))
    .toArray()
  return rows
    .filter((row) => row.id !== id && parseMutation(row)?.change.kind === 'edit')
    .sort((a, b) => b.seq - a.seq)
    .map((row) => row.id)
}

export const isDisconnected = (error: unknown): boolean =>
  error instanceof AppError && error.details['reason'] === 'disconnected'
