import { isContactId, type ContactId, type MutationId, type RecordId } from '#shared/domain/ids.ts'
import { isAskedAlone, isCreate, lossOf, recordIdsOf } from '#shared/domain/mutation.ts'
import { beginEarlier } from '#shared/sync/begin-earlier.ts'
import type { Identities } from './identities.ts'
import type { JournaledTarget, JournalRow } from './journal-rows.ts'
import type { JournalTargets, RetoldTarget } from './journal-targets.ts'

/** Those of a JSON list, or all. */
const CHOSEN_RECORDS = 'record_id IN (SELECT value FROM json_each(IFNULL(?, json_array(record_id))))'

/** What waits for a record. */
const WAITING = `SELECT m.id FROM needs n JOIN mutations m ON m.seq = n.seq WHERE n.record_id = ? ORDER BY m.seq`

/**
 * Takes back what is not on its way. Taking back a create takes back all that was to happen to the record, and what needs it;
 * once the CRM has the record its create has left, and only what was refused of it can be given up.
 * @param only for these records; else for all
 */
export function takeBack(
  targets: JournalTargets,
  identities: Identities,
  id: MutationId,
  only?: readonly RecordId[],
): TakenBack {
  targets.complete()
  return targets.transaction(() => {
    const taken = takeOut(targets, identities, id, only)
    targets.dropEmpty()
    return taken
  })
}

/** The same for many, each for all its records: all of it in one transaction. */
export function takeBackAll(
  targets: JournalTargets,
  identities: Identities,
  ids: readonly MutationId[],
): readonly TakenBack[] {
  targets.complete()
  return targets.transaction(() => {
    const taken = ids.map((id) => takeOut(targets, identities, id))
    // It looks at all that is here: not for each of them.
    targets.dropEmpty()
    return taken
  })
}

interface TakenBack {
  readonly cancelled: RecordId[]
  readonly kept: RecordId[]
}

function takeOut(
  targets: JournalTargets,
  identities: Identities,
  id: MutationId,
  only?: readonly RecordId[],
): TakenBack {
  const change = targets.mutation(id)?.change
  const [recordId] = change === undefined ? [] : recordIdsOf(change)
  const isBirth = change !== undefined && isCreate(change)
  const isUnborn = isBirth && recordId !== undefined && identities.remoteId(recordId) === null
  const remove = `DELETE FROM targets WHERE kind IN ('pending', 'set-aside', 'staying') AND`
  const hasLeft = isBirth && !isUnborn ? `kind = 'set-aside' AND` : ''
  const own = `seq = (SELECT seq FROM mutations WHERE id = ?) AND ${CHOSEN_RECORDS}`
  const chosen = only === undefined ? null : JSON.stringify(only)
  const cancelled = targets.sql(`${remove} ${hasLeft} ${own} RETURNING record_id`).all(id, chosen).flatMap(recordOf)
  const kept = targets.sql(`SELECT record_id FROM targets WHERE ${own}`).all(id, chosen).flatMap(recordOf)
  for (const id of isUnborn ? cancelled : []) {
    if (isContactId(id)) dropWhatNeeds(targets, id, remove)
    targets.sql(`${remove} record_id = ?`).run(id)
  }
  return { cancelled, kept }
}

/**
 * What was to be made about a contact has no place without it, and whatever was to happen to that goes as well; of a record that
 * is there all the same, the edits alone that lead to it. What is left of them waits for it no more, and what was to
 * lead away from it begins where that other edit had begun.
 */
function dropWhatNeeds(targets: JournalTargets, contactId: ContactId, remove: string): void {
  const waiting = targets
    .sql(WAITING)
    .all(contactId)
    .flatMap((row) => targets.mutation(row['id'] as MutationId) ?? [])
  for (const { id, change } of waiting) {
    const loss = lossOf(change, contactId)
    const [recordId = ''] = recordIdsOf(change)
    if (loss === 'record') targets.sql(`${remove} record_id = ?`).run(recordId)
    if (loss === 'edit') targets.sql(`${remove} seq = (SELECT seq FROM mutations WHERE id = ?)`).run(id)
  }
  for (const { mutationId, ...retold } of beginEarlier(waiting, contactId)) targets.rewrite(mutationId, [retold])
  targets.sql('DELETE FROM needs WHERE record_id = ?').run(contactId)
}

/** Puts set-aside targets back in line; a conflict is rebased on what the CRM has. */
export function putBackInLine(targets: JournalTargets, id: MutationId): void {
  targets.transaction(() => {
    // Nothing can be sent of an edit whose words are lost.
    const change = targets.mutation(id)?.change
    if (change === undefined) return
    const aside = targets
      .where(`m.id = ? AND t.kind = 'set-aside'`, id)
      .filter(({ state }) => state.kind !== 'set-aside' || !isAskedAlone(change, state.problem))
    targets.rewrite(id, aside.flatMap(onTopOfTheirs))
    for (const target of aside) targets.move({ ...target, state: { kind: 'pending' } })
  })
}

function onTopOfTheirs({ recordId, state }: JournaledTarget): RetoldTarget[] {
  const problem = state.kind === 'set-aside' ? state.problem : null
  const isConflict = problem?.kind === 'conflict' || problem?.kind === 'neighbour-conflict'
  return isConflict ? [{ recordId, edit: problem.conflict.rebased }] : []
}

const recordOf = (row: JournalRow): RecordId[] => [row['record_id'] as RecordId]
