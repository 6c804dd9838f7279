import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { AccountId, MutationId, RecordId } from '#shared/domain/ids.ts'
import {
  isCreate,
  needsOf,
  recordIdsOf,
  withEdit,
  type AnyEdit,
  type Change,
  type Mutation,
} from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { toMutation, toTarget, type JournaledTarget, type JournalRow } from './journal-rows.ts'
import { mayFollow, type TargetKind, type TargetState } from './target-state.ts'

/** More are made later: to write 10,000 takes longer than all else that happens when an edit is accepted. */
const TARGETS_AT_ONCE = 200

/** What an edit means from now on for one of its records. */
export interface RetoldTarget {
  readonly recordId: RecordId
  readonly edit: AnyEdit
}

/** Rows of an open journal: mutations and their targets, and the only way in which a target moves on. */
export class JournalTargets {
  readonly #database: DatabaseSync
  /** Preparing the longest of them costs more than running it. */
  readonly #statements = new Map<string, StatementSync>()
  /** A bulk edit's body is read again for each of its batches; parsing it once is enough. */
  readonly #parsed = new Map<MutationId, Mutation>()

  /**
   * What has left since this was opened. A window that hands over what it last saw in doubt may be slower than the outcome:
   * taken in again, the edit would be sent again.
   */
  readonly #gone = new Set<MutationId>()
  #writes = 0
  readonly #atOnce: number
  /** An edit may be here that lacks targets: one of the last run, at first. */
  #mayLack = true

  /** @param atOnce an edit of more records is taken in with the first of its targets; `complete` makes the others */
  constructor(database: DatabaseSync, atOnce = TARGETS_AT_ONCE) {
    this.#database = database
    this.#atOnce = atOnce
  }

  /** Grows with each transaction: what was looked up at one count holds until the next. */
  get writes(): number {
    return this.#writes
  }

  sql(text: string): StatementSync {
    const known = this.#statements.get(text)
    if (known !== undefined) return known
    const statement = this.#database.prepare(text)
    this.#statements.set(text, statement)
    return statement
  }

  /** All of `work`, or nothing. @throws {AppError} `storage/failed` */
  transaction<T>(work: () => T): T {
    this.#writes += 1
    try {
      this.#database.exec('BEGIN IMMEDIATE')
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      if (error instanceof AppError) throw error
      throw new AppError('storage/failed', 'the journal refused a write', { cause: error })
    }
  }

  /** `null` when nothing of it is left to be confirmed, or when it cannot be read. */
  mutation(id: MutationId): Mutation | null {
    const known = this.#parsed.get(id)
    if (known !== undefined) return known
    const read = toMutation(this.sql('SELECT id, account_id, body FROM mutations WHERE id = ?').get(id))
    if (read !== null) this.#parsed.set(id, read)
    return read
  }

  /** Targets `t` of mutations `m`, oldest first. */
  where(condition: string, ...values: (string | undefined)[]): readonly JournaledTarget[] {
    const rows = this.sql(
      `SELECT m.id, t.record_id, t.state FROM targets t JOIN mutations m ON m.seq = t.seq
       WHERE ${condition} ORDER BY t.seq`,
    ).all(...values.map((value) => value ?? null))
    return rows.flatMap((row) => toTarget(row) ?? [])
  }

  /** Within the caller's transaction, as all below. @returns its number; `null` when it is here already */
  insert(taken: Mutation): number | null {
    const { id, accountId, change } = taken
    const inserted = this.sql(
      'INSERT INTO mutations (id, account_id, is_create, body) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    ).run(id, accountId, isCreate(change) ? 1 : 0, JSON.stringify(taken))
    if (inserted.changes === 0) return null
    const seq = Number(inserted.lastInsertRowid)
    const recordIds = recordIdsOf(change)
    const isLarge = recordIds.length > this.#atOnce
    // One is there from the start: an edit without targets is one that is over.
    this.#addTargets(seq, firstState(taken), isLarge ? recordIds.slice(0, 1) : recordIds)
    if (isLarge) this.sql('INSERT INTO lacking (seq) VALUES (?)').run(seq)
    this.#mayLack ||= isLarge
    for (const needed of needsOf(change)) {
      this.sql('INSERT OR IGNORE INTO needs (seq, record_id) VALUES (?, ?)').run(seq, needed)
    }
    return seq
  }

  #addTargets(seq: number, state: TargetState, recordIds: readonly RecordId[]): void {
    // In the order in which they are kept: 100,000 in another one take five times as long.
    const sorted = [...new Set(recordIds)].sort()
    this.sql(`INSERT OR IGNORE INTO targets (seq, record_id, kind, state) SELECT ?, value, ?, ? FROM json_each(?)`).run(
      seq,
      state.kind,
      JSON.stringify(state),
      JSON.stringify(sorted),
    )
  }

  /**
   * Makes what large edits lack of their targets, in a transaction of its own. Whoever is about to read, send or take back
   * targets begins with this. Killed before it, the edit still says what is to be made; of one that cannot be read the first
   * target is set aside, and the others are made when the window has told it again.
   * @throws {AppError} `storage/failed`
   */
  complete(): void {
    if (!this.#mayLack) return
    const rows = this.sql(
      'SELECT m.seq, m.id, m.account_id, m.body FROM lacking l JOIN mutations m ON m.seq = l.seq ORDER BY l.seq',
    ).all()
    if (rows.length > 0) this.transaction(() => this.#completeAll(rows))
    this.#mayLack = false
  }

  #completeAll(rows: readonly JournalRow[]): void {
    for (const row of rows) {
      const mutation = toMutation(row)
      if (mutation === null) continue
      this.#addTargets(Number(row['seq']), firstState(mutation), recordIdsOf(mutation.change))
      this.sql('DELETE FROM lacking WHERE seq = ?').run(row['seq'] ?? null)
    }
  }

  /** The words of an edit have been told again. */
  mayLack(): void {
    this.#mayLack = true
  }

  move({ mutationId, recordId, state }: JournaledTarget): void {
    const row = this.sql(
      `SELECT t.seq, t.kind FROM targets t JOIN mutations m ON m.seq = t.seq WHERE m.id = ? AND t.record_id = ?`,
    ).get(mutationId, recordId)
    if (row === undefined) return
    const from = String(row['kind']) as TargetKind
    if (!mayFollow(from, state.kind)) {
      throw new AppError('storage/failed', `an edit cannot go from ${from} to ${state.kind}`)
    }
    this.sql('UPDATE targets SET kind = ?, state = ? WHERE seq = ? AND record_id = ?').run(
      state.kind,
      JSON.stringify(state),
      Number(row['seq']),
      recordId,
    )
    if (state.kind === 'settled' && state.superseded !== undefined) {
      this.rewrite(state.superseded.by, [{ recordId, edit: state.superseded.edit }])
    }
  }

  /** Tells an edit anew for some of its records: all at once, for a bulk edit is long. */
  rewrite(id: MutationId, retold: readonly RetoldTarget[]): void {
    const known = this.mutation(id)
    if (known === null || retold.length === 0) return
    const tell = (change: Change, { recordId, edit }: RetoldTarget) => withEdit(change, recordId, edit) ?? change
    const rewritten: Mutation = { ...known, change: retold.reduce(tell, known.change) }
    this.sql('UPDATE mutations SET body = ? WHERE id = ?').run(JSON.stringify(rewritten), id)
    this.#parsed.delete(id)
  }

  /** What stayed on the device until now is sent from here on. */
  release(accountId: AccountId): void {
    const own = `account_id = ? AND json_valid(body) AND json_extract(body, '$.staysHere')`
    const rows = this.sql(`SELECT id FROM mutations WHERE ${own}`).all(accountId)
    this.sql(
      `UPDATE targets SET kind = 'pending', state = ?
       WHERE kind = 'staying' AND seq IN (SELECT seq FROM mutations WHERE account_id = ?)`,
    ).run(JSON.stringify({ kind: 'pending' } satisfies TargetState), accountId)
    this.sql(`UPDATE mutations SET body = json_remove(body, '$.staysHere') WHERE ${own}`).run(accountId)
    for (const row of rows) this.#parsed.delete(row['id'] as MutationId)
  }

  /** Forgets mutations that have no target left: that one, or all. */
  dropEmpty(id: MutationId | null = null): void {
    const which = id === null ? '?1 IS NULL' : 'id = ?1'
    const gone = this.sql(
      `DELETE FROM mutations WHERE ${which} AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.seq = mutations.seq)
       RETURNING id`,
    ).all(id)
    for (const row of gone) {
      this.#parsed.delete(row['id'] as MutationId)
      this.#gone.add(row['id'] as MutationId)
    }
  }

  hasLeft(id: MutationId): boolean {
    return this.#gone.has(id)
  }
}

/** A create that the CRM may have comes in as the question that it was; what stays on the device is in no line. */
export function firstState({ change, staysHere }: Mutation): TargetState {
  if (staysHere === true) return { kind: 'staying' }
  const doubt = change.kind === 'create' ? change.doubt : undefined
  return doubt === undefined ? { kind: 'pending' } : { kind: 'set-aside', problem: doubt }
}
