import { isEditableBeside, type BesideEditing } from '../components/pending/beside-editing.ts'
import type { PendingEntry } from '../components/pending/pending-entry.ts'
import { useConflictStore } from '../stores/conflict-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'

/** How a conflict in a note, a task or a deal gets a third value; `undefined` for any other entry. Reactive where it is called. */
export function useBesideEditing(): (entry: PendingEntry) => BesideEditing | undefined {
  const [conflicts, directory] = [useConflictStore(), useDirectoryStore()]
  return ({ mutation, failed }) => {
    const problem = failed[0]?.problem
    if (problem?.kind !== 'neighbour-conflict' || !isEditableBeside(problem.conflict.edit.field)) return undefined
    const { accountId } = mutation
    const { edit } = problem.conflict
    return {
      ...{ accountId, field: edit.field, mine: edit.to },
      users: directory.users(accountId),
      taskTypes: directory.taskTypes(accountId),
      pipelines: directory.pipelines(accountId),
      save: (to) => conflicts.editBeside(mutation, problem.conflict, to),
    }
  }
}
