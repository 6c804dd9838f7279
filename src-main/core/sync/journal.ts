import type { DatabaseSync } from 'node:sqlite'
import * as v from 'valibot'
import type { AccountId, ContactId, MutationId } from '#shared/domain/ids.ts'
import { contactIdsOf, type Change, type Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { JournaledMutation } from '#shared/ipc/commands.ts'
import { ContactIdSchema, MutationIdSchema, MutationSchema } from '#shared/ipc/schemas.ts'
import type { PendingTarget } from '#shared/sync/plan-push.ts'
import { createIdentities, type Identities } from './identities.ts'
import { NEXT_TARGETS, openJournalDatabase } from './journal-schema.ts'
import { afterLostAnswer, mayFollow, parseTargetState, type TargetKind, type TargetState } from './target-state.ts'

/** One mutation for one contact, by name. */
export interface TargetKey {
  readonly mutationId: MutationId
  readonly contactId: ContactId
}

export interface JournaledTarget extends TargetKey {
  readonly state: TargetState
}

/** Creates that may or may not have reached the CRM. */
export interface Doubt extends TargetKey {
  readonly state: TargetState & { kind: 'ambiguous' }
}

/**
 * Every accepted edit that the CRM has not confirmed, on disk before it is acknowledged. It outlives a wiped cache and
 * a kill at any line; each method is one transaction and durable when it returns.
 * All methods throw {AppError} `storage/failed`.
 */
export class Journal {
  readonly identities: Identities
  readonly #database: DatabaseSync
  /** A bulk edit's body is read again for each of its batches; parsing it once is enough. */
  readonly #parsed = new Map<MutationId, Mutation>()

  /** Opens the journal at `path`. What was on its way when the process ended is put back in line, or in doubt. */
  constructor(path: string) {
    this.#database = openJournalDatabase(path)
    this.identities = createIdentities(this.#database)
    this.#transaction(() => this.#recover())
  }

  /** Takes an edit in. Taking it in again changes nothing. */
  accept(taken: Mutation): void {
    this.#transaction(() => {
      const inserted = this.#sql(
        'INSERT INTO mutations (id, account_id, is_create, body) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
      ).run(taken.id, taken.accountId, taken.change.kind === 'create' ? 1 : 0, JSON.stringify(taken))
      if (inserted.changes === 0) return
      const insert = this.#sql('INSERT INTO targets (seq, contact_id, kind, state) VALUES (?, ?, ?, ?)')
      const pending = JSON.stringify({ kind: 'pending' } satisfies TargetState)
      for (const contactId of new Set(contactIdsOf(taken.change))) {
        insert.run(inserted.lastInsertRowid, contactId, 'pending', pending)
      }
    })
  }

  /** `null` when nothing of it is left to be confirmed. */
  mutation(id: MutationId): Mutation | null {
    const known = this.#parsed.get(id)
    if (known !== undefined) return known
    const body = this.#sql('SELECT body FROM mutations WHERE id = ?').get(id)?.['body']
    if (typeof body !== 'string') return null
    const result = v.safeParse(v.pipe(v.string(), v.parseJson(), MutationSchema), body)
    if (!result.success) throw new AppError('storage/failed', `the journal holds an edit that makes no sense: ${id}`)
    this.#parsed.set(id, result.output)
    return result.output
  }

  /** All that is not confirmed, oldest first. */
  list(): readonly JournaledMutation[] {
    const byMutation = Map.groupBy(this.#targetsWhere('TRUE'), ({ mutationId }) => mutationId)
    return [...byMutation].flatMap(([id, targets]) => {
      const body = this.mutation(id)
      return body === null ? [] : [toJournaled(body, targets)]
    })
  }

  /** How many edits the CRM has not confirmed. */
  openCount(accountId: AccountId): number {
    const row = this.#sql(
      `SELECT COUNT(*) AS count FROM mutations m WHERE m.account_id = ? AND EXISTS
         (SELECT 1 FROM targets t WHERE t.seq = m.seq AND t.kind <> 'settled')`,
    ).get(accountId)
    return Number(row?.['count'] ?? 0)
  }

  /** How many contacts have something to be sent. */
  pendingContacts(accountId: AccountId): number {
    const row = this.#sql(
      `SELECT COUNT(DISTINCT t.contact_id) AS count FROM targets t JOIN mutations m ON m.seq = t.seq
       WHERE m.account_id = ? AND t.kind = 'pending'`,
    ).get(accountId)
    return Number(row?.['count'] ?? 0)
  }

  /**
   * What is next to be sent: all pending targets of the first contacts in line, oldest first. Contacts whose create is
   * on its way, in doubt or set aside are passed over, so that they hold up nobody else.
   * @param contacts at most this many contacts
   */
  next(accountId: AccountId, contacts: number): readonly PendingTarget[] {
    const rows = this.#sql(NEXT_TARGETS).all(accountId, contacts)
    return rows.flatMap((row) => {
      const { mutationId, contactId } = keyOf(row)
      const mutation = this.mutation(mutationId)
      return mutation === null ? [] : [{ mutation, contactId }]
    })
  }

  /** Creates that may or may not have reached the CRM. */
  doubts(accountId: AccountId): readonly Doubt[] {
    const targets = this.#targetsWhere(`t.kind = 'ambiguous' AND m.account_id = ?`, accountId)
    return targets.filter((target): target is Doubt => target.state.kind === 'ambiguous')
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
      this.#dropEmpty()
    })
  }

  /** Takes back what is not on its way. Taking back a create takes back all that was to happen to the contact. */
  cancel(id: MutationId): { cancelled: ContactId[]; kept: ContactId[] } {
    return this.#transaction(() => {
      const takeBack = `DELETE FROM targets WHERE kind IN ('pending', 'set-aside') AND`
      const own = 'seq = (SELECT seq FROM mutations WHERE id = ?)'
      const isCreate = this.mutation(id)?.change.kind === 'create'
      const cancelled = this.#sql(`${takeBack} ${own} RETURNING contact_id`).all(id).map(contactOf)
      const kept = this.#sql(`SELECT contact_id FROM targets WHERE ${own} AND kind <> 'settled'`).all(id).map(contactOf)
      for (const contactId of isCreate ? cancelled : []) this.#sql(`${takeBack} contact_id = ?`).run(contactId)
      this.#dropEmpty()
      return { cancelled, kept }
    })
  }

  /** Puts set-aside targets back in line; a conflict is rebased on what the CRM has. */
  retry(id: MutationId): void {
    this.#transaction(() => {
      for (const target of this.#targetsWhere(`m.id = ? AND t.kind = 'set-aside'`, id)) {
        const problem = target.state.kind === 'set-aside' ? target.state.problem : null
        if (problem?.kind === 'conflict') {
          this.#rewrite(id, { kind: 'edit', contactId: target.contactId, edit: problem.conflict.rebased })
        }
        this.#move({ ...target, state: { kind: 'pending' } })
      }
    })
  }

  close(): void {
    this.#database.close()
  }

  /** A request without an answer: creates have to be looked for, everything else may simply be sent again. */
  #recover(): void {
    const sending = this.#targetsWhere(`t.kind = 'sending'`)
    for (const target of sending) this.#move({ ...target, state: afterLostAnswer(target.state) })
  }

  #sql(text: string) {
    return this.#database.prepare(text)
  }

  #transaction<T>(work: () => T): T {
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

  #targetsWhere(condition: string, ...values: (string | number)[]): readonly JournaledTarget[] {
    const rows = this.#sql(
      `SELECT m.id, t.contact_id, t.state FROM targets t JOIN mutations m ON m.seq = t.seq
       WHERE ${condition} ORDER BY t.seq`,
    ).all(...values)
    return rows.map((row) => ({ ...keyOf(row), state: parseTargetState(String(row['state'])) }))
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
  }

  #rewrite(id: MutationId, change: Change): void {
    const known = this.mutation(id)
    if (known === null) return
    this.#sql('UPDATE mutations SET body = ? WHERE id = ?').run(JSON.stringify({ ...known, change }), id)
    this.#parsed.delete(id)
  }

  #dropEmpty(): void {
    const gone = this.#sql(
      'DELETE FROM mutations WHERE NOT EXISTS (SELECT 1 FROM targets t WHERE t.seq = mutations.seq) RETURNING id',
    ).all()
    for (const row of gone) this.#parsed.delete(row['id'] as MutationId)
  }
}

const contactOf = (row: Record<string, unknown>): ContactId => v.parse(ContactIdSchema, row['contact_id'])

const keyOf = (row: Record<string, unknown>): TargetKey => ({
  mutationId: v.parse(MutationIdSchema, row['id']),
  contactId: contactOf(row),
})

function toJournaled(mutation: Mutation, targets: readonly JournaledTarget[]): JournaledMutation {
  return {
    mutation,
    pendingIds: targets.filter(({ state }) => state.kind !== 'set-aside').map(({ contactId }) => contactId),
    setAside: targets.flatMap(({ contactId, state }) =>
      state.kind === 'set-aside' ? [{ contactId, problem: state.problem }] : [],
    ),
  }
}
