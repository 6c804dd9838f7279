import {
  accountOf,
  toEntityId,
  type AccountId,
  type ContactId,
  type MutationId,
  type NeighbourId,
  type RemoteId,
  type UserId,
} from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { NoteFields, TaskFields } from '#shared/domain/neighbour.ts'
import type { CacheDb } from './cache-db.ts'
import { parseProblem } from './parse-mutation.ts'
import { readTargets } from './pending-mutations.ts'
import type { NeighbourRow, TargetRow } from './rows.ts'

/** What all that shows in a card's feed has in common. */
interface Entry {
  readonly id: NeighbourId
  readonly accountId: AccountId
  /** `null` until the CRM has it. */
  readonly remoteId: RemoteId | null
  readonly createdAt: number
  /** `null` is the system, or nobody knows. */
  readonly createdBy: UserId | null
  /** Something of it has not reached the CRM. */
  readonly isPending: boolean
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
}

export type FeedNote = Entry & { readonly fields: NoteFields }
export type FeedTask = Entry & { readonly fields: TaskFields }

/** What stands beside one contact. */
export interface Feed {
  /** The nearest first. */
  readonly openTasks: readonly FeedTask[]
  /** What was written or happened, letters among it, and tasks that were done: the newest first. */
  readonly past: readonly (
    { readonly kind: 'note'; readonly entry: FeedNote } | { readonly kind: 'task'; readonly entry: FeedTask }
  )[]
}

export const emptyFeed: Feed = { openTasks: [], past: [] }

/** Notes and tasks of one contact as they show, with what is pending on them. */
export async function readFeed(db: CacheDb, contactId: ContactId): Promise<Feed> {
  return db.transaction('r', [db.contacts, db.neighbours, db.targets], async () => {
    const contact = await db.contacts.get(contactId)
    // What was pulled before a draft was known to have arrived names the contact by the CRM's own id.
    const told = contact?.remoteId === undefined ? [] : [toEntityId<ContactId>(accountOf(contactId), contact.remoteId)]
    const rows = await db.neighbours
      .where('aboutIds')
      .anyOf([contactId, ...told])
      .distinct()
      .toArray()
    const targets = Map.groupBy(
      await readTargets(
        db,
        rows.map(({ id }) => id),
      ),
      ({ recordId }) => recordId,
    )
    const shown = rows.filter((row) => (row.deletedAt === undefined || targets.has(row.id)) && !isTakenAway(row))
    return toFeed(shown.map((row) => ({ row, targets: targets.get(row.id) ?? [] })))
  })
}

interface Shown {
  readonly row: NeighbourRow
  readonly targets: readonly TargetRow[]
}

/** A letter that nobody has answered is nothing that could be ticked off here. */
const isToDo = ({ fields }: FeedTask): boolean => fields.doneWith === null && fields.nature !== 'letter'

/** Somebody here has taken it away, and nobody is asked about that. */
const isTakenAway = ({ record: { fields } }: NeighbourRow): boolean =>
  ('noteType' in fields || 'doneWith' in fields) && fields.isRemoved === true

function toFeed(all: readonly Shown[]): Feed {
  const notes = all.flatMap(({ row, targets }): FeedNote[] =>
    row.record.kind === 'note' ? [{ ...toEntry(row, targets), fields: row.record.fields }] : [],
  )
  const tasks = all.flatMap(({ row, targets }): FeedTask[] =>
    row.record.kind === 'task' ? [{ ...toEntry(row, targets), fields: row.record.fields }] : [],
  )
  const past = [
    ...notes.map((entry) => ({ kind: 'note' as const, entry })),
    ...tasks.filter((one) => !isToDo(one)).map((entry) => ({ kind: 'task' as const, entry })),
  ]
  return {
    openTasks: tasks.filter(isToDo).sort((a, b) => a.fields.dueAt - b.fields.dueAt || (a.id < b.id ? -1 : 1)),
    past: past.sort((a, b) => b.entry.createdAt - a.entry.createdAt || (a.entry.id < b.entry.id ? 1 : -1)),
  }
}

/** What of a record does not depend on its kind. @param targets its own */
export function toEntry(row: NeighbourRow, targets: readonly TargetRow[]): Entry {
  const { id, accountId, remoteId, createdAt, createdBy } = row
  const problems = targets.flatMap((target) => {
    const problem = parseProblem(target)
    return problem === null ? [] : [{ mutationId: target.mutationId, problem }]
  })
  const isPending = targets.length > problems.length
  return { id, accountId, remoteId: remoteId ?? null, createdAt, createdBy, isPending, problems }
}
