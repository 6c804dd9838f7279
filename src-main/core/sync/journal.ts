import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { AccountId, ContactId, MutationId, RecordId } from '#shared/domain/ids.ts'
import { editsFor, type Change, type Mutation } from '#shared/domain/mutation.ts'
import type { JournaledMutation } from '#shared/ipc/commands.ts'
import type { PendingTarget } from '#shared/sync/plan-push.ts'
import type { OpenDatabase } from './open-database.ts'
import { adoptCreate, type Adoption } from './adopt-create.ts'
import { createAccountMemory, type AccountMemory } from './account-memory.ts'
import { createIdentities, type Identities } from './identities.ts'
import { createJournalFigures, type JournalFigures } from './journal-figures.ts'
import { createJournalLine, NOTHING, type JournalLine, type JournalLook, type LookFrom } from './journal-line.ts'
import { markNewest } from './journal-mark.ts'
import {
  repair,
  setUnreadableAside,
  toJournaled,
  toRemains,
  type Doubt,
  type JournaledTarget,
  type TargetKey,
} from './journal-rows.ts'
import { JournalTargets } from './journal-targets.ts'
import { openJournal, type JournalFinding, type OpenedJournal } from './open-journal.ts'
import { putBackInLine, takeBack, takeBackAll } from './take-back.ts'
import { afterLostAnswer, type TargetState } from './target-state.ts'

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
  readonly #targets: JournalTargets
  readonly #line: JournalLine
  /** At which count of writes nothing of an account was found in line. A long pull asks after each page. */
  readonly #emptyAt = new Map<AccountId, number>()

  /** How many targets could not be read when the journal was opened; they are set aside. */
  readonly unreadable: number
  /** In which state the file was found, where the user has to know. Told at each opening until `acknowledge`. */
  readonly findings: readonly JournalFinding[]

  /** Opens the journal at `path`. What was on its way when the process ended is put back in line, or in doubt. */
  constructor(path: string, open?: OpenDatabase, targetsAtOnce?: number) {
    this.#opened = openJournal(path, open)
    const { database } = this.#opened
    this.#targets = new JournalTargets(database, targetsAtOnce)
    this.findings = this.#opened.findings
    this.accounts = createAccountMemory(database)
    this.identities = createIdentities(database)
    this.figures = createJournalFigures(database, () => this.#targets.complete())
    this.#line = createJournalLine(database)
    this.recover()
    this.unreadable = this.#targets.transaction(() => setUnreadableAside(database))
  }

  /**
   * What is marked as on its way while nothing runs is a request without an answer: creates have to be looked for,
   * everything else may simply be sent again.
   */
  recover(accountId?: AccountId): void {
    this.#targets.transaction(() => {
      for (const target of this.#targets.where(
        `t.kind = 'sending' AND m.account_id = IFNULL(?, m.account_id)`,
        accountId,
      )) {
        this.#targets.move({ ...target, state: afterLostAnswer(target.state) })
      }
    })
  }

  /** Takes an edit in. Taking it in again changes nothing, unless what is here of it cannot be read. */
  accept(taken: Mutation): void {
    this.acceptAll([taken])
  }

  /** The same for many, in their order: all of them or none. */
  acceptAll(taken: readonly Mutation[]): void {
    const open = taken.filter(({ id }) => !this.#targets.hasLeft(id))
    if (open.length === 0) return
    const seqs = this.#targets.transaction(() =>
      open.map((mutation) => {
        if (repair(this.#opened.database, mutation)) this.#targets.mayLack()
        return this.#targets.insert(mutation)
      }),
    )
    markNewest(this.#opened.mark, seqs)
  }

  /** The findings have been written down for the user. */
  acknowledge(): void {
    this.#opened.acknowledge()
  }

  /** `null` when nothing of it is left to be confirmed, or when it cannot be read. */
  mutation(id: MutationId): Mutation | null {
    return this.#targets.mutation(id)
  }

  /** All that is not confirmed, oldest first; of an edit that cannot be read, that there was one. */
  list(): readonly JournaledMutation[] {
    this.#targets.complete()
    const byMutation = Map.groupBy(this.#targets.where('TRUE'), ({ mutationId }) => mutationId)
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
    const count = this.#targets.sql('SELECT COUNT(*) AS count FROM mutations WHERE account_id = ?')
    return Number(count.get(accountId)?.['count'] ?? 0)
  }

  /** How many records have something to be sent. Counts them all: not for every batch. */
  pendingRecords(accountId: AccountId): number {
    this.#targets.complete()
    return this.#line.records(accountId)
  }

  /** Whether anything waits to be sent. */
  hasPending(accountId: AccountId): boolean {
    return !this.#line.isEmpty(accountId)
  }

  /** Whether something waits to be made. */
  hasCreates(accountId: AccountId): boolean {
    return this.#line.hasCreates(accountId)
  }

  /**
   * What is next to be sent: all pending targets of the first records in line, oldest first. Those that cannot go yet are
   * passed over (`JournalLine`).
   * @param records at most this many records
   */
  next(accountId: AccountId, records: number): readonly PendingTarget[] {
    return this.look(accountId, records).targets
  }

  /** The same, from somewhere on, with what is held passed over: a portion of it at most, then it `goesOn` behind it. */
  look(accountId: AccountId, records: number, { held, from = null }: LookFrom = {}): JournalLook {
    if (from === null && this.#emptyAt.get(accountId) === this.#targets.writes) return NOTHING
    this.#targets.complete()
    const isHolding = held?.isHolding === true
    const { keys, ...look } = this.#line.first(accountId, records, (id) => isHolding && held.isHeld(id), from)
    // What is held goes on without a write.
    if (keys.length === 0 && from === null && !isHolding) this.#emptyAt.set(accountId, this.#targets.writes)
    const targets = keys.flatMap(({ mutationId, recordId }) => {
      const mutation = this.mutation(mutationId)
      return mutation === null ? [] : [{ mutation, recordId }]
    })
    return { ...look, targets }
  }

  /** Grows with each write: what stood in line at one count does so until the next. */
  get writes(): number {
    return this.#targets.writes
  }

  /** Creates that may or may not have reached the CRM. */
  doubts(accountId: AccountId): readonly Doubt[] {
    const targets = this.#targets.where(`t.kind = 'ambiguous' AND m.account_id = ?`, accountId)
    return targets.filter((target): target is Doubt => target.state.kind === 'ambiguous')
  }

  /** What else waits for one record, oldest first. */
  pendingChanges(recordId: RecordId): readonly Change[] {
    this.#targets.complete()
    const targets = this.#targets.where(`t.kind = 'pending' AND t.record_id = ?`, recordId)
    return targets.flatMap(({ mutationId }) => this.mutation(mutationId)?.change ?? [])
  }

  /** What else waits for one contact, oldest first. */
  pendingEdits(contactId: ContactId): readonly FieldEdit[] {
    return this.pendingChanges(contactId).flatMap((change) => editsFor(change, contactId))
  }

  /** What waits for the user to decide about one contact, oldest first. @param before only what was done before this */
  setAsideOf(contactId: ContactId, before?: MutationId): readonly JournaledTarget[] {
    const aside = `t.kind = 'set-aside' AND t.record_id = ?`
    if (before === undefined) return this.#targets.where(aside, contactId)
    return this.#targets.where(`${aside} AND t.seq < (SELECT seq FROM mutations WHERE id = ?)`, contactId, before)
  }

  stateOf({ mutationId, recordId }: TargetKey): TargetState | null {
    this.#targets.complete()
    const [target] = this.#targets.where('m.id = ? AND t.record_id = ?', mutationId, recordId)
    return target?.state ?? null
  }

  /** What the window has to be told: outcomes that it has not confirmed, or may have lost. */
  outcomes(accountId: AccountId): readonly JournaledTarget[] {
    return this.#targets.where(`t.kind IN ('settled', 'set-aside') AND m.account_id = ?`, accountId)
  }

  /** Takes edits in, and moves targets on; those that have been taken back meanwhile are left out. */
  advance(moves: readonly JournaledTarget[], added: readonly Mutation[] = []): void {
    const seqs = this.#targets.transaction(() => {
      const seqs = added.map((mutation) => this.#targets.insert(mutation))
      for (const target of moves) this.#targets.move(target)
      return seqs
    })
    markNewest(this.#opened.mark, seqs)
  }

  /** Removes settled targets, and mutations that have no target left. */
  forget(keys: readonly TargetKey[]): void {
    this.#targets.transaction(() => {
      const remove = this.#targets.sql(
        `DELETE FROM targets WHERE kind = 'settled' AND record_id = ? AND seq = (SELECT seq FROM mutations WHERE id = ?)`,
      )
      for (const { mutationId, recordId } of keys) remove.run(recordId, mutationId)
      // Looking at all mutations would cost a line of single edits its square.
      for (const id of new Set(keys.map(({ mutationId }) => mutationId))) this.#targets.dropEmpty(id)
    })
  }

  /** Takes back what is not on its way: `takeBack`. */
  cancel(id: MutationId, only?: readonly RecordId[]): { cancelled: RecordId[]; kept: RecordId[] } {
    return takeBack(this.#targets, this.identities, id, only)
  }

  /** The same for many, each for all its records. @returns those that something was taken back of, or something is kept of */
  cancelAll(ids: readonly MutationId[]): { cancelled: MutationId[]; kept: MutationId[] } {
    const taken = takeBackAll(this.#targets, this.identities, ids)
    const idsWith = (list: 'cancelled' | 'kept') => ids.filter((_, at) => (taken[at]?.[list].length ?? 0) > 0)
    return { cancelled: idsWith('cancelled'), kept: idsWith('kept') }
  }

  /** Puts set-aside targets back in line: `putBackInLine`. */
  retry(id: MutationId): void {
    putBackInLine(this.#targets, id)
  }

  /** Tags that stayed on this device are edits like any other from now on. */
  release(accountId: AccountId): void {
    // What a large edit lacks of its targets is made by what its body says.
    this.#targets.complete()
    this.#targets.transaction(() => this.#targets.release(accountId))
  }

  /** A create that was a question is a contact that the CRM has: `adoptCreate`. @throws {AppError} `state/refused` */
  adopt(adoption: Adoption): void {
    markNewest(this.#opened.mark, [adoptCreate(this.#targets, this.identities, adoption)])
  }

  close(): void {
    this.#opened.database.close()
  }
}
