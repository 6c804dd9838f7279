import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Identities } from './identities.ts'
import type { JournalRow } from './journal-rows.ts'
import type { JournalTargets } from './journal-targets.ts'

/** Those of a JSON list, or all. */
const CHOSEN_CONTACTS = 'contact_id IN (SELECT value FROM json_each(IFNULL(?, json_array(contact_id))))'

/**
 * Takes back what is not on its way. Taking back a create takes back all that was to happen to the contact; once the
 * CRM has the contact its create has left, and only what was refused of it can be given up.
 * @param only for these contacts; else for all
 */
export function takeBack(
  targets: JournalTargets,
  identities: Identities,
  id: MutationId,
  only?: readonly ContactId[],
): { cancelled: ContactId[]; kept: ContactId[] } {
  return targets.transaction(() => {
    const change = targets.mutation(id)?.change
    const isUnborn = change?.kind === 'create' && identities.remoteId(change.contactId) === null
    const remove = `DELETE FROM targets WHERE kind IN ('pending', 'set-aside') AND`
    const hasLeft = change?.kind === 'create' && !isUnborn ? `kind = 'set-aside' AND` : ''
    const own = `seq = (SELECT seq FROM mutations WHERE id = ?) AND ${CHOSEN_CONTACTS}`
    const chosen = only === undefined ? null : JSON.stringify(only)
    const cancelled = targets.sql(`${remove} ${hasLeft} ${own} RETURNING contact_id`).all(id, chosen).flatMap(contactOf)
    const kept = targets.sql(`SELECT contact_id FROM targets WHERE ${own}`).all(id, chosen).flatMap(contactOf)
    for (const contactId of isUnborn ? cancelled : []) targets.sql(`${remove} contact_id = ?`).run(contactId)
    targets.dropEmpty()
    return { cancelled, kept }
  })
}

/** Puts set-aside targets back in line; a conflict is rebased on what the CRM has. */
export function putBackInLine(targets: JournalTargets, id: MutationId): void {
  targets.transaction(() => {
    // Nothing can be sent of an edit whose words are lost.
    if (targets.mutation(id) === null) return
    for (const target of targets.where(`m.id = ? AND t.kind = 'set-aside'`, id)) {
      const problem = target.state.kind === 'set-aside' ? target.state.problem : null
      if (problem?.kind === 'conflict') targets.rewrite(id, problem.conflict.rebased)
      targets.move({ ...target, state: { kind: 'pending' } })
    }
  })
}

const contactOf = (row: JournalRow): ContactId[] => [row['contact_id'] as ContactId]
