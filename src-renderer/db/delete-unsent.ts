import { displayNameOf, type ContactFields } from '#shared/domain/contact.ts'
import { accountOf, type ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { cancelMutation } from './cancel-mutation.ts'
import { toMutation } from './edit-contact.ts'
import { readMutations, readTargets } from './pending-mutations.ts'
import type { StoreContext } from './store-context.ts'
import { readShown } from './unspread.ts'

/** A contact that was taken away before the CRM heard of it. */
export interface DeletedContact {
  readonly origin: Mutation
  readonly contactId: ContactId
  /** As it showed, with all edits that were made since it was created. */
  readonly fields: ContactFields
}

/**
 * Takes away a contact that the CRM does not have: its create and all that waited for it are cancelled, and nothing is
 * sent.
 * @throws {AppError} `state/refused` with reason `already-sent` when the create is on its way or has arrived, else as
 * `cancelMutation`
 */
export async function deleteUnsent(
  context: StoreContext,
  main: Caller<Commands>,
  contactId: ContactId,
): Promise<DeletedContact> {
  const { db } = context
  const [row] = await readShown(db, [contactId])
  const targets = await readTargets(db, [contactId])
  const mutations = await readMutations(db, new Set(targets.map(({ mutationId }) => mutationId)))
  const origin = mutations.find(({ change }) => change.kind === 'create')
  if (row === undefined || row.remoteId !== undefined || origin === undefined) throw alreadySent()
  const { cancelled } = await cancelMutation(context, main, origin.id)
  if (!cancelled.includes(contactId)) throw alreadySent()
  return { origin, contactId, fields: row.fields }
}

/** The same contact once more, with the edits of it told as one create. It keeps its id: windows that knew it do again. */
export async function createAgain(context: StoreContext, deleted: DeletedContact): Promise<Mutation> {
  const { contactId, fields, origin } = deleted
  const [companyId] = fields.companyIds
  const company = companyId === undefined ? undefined : await context.db.companies.get(companyId)
  const isIntended = companyId !== undefined && company?.remoteId === undefined
  const name = company?.name ?? (origin.change.kind === 'create' ? origin.change.createCompanyName : undefined)
  const change = { kind: 'create' as const, contactId, fields }
  const named = isIntended && name !== undefined ? { ...change, createCompanyName: name } : change
  return toMutation(context, accountOf(contactId), named, displayNameOf(fields))
}

const alreadySent = () =>
  new AppError('state/refused', 'the contact has left for the CRM', { details: { reason: 'already-sent' } })
