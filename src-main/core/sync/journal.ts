import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { AccountId, ContactId, MutationId } from '#shared/domain/ids.ts'
import { contactIdsOf, editsFor, type Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { JournaledMutation } from '#shared/ipc/commands.ts'
import type { PendingTarget } from '#shared/sync/plan-push.ts'
import type { OpenDatabase } from './open-database.ts'
import { createAccountMemory, type AccountMemory } from './account-memory.ts'
import { createIdentities, type Identities } from './identities.ts'
import { createJournalFigures, type JournalFigures } from './journal-figures.ts'
import { createJournalLine, type JournalLine } from './journal-line.ts'
import {
  repair,
  setUnreadableAside,
  toJournaled,
  toMutation,
  toRemains,
  toTarget,
  type Doubt,
  type JournaledTarget,
  type JournalRow,
  type TargetKey,
} from './journal-rows.ts'
import { openJournal, type JournalFinding, type OpenedJournal } from './open-journal.ts'
import { afterLostAnswer, mayFollow, type TargetKind, type TargetState } from './target-state.ts'

/**
 * Every accepted edit that the CRM has not confirmed, on disk before it is acknowledged. It outlives a wiped cache and
 * a kill at any line; each method is one transaction and durable when it returns.
 * All methods throw {AppError} `storage/failed`.
 */
export class Journal {
  readonly accounts: AccountMemory
  readonly identities: Identities
  readonly figures: JournalFigures
  readonly #opened: OpenedJournal
  readonly #database: DatabaseSync
  readonly #line: JournalLine
  /** Grows with each transaction: what was looked up at one count holds until the next. */
  #writes = 0
  /** At which count nothing of an account was found in line. A long pull asks after each page. */
  readonly #emptyAt = new Map<AccountId, number>()
  /** Preparing the longest of them costs more than running it. */
  readonly #statements = new Map<string, StatementSync>()
  /** A bulk edit's body is read again for each of its batches; parsing it once is enough. */
  readonly #parsed = new Map<MutationId, Mutation>()

  /**
   * What has left since this was opened. A window that hands over what it last saw in doubt may be slower than the outcome:
   * taken in again, the edit would be sent again.
   */
  readonly #gone = new Set<MutationId>()

  /** How many targets could not be read when the journal was opened; they are set aside. */
  readonly unreadable: number
  /** In which state the file was found, where the user has to know. Told at each opening until `acknowledge`. */
  readonly findings: readonly JournalFinding[]

  /** Opens the journal at `path`. What was on its way when the process ended is put back in line, or in doubt. */
  constructor(path: string, open?: OpenDatabase) {
    this.#opened = openJournal(path, open)
    this.#database = this.#opened.database
    this.findings = this.#opened.findings
    this.accounts = createAccountMemory(this.#database)
    this.identities = createIdentities(this.#database)
    this.figures = createJournalFigures(this.#database)
    this.#line = createJournalLine(this.#database)
    this.recover()
    this.unreadable = this.#transaction(() => setUnreadableAside(this.#database))
  }

  /**
   * What is marked as on its way while nothing runs is a request without an answer: creates have to be looked for,
   * everything else may simply be sent again.
   */
  recover(accountId?: AccountId): void {
    this.#transaction(() => {
      for (const target of this.#targetsWhere(
        `t.kind = 'sending' AND m.account_id = IFNULL(?, m.account_id)`,
        accountId,
      )) {
        this.#move({ ...target, state: afterLostAnswer(target.state) })
      }
    })
  }

  /** Takes an edit in. Taking it in again changes nothing, unless what is here of it cannot be read. */
  accept(taken: Mutation): void {
    if (this.#gone.has(taken.id)) return
    const seq = this.#transaction(() => {
      repair(this.#database, taken)
      const inserted = this.#sql(
        'INSERT INTO mutations (id, account_id, is_create, body) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
      ).run(taken.id, taken.accountId, taken.change.kind === 'create' ? 1 : 0, JSON.stringify(taken))
      if (inserted.changes === 0) return null
      // In the order in which they are kept: 100,000 in another one take five times as long.
      const contactIds = [...new Set(contactIdsOf(taken.change))].sort()
      this.#sql(
        `INSERT INTO targets (seq, contact_id, kind, state) SELECT ?, value, 'pending', ? FROM json_each(?)`,
      ).run(inserted.lastInsertRowid, PENDING, JSON.stringify(contactIds))
      return Number(inserted.lastInsertRowid)
    })
    if (seq !== null) this.#opened.mark.write(seq)
  }

  /** The findings have been written down where the user will read them. */
  acknowledge(): void {
    this.#opened.acknowledge()
  }

  /** `null` when nothing of it is left to be confirmed, or when it cannot be read. */
  mutation(id: MutationId): Mutation | null {
    const known = this.#parsed.get(id)
    if (known !== undefined) return known
    const read = toMutation(this.#sql('SELECT id, account_id, body FROM mutations WHERE id = ?').get(id))
    if (read !== null) this.#parsed.set(id, read)
    return read
  }

  /** All that is not confirmed, oldest first; of an edit that cannot be read, that there was one. */
  list(): readonly JournaledMutation[] {
    const byMutation = Map.groupBy(this.#targetsWhere('TRUE'), ({ mutationId }) => mutationId)
    return [...byMutation].flatMap(
      ([id, targets]) => toJournaled(this.mutation(id) ?? toRemains(id, targets), targets) ?? [],
    )
  }

  /** Those of `ids` that are not here in words that can be read. */
  missing(ids: readonly MutationId[]): readonly MutationId[] {
    return ids.filter((id) => this.mutation(id) === null)
  }

  /** How many edits the CRM has not confirmed, or the window has not heard of. */
  openCount(accountId: AccountId): number {
    const row = this.#sql('SELECT COUNT(*) AS count FROM mutations WHERE account_id = ?').get(accountId)
    return Number(row?.['count'] ?? 0)
  }

  /** How many contacts have something to be sent. Counts them all: not for every batch. */
  pendingContacts(accountId: AccountId): number {
    return this.#line.contacts(accountId)
  }

  /** Whether anything waits to be sent. */
  hasPending(accountId: AccountId): boolean {
    return !this.#line.isEmpty(accountId)
  }

  /** Whether contacts wait to be made. */
  hasCreates(accountId: AccountId): boolean {
    return this.#line.hasCreates(accountId)
  }

  /**
   * What is next to be sent: all pending targets of the first contacts in line, oldest first. Contacts of which something is
   * on its way, or whose create is in doubt or set aside, are passed over, so that they hold up nobody else.
   * @param contacts at most this many contacts
   */
  next(accountId: AccountId, contacts: number): readonly PendingTarget[] {
    if (this.#emptyAt.get(accountId) === this.#writes) return []
    const keys = this.#line.first(accountId, contacts)
    if (keys.length === 0) this.#emptyAt.set(accountId, this.#writes)
    return keys.flatMap(({ mutationId, contactId }) => {
      const mutation = this.mutation(mutationId)
      return mutation === null ? [] : [{ mutation, contactId }]
    })
  }

  /** Creates that may or may not have reached the CRM. */
  doubts(accountId: AccountId): readonly Doubt[] {
    const targets = this.#targetsWhere(`t.kind = 'ambiguous' AND m.account_id = ?`, accountId)
    return targets.filter((target): target is Doubt => target.state.kind === 'ambiguous')
  }

  /** What else waits for one contact, oldest first. */
  pendingEdits(contactId: ContactId): readonly FieldEdit[] {
    return this.#targetsWhere(`t.kind = 'pending' AND t.contact_id = ?`, contactId).flatMap(({ mutationId }) => {
      const change = this.mutation(mutationId)?.change
      return change === undefined ? [] : editsFor(change, contactId)
    })
  }

  stateOf({ mutationId, contactId }: TargetKey): TargetState | null {
    const [target] = this.#targetsWhere('m.id = ? AND t.contact_id = ?', mutationId, contactId)
    return target?.state ?? null
  }

  /** What the window has to be told: outcomes that it has not confirmed, or may have lost. */
  outcomes(accountId: AccountId): readonly JournaledTarget[] {
    return this.#targetsWhere(`t.kind IN ('settled', 'set-aside') AND m.account_id = ?`, accountId)
  }

  /** Moves targets on; those that have been taken back meanwhile are left out. */
  advance(moves: readonly JournaledTarget[]): void {
    this.#transaction(() => {
      for (const target of moves) this.#move(target)
    })
  }

  /** Removes settled targets, and mutations that have no target left. */
  forget(keys: readonly TargetKey[]): void {
    this.#transaction(() => {
      const remove = this.#sql(
        `DELETE FROM targets WHERE kind = 'settled' AND contact_id = ? AND seq = (SELECT seq FROM mutations WHERE id = ?)`,
      )
      for (const { mutationId, contactId } of keys) remove.run(contactId, mutationId)
      // Looking at all mutations would cost a line of single edits its square.
      for (const id of new Set(keys.map(({ mutationId }) => mutationId))) this.#dropEmpty(id)
    })
  }

  /**
   * Takes back what is not on its way. Taking back a create takes back all that was to happen to the contact; once the
   * CRM has the contact its create has left, and only what was refused of it can be given up.
   * @param only for these contacts; else for all
   */
  cancel(id: MutationId, only?: readonly ContactId[]): { cancelled: ContactId[]; kept: ContactId[] } {
    return this.#transaction(() => {
      const change = this.mutation(id)?.change
      const isUnborn = change?.kind === 'create' && this.identities.remoteId(change.contactId) === null
      const takeBack = `DELETE FROM targets WHERE kind IN ('pending', 'set-aside') AND`
      const hasLeft = change?.kind === 'create' && !isUnborn ? `kind = 'set-aside' AND` : ''
      const own = `seq = (SELECT seq FROM mutations WHERE id = ?) AND ${CHOSEN_CONTACTS}`
      const chosen = only === undefined ? null : JSON.stringify(only)
      const cancelled = this.#sql(`${takeBack} ${hasLeft} ${own} RETURNING contact_id`)
        .all(id, chosen)
        .flatMap(contactOf)
      const kept = this.#sql(`SELECT contact_id FROM targets WHERE ${own}`).all(id, chosen).flatMap(contactOf)
      for (const contactId of isUnborn ? cancelled : []) this.#sql(`${takeBack} contact_id = ?`).run(contactId)
      this.#dropEmpty()
      return { cancelled, kept }
    })
  }

  /** Puts set-aside targets back in line; a conflict is rebased on what the CRM has. */
  retry(id: MutationId): void {
    this.#transaction(() => {
      // Nothing can be sent of an edit whose words are lost.
      if (this.mutation(id) === null) return
      for (const target of this.#targetsWhere(`m.id = ? AND t.kind = 'set-aside'`, id)) {
        const problem = target.state.kind === 'set-aside' ? target.state.problem : null
        if (problem?.kind === 'conflict') this.#rewrite(id, problem.conflict.rebased)
        this.#move({ ...target, state: { kind: 'pending' } })
      }
    })
  }

  close(): void {
    this.#database.close()
  }

  #sql(text: string): StatementSync {
    const known = this.#statements.get(text)
    if (known !== undefined) return known
    const statement = this.#database.prepare(text)
    this.#statements.set(text, statement)
    return statement
  }

  #transaction<T>(work: () => T): T {
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

  #targetsWhere(condition: string, ...values: (string | undefined)[]): readonly JournaledTarget[] {
    const rows = this.#sql(
      `SELECT m.id, t.contact_id, t.state FROM targets t JOIN mutations m ON m.seq = t.seq
       WHERE ${condition} ORDER BY t.seq`,
    ).all(...values.map((value) => value ?? null))
    return rows.flatMap((row) => toTarget(row) ?? [])
  }

  #move({ mutationId, contactId, state }: JournaledTarget): void {
    const row = this.#sql(
      `SELECT t.seq, t.kind FROM targets t JOIN mutations m ON m.seq = t.seq WHERE m.id = ? AND t.contact_id = ?`,
    ).get(mutationId, contactId)
    if (row === undefined) return
    const from = String(row['kind']) as TargetKind
    if (!mayFollow(from, state.kind)) {
      throw new AppError('storage/failed', `an edit cannot go from ${from} to ${state.kind}`)
    }
    this.#sql('UPDATE targets SET kind = ?, state = ? WHERE seq = ? AND contact_id = ?').run(
      state.kind,
      JSON.stringify(state),
      Number(row['seq']),
      contactId,
    )
    if (state.kind === 'settled' && state.superseded !== undefined) {
      this.#rewrite(state.superseded.by, state.superseded.edit)
    }
  }

  /** Only an edit of one contact can be told anew; a tag of a bulk edit means the same on top of anything. */
  #rewrite(id: MutationId, edit: FieldEdit): void {
    const known = this.mutation(id)
    if (known?.change.kind !== 'edit') return
    const rewritten: Mutation = { ...known, change: { ...known.change, edit } }
    this.#sql('UPDATE mutations SET body = ? WHERE id = ?').run(JSON.stringify(rewritten), id)
    this.#parsed.delete(id)
  }

  /** Removes mutations that have no target left: that one, or all. */
  #dropEmpty(id: MutationId | null = null): void {
    const which = id === null ? '?1 IS NULL' : 'id = ?1'
    const gone = this.#sql(
      `DELETE FROM mutations WHERE ${which} AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.seq = mutations.seq)
       RETURNING id`,
    ).all(id)
    for (const row of gone) {
      this.#parsed.delete(row['id'] as MutationId)
      this.#gone.add(row['id'] as MutationId)
    }
  }
}

const PENDING = JSON.stringify({ kind: 'pending' } satisfies TargetState)

/** Those of a JSON list, or all. */
const CHOSEN_CONTACTS = 'contact_id IN (SELECT value FROM json_each(IFNULL(?, json_array(contact_id))))'

const contactOf = (row: JournalRow): ContactId[] => [row['contact_id'] as ContactId]
