import { displayNameOf } from '#shared/domain/contact.ts'
import type { ContactId, MutationId, RemoteId } from '#shared/domain/ids.ts'
import type { DoubtfulProblem, Mutation } from '#shared/domain/mutation.ts'
import type { CacheDb } from './cache-db.ts'
import { findByRemoteId } from './find-by-remote-id.ts'
import { parseProblem } from './parse-mutation.ts'
import { readMutations, readPending } from './pending-mutations.ts'
import type { ContactRow } from './rows.ts'

/** A contact of the CRM that a create may have become. */
export interface PossibleContact {
  readonly remoteId: RemoteId
  /** To look at; `null` while this device does not have it. */
  readonly contactId: ContactId | null
  readonly name: string
  readonly phone: string
  readonly email: string
  readonly isGone: boolean
}

/** A create that may have arrived. */
export interface OpenDoubt {
  readonly contactId: ContactId
  readonly candidates: readonly PossibleContact[]
  /** Edits of the contact since it was created, oldest first: they go where it goes. */
  readonly later: readonly Mutation[]
}

/** What the user needs to know to answer; `null` when it is a question no more. Whoever follows it reads again after each change. */
export async function readDoubt(db: CacheDb, mutationId: MutationId): Promise<OpenDoubt | null> {
  const [create] = await readMutations(db, new Set([mutationId]))
  if (create?.change.kind !== 'create') return null
  const { contactId } = create.change
  const target = await db.targets.get([mutationId, contactId])
  const problem = target === undefined ? null : parseProblem(target)
  if (problem?.kind !== 'doubtful') return null
  const own = (await readPending(db, [contactId])).get(contactId) ?? []
  const rows = await findByRemoteId(db, create.accountId, problem.candidates)
  return {
    contactId,
    candidates: problem.candidates.map((remoteId) => toPossible(problem, rows, remoteId)),
    later: own.filter(({ id }) => id !== mutationId),
  }
}

function toPossible(problem: DoubtfulProblem, rows: readonly ContactRow[], remoteId: RemoteId): PossibleContact {
  const twins = rows.filter((row) => row.remoteId === remoteId)
  const row = twins.find(({ deletedAt }) => deletedAt === undefined) ?? twins[0]
  if (row === undefined) return asSeen(problem, remoteId)
  const { id, fields, deletedAt } = row
  const [phone, email] = [fields.phones[0]?.value ?? '', fields.emails[0]?.value ?? '']
  return { remoteId, contactId: id, name: displayNameOf(fields), phone, email, isGone: deletedAt !== undefined }
}

/** Not pulled yet: as the sync saw it when it asked. */
function asSeen({ seen = [] }: DoubtfulProblem, remoteId: RemoteId): PossibleContact {
  const { name, phone, email } = seen.find((one) => one.remoteId === remoteId) ?? { name: '', phone: '', email: '' }
  return { remoteId, contactId: null, name, phone, email, isGone: false }
}
