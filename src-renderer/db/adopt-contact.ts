import { uuidOf, type ContactId, type MutationId, type RemoteId } from '#shared/domain/ids.ts'
import type { Change, Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { originEdits } from '#shared/sync/origin-edits.ts'
import { cancelMutation, isDisconnected } from './cancel-mutation.ts'
import { decide } from './decide.ts'
import { dropFinished, refreshViews } from './drop-targets.ts'
import { toMutation } from './edit-contact.ts'
import { findByRemoteId } from './find-by-remote-id.ts'
import { inTurn } from './hand-over.ts'
import { mergeDraft } from './merge-draft.ts'
import { moveMutation } from './move-mutation.ts'
import { parseMutation, parseProblem } from './parse-mutation.ts'
import { readMutations } from './pending-mutations.ts'
import { dropOrphanCompanies } from './provisional-companies.ts'
import type { ContactRow, MutationRow } from './rows.ts'
import { spreadOver } from './spread.ts'
import { write, type StoreContext } from './store-context.ts'
import { addMutation } from './write-mutation.ts'

type Create = Change & { kind: 'create' }

/**
 * The answer of the user to a create that may have arrived: it is this contact of the CRM. Everything that was typed into
 * the draft, at its making and since, goes there by ordinary edits, and the draft is that contact from here on. Where
 * that contact has edits of its own waiting, or is the one that another draft has become, the draft goes into it instead.
 *
 * The wish is durable before main is asked: killed in between, `reconcile` asks again.
 * @returns the contact that has it all now
 * @throws {AppError} `state/refused` with reason `disconnected`: the wish stands and is carried out later; `contact-missing`
 * when the contact is gone, `already-bound`, `changed-since`, or any other code: the question is open again
 */
export async function adoptContact(
  context: StoreContext,
  main: Caller<Commands>,
  mutationId: MutationId,
  remoteId: RemoteId,
): Promise<ContactId> {
  const create = await readCreate(context, mutationId)
  const holder = await findHolder(context, create, remoteId)
  if (holder !== null) return mergeInto(context, main, mutationId, holder.id)

  await begin(context, mutationId, remoteId)
  context.rows.announce({ kind: 'contacts', ids: [create.contactId] })
  try {
    await inTurn(context.db, () => finishAdoption(context, main, mutationId))
    return create.contactId
  } catch (error) {
    const boundTo = error instanceof AppError ? error.details['contactId'] : undefined
    const row = typeof boundTo === 'string' ? await context.db.contacts.get(boundTo as ContactId) : undefined
    if (row === undefined) throw error
    return mergeInto(context, main, mutationId, row.id)
  }
}

async function mergeInto(
  context: StoreContext,
  main: Caller<Commands>,
  mutationId: MutationId,
  to: ContactId,
): Promise<ContactId> {
  await decide(context, main, await mergeDraft(context, mutationId, to))
  return to
}

async function readCreate({ db }: StoreContext, mutationId: MutationId): Promise<Create> {
  const row = await db.outbox.where({ id: mutationId }).first()
  const change = row === undefined ? undefined : parseMutation(row)?.change
  if (change?.kind !== 'create') throw refused('changed-since')
  return change
}

/** A row that stands for the contact and cannot simply make way for the draft: it has edits, bulk edits too, of its own. */
async function findHolder(
  context: StoreContext,
  { contactId }: Create,
  remoteId: RemoteId,
): Promise<ContactRow | null> {
  const { db } = context
  const rows = await write(db, tablesOf(context), async () => {
    const draft = await db.contacts.get(contactId)
    // A question of yesterday: it has been sent again, and has become another contact.
    if (draft?.remoteId !== undefined) throw refused('changed-since')
    const known = draft === undefined ? [] : await twinsOf(db, draft, remoteId)
    await spreadOver(db, [contactId, ...known.map(({ id }) => id)])
    return db.contacts.bulkGet(known.map(({ id }) => id)).then((twins) => twins.filter((twin) => twin !== undefined))
  })
  if (rows.length > 0 && rows.every(({ deletedAt }) => deletedAt !== undefined)) throw refused('contact-missing')
  return rows.find(({ id, base }) => base !== undefined || uuidOf(id) !== null) ?? null
}

async function twinsOf(
  db: StoreContext['db'],
  { id: own, accountId }: ContactRow,
  remoteId: RemoteId,
): Promise<readonly ContactRow[]> {
  const rows = await findByRemoteId(db, accountId, [remoteId])
  return rows.filter(({ id }) => id !== own)
}

const tablesOf = ({ db }: StoreContext) => [db.outbox, db.targets, db.contacts, db.companies, db.spreads]

/** The wish, and what the contact began with as edits of it. */
async function begin(context: StoreContext, mutationId: MutationId, remoteId: RemoteId): Promise<void> {
  const { db } = context
  await write(db, tablesOf(context), async () => {
    const row = await db.outbox.where({ id: mutationId }).first()
    const mutation = row === undefined ? null : parseMutation(row)
    if (row === undefined || mutation?.change.kind !== 'create') throw refused('changed-since')
    const { change, accountId, subject } = mutation
    const { contactId, fields, createCompanyName } = change
    const target = await db.targets.get([mutationId, contactId])
    const problem = target === undefined ? null : parseProblem(target)
    if (problem?.kind !== 'doubtful' || !problem.candidates.includes(remoteId)) throw refused('changed-since')

    const origins = originEdits(fields, createCompanyName).map((edit) =>
      toMutation(context, accountId, { kind: 'edit', contactId, edit, isOrigin: true }, subject),
    )
    const adoption = { remoteId, mutationIds: origins.map(({ id }) => id), problem }
    await db.outbox.put({ ...row, state: 'adopting', adoption })
    await db.targets.put({ mutationId, recordId: contactId, accountId })
    for (const origin of origins) await addMutation(db, origin)
  })
}

/**
 * The part that can be repeated: asks main, then settles the create here. Within the caller's turn.
 * @throws {AppError} `state/refused` with reason `disconnected`: the wish stands; any other code: the question is open again
 */
export async function finishAdoption(
  context: StoreContext,
  main: Caller<Commands>,
  mutationId: MutationId,
): Promise<void> {
  const { db } = context
  const row = await db.outbox.where({ id: mutationId }).first()
  const mutation = row === undefined ? null : parseMutation(row)
  if (row?.adoption === undefined || row.state !== 'adopting' || mutation?.change.kind !== 'create') return
  const { contactId } = mutation.change
  const { remoteId, mutationIds } = row.adoption
  const mutations = await readMutations(db, new Set(mutationIds))
  try {
    await main.call('outbox/adopt', { mutationId, contactId, remoteId, mutations: [...mutations] })
  } catch (error) {
    if (!isDisconnected(error)) await askAgain(context, main, row, mutations)
    throw error
  }
  await settleCreate(context, mutation, mutation.change, row.adoption)
}

/** The draft is that contact now, as far as it is known here; what it began with is laid on top. */
async function settleCreate(
  context: StoreContext,
  { id: mutationId }: Mutation,
  { contactId, fields }: Create,
  { remoteId, mutationIds }: NonNullable<MutationRow['adoption']>,
): Promise<void> {
  const { db, rows } = context
  const gone = await write(db, tablesOf(context), async () => {
    await db.targets.delete([mutationId, contactId])
    const draft = await db.contacts.get(contactId)
    const twins = draft === undefined ? [] : await twinsOf(db, draft, remoteId)
    await spreadOver(db, [contactId])
    // Main may have told of it already.
    if (draft !== undefined && draft.remoteId === undefined) {
      const [{ base, fields: shown, createdAt, updatedAt, updatedBy } = draft] = twins
      const known = twins.length > 0 ? (base ?? shown) : (draft.base ?? fields)
      await db.contacts.put({ ...draft, remoteId, base: known, createdAt, updatedAt, updatedBy })
    }
    const idle = twins.filter((twin) => twin.base === undefined).map(({ id }) => id)
    await db.contacts.bulkDelete(idle)
    await refreshViews(db, [contactId])
    for (const id of mutationIds) await moveMutation(db, id, 'saving', 'pending')
    const companies = await dropOrphanCompanies(db, await dropFinished(db, new Set([mutationId])))
    return { contacts: idle, companies }
  })
  rows.announce({ kind: 'companies', ids: [...gone.companies] })
  rows.announce({ kind: 'contacts', ids: [contactId, ...gone.contacts] })
}

/** Main has said no: nothing of the wish is left, there or here. */
async function askAgain(
  context: StoreContext,
  main: Caller<Commands>,
  { adoption, ...row }: MutationRow,
  mutations: readonly Mutation[],
): Promise<void> {
  const { db, rows } = context
  const mutation = parseMutation({ ...row })
  if (adoption === undefined || mutation?.change.kind !== 'create') return
  const { contactId } = mutation.change
  await write(db, [db.outbox, db.targets], async () => {
    const target = await db.targets.get([row.id, contactId])
    // Somebody has cancelled it meanwhile, or main has settled it.
    if (target === undefined || (await db.outbox.where({ id: row.id }).first())?.state !== 'adopting') return
    await db.outbox.put({ ...row, state: 'pending' })
    await db.targets.put({ ...target, problem: adoption.problem })
  })
  for (const { id } of mutations) await cancelMutation(context, main, id)
  rows.announce({ kind: 'contacts', ids: [contactId] })
}

const refused = (reason: 'contact-missing' | 'changed-since') =>
  new AppError('state/refused', `the create cannot be taken for that contact: ${reason}`, { details: { reason } })
