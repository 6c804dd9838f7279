import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import * as v from 'valibot'
import {
  accountOf,
  isContactId,
  isNeighbourId,
  type AccountId,
  type ContactId,
  type MutationId,
  type RecordId,
} from '#shared/domain/ids.ts'
import { isCreate, type Mutation } from '#shared/domain/mutation.ts'
import type { JournaledMutation } from '#shared/ipc/commands.ts'
import { RecordIdSchema } from '#shared/ipc/neighbour-schemas.ts'
import { MutationIdSchema, MutationSchema } from '#shared/ipc/schemas.ts'
import { parseTargetState, type TargetState } from './target-state.ts'

/** One mutation for one record, by name. */
export interface TargetKey {
  readonly mutationId: MutationId
  readonly recordId: RecordId
}

export interface JournaledTarget extends TargetKey {
  readonly state: TargetState
}

/** A create that may or may not have reached the CRM. */
export interface Doubt extends TargetKey {
  readonly state: TargetState & { kind: 'ambiguous' }
}

/** The same of a contact. */
export type ContactDoubt = Doubt & { readonly recordId: ContactId }

export type JournalRow = Readonly<Record<string, SQLOutputValue>>

/** Set aside because its row cannot be read: it stays in the journal, to be discarded or handed over anew. */
const unreadable = (reason: 'unreadable' | 'unreadable-state'): string =>
  JSON.stringify({
    kind: 'set-aside',
    problem: { kind: 'rejected', field: null, reason, message: '' },
  } satisfies TargetState)
const PENDING = JSON.stringify({ kind: 'pending' } satisfies TargetState)

/** `null` when its ids make no sense. */
export function toKey(row: JournalRow): TargetKey | null {
  const { id, record_id: recordId } = row
  return v.is(MutationIdSchema, id) && v.is(RecordIdSchema, recordId) ? { mutationId: id, recordId } : null
}

/** A target read back from disk; `null` when it makes no sense. */
export function toTarget(row: JournalRow): JournaledTarget | null {
  const [key, state] = [toKey(row), parseTargetState(row['state'])]
  return key === null || state === null ? null : { ...key, state }
}

/** An edit read back from disk; `null` when it makes no sense, or is not the one that the row is about. */
export function toMutation(row: JournalRow | undefined): Mutation | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), MutationSchema), row?.['body'])
  if (!parsed.success) return null
  const { id, accountId } = parsed.output
  return id === row?.['id'] && accountId === row['account_id'] ? parsed.output : null
}

/** As the window takes it in; `null` when the CRM has it all, and the window need not hear of it again. */
export function toJournaled(mutation: Mutation, targets: readonly JournaledTarget[]): JournaledMutation | null {
  const open = targets.filter(({ state }) => state.kind !== 'settled')
  if (open.length === 0) return null
  return {
    mutation,
    pendingIds: open.filter(({ state }) => state.kind !== 'set-aside').map(({ recordId }) => recordId),
    setAside: open.flatMap(({ recordId, state }) =>
      state.kind === 'set-aside' ? [{ recordId, problem: state.problem }] : [],
    ),
  }
}

/** What can be said of an edit whose words are lost: that there was one, and of whom. It means nothing to the CRM. */
export function toRemains(id: MutationId, targets: readonly JournaledTarget[]): Mutation {
  const recordIds = targets.map(({ recordId }) => recordId)
  const [first] = recordIds
  const accountId = first === undefined ? ('' as AccountId) : accountOf(first)
  const about = { id, accountId, at: 0, subject: '' }
  if (first !== undefined && isNeighbourId(first)) {
    const edit = { kind: 'value', field: '', from: null, to: null } as const
    return { ...about, change: { kind: 'edit-neighbour', recordId: first, edit } }
  }
  return { ...about, change: { kind: 'bulk-tags', contactIds: recordIds.filter(isContactId), tags: [] } }
}

/**
 * Sets aside what cannot be read, so that it neither stops the journal from opening nor holds up its neighbours.
 * Within the caller's transaction. @returns how many targets
 */
export function setUnreadableAside(database: DatabaseSync): number {
  const setAside = database.prepare(`UPDATE targets SET kind = 'set-aside', state = ? WHERE seq = ? AND record_id = ?`)
  const inDoubt = database.prepare(`SELECT record_id, state FROM targets WHERE seq = ? AND NOT (${SURELY_READABLE})`)
  const all = database.prepare('SELECT record_id, state FROM targets WHERE seq = ?')
  let count = 0
  for (const row of database.prepare('SELECT seq, id, account_id, body FROM mutations').all()) {
    const [seq, id] = [row['seq'] ?? null, row['id'] ?? null]
    const mutation = toMutation(row)
    const targets = mutation === null ? all.all(seq) : inDoubt.all(seq, ...surelyReadable(mutation.accountId))
    for (const { record_id = null, state: stored = null } of targets) {
      const target = toTarget({ id, record_id, state: stored })
      // A doubt is settled by looking, and what the CRM has confirmed needs no words any more.
      if (target !== null && !(isOpen(target.state) && mutation === null)) continue
      const state = unreadable(target === null ? 'unreadable-state' : 'unreadable')
      count += Number(setAside.run(state, seq, record_id).changes)
    }
  }
  return count
}

/** Without its words nothing can be done with it. */
const isOpen = ({ kind }: TargetState): boolean => kind === 'pending' || kind === 'staying'

/**
 * Nearly all targets are such, and there may be a million: the database itself passes them over. One that has not been sent,
 * of a contact that is its account and a number; whatever else there is, is parsed.
 */
const SURELY_READABLE = 'state = ? AND record_id GLOB ? AND record_id NOT GLOB ? AND LENGTH(record_id) < ?'
const SHORT_DIGITS = 20

/** An account's id is letters and digits: no pattern by itself. */
const surelyReadable = (accountId: AccountId) => [
  PENDING,
  `${accountId}.[0-9]*`,
  `${accountId}.*[^0-9]*`,
  accountId.length + 1 + SHORT_DIGITS,
]

/**
 * Puts an edit that cannot be read back in line, in its old place, now that the window has told it again. Within the
 * caller's transaction; nothing happens to one that can be read.
 * @returns whether anything did
 */
export function repair(database: DatabaseSync, told: Mutation): boolean {
  const row = database.prepare('SELECT seq, id, account_id, body FROM mutations WHERE id = ?').get(told.id)
  if (row === undefined || row['account_id'] !== told.accountId || toMutation(row) !== null) return false
  const seq = row['seq'] ?? null
  const back: TargetState = told.staysHere === true ? { kind: 'staying' } : { kind: 'pending' }
  const createMark = isCreate(told.change) ? 1 : 0
  database
    .prepare('UPDATE mutations SET body = ?, is_create = ? WHERE seq = ?')
    .run(JSON.stringify(told), createMark, seq)
  database
    .prepare('UPDATE targets SET kind = ?, state = ? WHERE seq = ? AND state = ?')
    .run(back.kind, JSON.stringify(back), seq, unreadable('unreadable'))
  return true
}
