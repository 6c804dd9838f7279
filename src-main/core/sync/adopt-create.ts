import { accountOf, toEntityId, type ContactId, type MutationId, type RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Identities } from './identities.ts'
import type { JournalTargets } from './journal-targets.ts'

/** Which contact of the CRM a create has become, as the user says. */
export interface Adoption {
  readonly mutationId: MutationId
  readonly contactId: ContactId
  readonly remoteId: RemoteId
  /** What the contact began with, as edits: the CRM may lack some of it. */
  readonly mutations: readonly Mutation[]
}

/**
 * Writes down which contact of the CRM it is, settles the create and takes in what it began with, in one transaction: at no
 * moment is there an identity without the edits, or a create beside them. Doing it again changes nothing.
 * @returns the number of the newest edit that was taken in; `null` when none was
 * @throws {AppError} `state/refused` with reason `already-bound` or `changed-since`; `storage/failed`
 */
export function adoptCreate(targets: JournalTargets, identities: Identities, adoption: Adoption): number | null {
  const { mutationId, contactId, remoteId, mutations } = adoption
  return targets.transaction(() => {
    const told = toEntityId<ContactId>(accountOf(contactId), remoteId)
    const holder = identities.adoptContactId(told)
    if (holder !== told && holder !== contactId) throw refused('already-bound', { contactId: holder })
    const known = identities.remoteId(contactId)
    if (known === null) {
      settleCreate(targets, mutationId, contactId)
      identities.learn('contact', contactId, remoteId)
    } else if (known !== remoteId) throw refused('changed-since')

    const added = mutations.filter(({ id }) => !targets.hasLeft(id)).map((mutation) => targets.insert(mutation))
    return added.findLast((seq) => seq !== null) ?? null
  })
}

/** One that is on its way, or in doubt again, may yet become a contact of its own. */
function settleCreate(targets: JournalTargets, mutationId: MutationId, contactId: ContactId): void {
  const [target] = targets.where('m.id = ? AND m.is_create = 1 AND t.record_id = ?', mutationId, contactId)
  const problem = target?.state.kind === 'set-aside' ? target.state.problem : null
  const mayBeSettled = target?.state.kind === 'pending' || problem?.kind === 'doubtful'
  if (target === undefined || !mayBeSettled) throw refused('changed-since')
  targets.move({ mutationId, recordId: contactId, state: { kind: 'settled' } })
}

const refused = (reason: 'already-bound' | 'changed-since', details: { readonly contactId?: ContactId } = {}) =>
  new AppError('state/refused', `the create cannot be taken for that contact: ${reason}`, {
    details: { reason, ...details },
  })
