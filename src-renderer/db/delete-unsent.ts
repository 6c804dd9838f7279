import { displayNameOf, type ContactFields } from '#shared/domain/contact.ts'
import { accountOf, type ContactId } from '#shared/domain/ids.ts'
import type { DoubtfulProblem, Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { cancelMutation } from './cancel-mutation.ts'
import { toMutation } from './edit-contact.ts'
import { parseProblem } from './parse-mutation.ts'
import { readMutations, readTargets } from './pending-mutations.ts'
import type { StoreContext } from './store-context.ts'
import { readShown } from './unspread.ts'

/** A contact that was taken away before the CRM heard of it. */
export interface DeletedContact {
  readonly origin: Mutation
  readonly contactId: ContactId
  /** As it showed, with all edits that were made since it was created. */
  readonly fields: ContactFields
  /** It may have reached the CRM all the same: the user had been asked. */
  readonly doubt?: DoubtfulProblem
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
  const problem = targets.filter(({ mutationId }) => mutationId === origin.id).map(parseProblem)[0]
  const { cancelled } = await cancelMutation(context, main, origin.id)
  if (!cancelled.includes(contactId)) throw alreadySent()
  const deleted = { origin, contactId, fields: row.fields }
  return problem?.kind === 'doubtful' ? { ...deleted, doubt: problem } : deleted
}

/**
 * The same contact once more, with the edits of it told as one create. It keeps its id: windows that knew it do again. One
 * that may have reached the CRM comes back as the question that it was, and does not leave.
 */
export async function createAgain(context: StoreContext, deleted: DeletedContact): Promise<Mutation> {
  const { contactId, fields, origin, doubt } = deleted
  const [companyId] = fields.companyIds
  const company = companyId === undefined ? undefined : await context.db.companies.get(companyId)
  const isIntended = companyId !== undefined && company?.remoteId === undefined
  const name = company?.name ?? (origin.change.kind === 'create' ? origin.change.createCompanyName : undefined)
  const change = { kind: 'create' as const, contactId, fields, ...(doubt === undefined ? {} : { doubt }) }
  const named = isIntended && name !== undefined ? { ...change, createCompanyName: name } : change
  return toMutation(context, accountOf(contactId), named, displayNameOf(fields))
}

const alreadySent = () =>
  new AppError('state/refused', 'the contact has left for the CRM', { details: { reason: 'already-sent' } })
