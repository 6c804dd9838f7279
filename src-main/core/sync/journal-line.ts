import type { DatabaseSync } from 'node:sqlite'
import type { AccountId, RecordId } from '#shared/domain/ids.ts'
import type { PendingTarget } from '#shared/sync/plan-push.ts'
import { toKey, type TargetKey } from './journal-rows.ts'

/** Behind one record of one edit. */
export interface LinePlace {
  readonly seq: number
  readonly recordId: RecordId
}

/** What a look along the line has found. */
export interface LineLook {
  /** All that is pending for the records that were chosen, oldest first. */
  readonly keys: readonly TargetKey[]
  /** All before it is held; `null` where the very first is not. */
  readonly heldUpTo: LinePlace | null
  /** Nothing was found so far, and the line goes on behind `heldUpTo`. */
  readonly goesOn: boolean
}

/** The same, with the edits themselves. */
export interface JournalLook extends Omit<LineLook, 'keys'> {
  readonly targets: readonly PendingTarget[]
}

/** The line is empty. */
export const NOTHING: JournalLook = { targets: [], heldUpTo: null, goesOn: false }

/** Records whose edits the CRM takes none of at this moment. */
interface HeldRecords {
  readonly isHolding: boolean
  isHeld(id: RecordId): boolean
}

/** How a look goes about it. */
export interface LookFrom {
  /** Records that are passed over for now, if any are. */
  readonly held?: HeldRecords
  /** Where it begins; `null` for the front. */
  readonly from?: LinePlace | null
}

/** What waits to be sent, in its order. Made over the journal's own tables. */
export interface JournalLine {
  /**
   * All pending targets of the first records in line. Passed over are records of which something is on its
   * way, those whose create is in doubt or set aside, those whose create needs another one which the CRM does not have yet,
   * and edits that need such a one, so that they hold up nobody else.
   * @param isHeld records that are passed over as well, because the CRM takes nothing of their kind now; of these no more than
   *   `MOST_PASSED` in one look
   * @param from where the look begins
   */
  first(accountId: AccountId, records: number, isHeld: (id: RecordId) => boolean, from?: LinePlace | null): LineLook
  /** How many records have something to be sent. Counts them all. */
  records(accountId: AccountId): number
  isEmpty(accountId: AccountId): boolean
  /** Whether something waits to be made. */
  hasCreates(accountId: AccountId): boolean
}

/** To pass over 100,000 in one go would hold up everything else that main has to do. */
export const MOST_PASSED = 1_000

/**
 * From the account's edits to their targets, by the index of what is pending: a line of 100,000 is read only as far as it
 * is asked for. The planner would gather and sort all of it.
 */
const IN_LINE = `
  FROM mutations m CROSS JOIN targets t INDEXED BY targets_by_kind ON t.kind = 'pending' AND t.seq = m.seq
  WHERE m.account_id = ?1`

/** Parameters: the account, and where to begin. Of the first edit the index is entered at its record. */
const FREE_RECORDS = `
  SELECT m.seq, t.record_id ${IN_LINE}
  AND m.seq >= ?2 AND t.record_id > CASE m.seq WHEN ?2 THEN ?3 ELSE '' END AND NOT EXISTS (
    SELECT 1 FROM targets o JOIN mutations c ON c.seq = o.seq
    WHERE o.record_id = t.record_id AND (
      o.kind = 'sending' OR (c.is_create = 1 AND o.kind IN ('ambiguous', 'set-aside'))))
  AND NOT EXISTS (
    SELECT 1 FROM targets o JOIN mutations c ON c.seq = o.seq JOIN needs n ON n.seq = o.seq
    WHERE o.record_id = t.record_id AND (c.is_create = 1 OR o.seq = t.seq)
    AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.entity_id = n.record_id))
  ORDER BY m.seq, t.record_id`

/** Parameter: the records, as a JSON list. */
const TARGETS_OF = `
  SELECT m.id, t.record_id FROM json_each(?) chosen
  CROSS JOIN targets t INDEXED BY targets_by_contact ON t.record_id = chosen.value AND t.kind = 'pending'
  CROSS JOIN mutations m ON m.seq = t.seq
  WHERE NOT EXISTS (
    SELECT 1 FROM needs n WHERE n.seq = t.seq
    AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.entity_id = n.record_id))
  ORDER BY t.seq, chosen.key`

/** All statements are prepared here: `database` has its tables. */
export function createJournalLine(database: DatabaseSync): JournalLine {
  const freeRecords = database.prepare(FREE_RECORDS)
  const targetsOf = database.prepare(TARGETS_OF)
  const count = database.prepare(`SELECT COUNT(DISTINCT t.record_id) AS count ${IN_LINE}`)
  const any = database.prepare(`SELECT 1 ${IN_LINE} LIMIT 1`)
  const anyCreate = database.prepare(`SELECT 1 ${IN_LINE} AND m.is_create = 1 LIMIT 1`)

  return {
    first(accountId, records, isHeld, from = null) {
      const chosen = new Set<RecordId>()
      let [heldUpTo, passed] = [from, 0]
      for (const row of freeRecords.iterate(accountId, from?.seq ?? 0, from?.recordId ?? '')) {
        const recordId = row['record_id'] as RecordId
        if (isHeld(recordId)) {
          passed++
          if (chosen.size === 0) heldUpTo = { seq: Number(row['seq']), recordId }
        } else {
          chosen.add(recordId)
        }
        if (chosen.size >= records || passed >= MOST_PASSED) break
      }
      const goesOn = chosen.size === 0 && passed >= MOST_PASSED
      if (chosen.size === 0) return { keys: [], heldUpTo, goesOn }
      const keys = targetsOf.all(JSON.stringify([...chosen])).flatMap((row) => toKey(row) ?? [])
      return { keys, heldUpTo, goesOn }
    },
    records: (accountId) => Number(count.get(accountId)?.['count'] ?? 0),
    isEmpty: (accountId) => any.get(accountId) === undefined,
    hasCreates: (accountId) => anyCreate.get(accountId) !== undefined,
  }
}
