import type { DatabaseSync } from 'node:sqlite'
import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import { toKey, type TargetKey } from './journal-rows.ts'

/** What waits to be sent, in its order. Made over the journal's own tables. */
export interface JournalLine {
  /**
   * All pending targets of the first contacts in line, oldest first. Passed over are contacts of which something is on its
   * way, and those whose create is in doubt or set aside, so that they hold up nobody else.
   */
  first(accountId: AccountId, contacts: number): readonly TargetKey[]
  /** How many contacts have something to be sent. Counts them all. */
  contacts(accountId: AccountId): number
  isEmpty(accountId: AccountId): boolean
  /** Whether contacts wait to be made. */
  hasCreates(accountId: AccountId): boolean
}

/**
 * From the account's edits to their targets, by the index of what is pending: a line of 100,000 is read only as far as it
 * is asked for. The planner would gather and sort all of it.
 */
const IN_LINE = `
  FROM mutations m CROSS JOIN targets t INDEXED BY targets_by_kind ON t.kind = 'pending' AND t.seq = m.seq
  WHERE m.account_id = ?`

const FREE_CONTACTS = `
  SELECT t.contact_id ${IN_LINE} AND NOT EXISTS (
    SELECT 1 FROM targets o JOIN mutations c ON c.seq = o.seq
    WHERE o.contact_id = t.contact_id AND (
      o.kind = 'sending' OR (c.is_create = 1 AND o.kind IN ('ambiguous', 'set-aside'))))
  ORDER BY m.seq`

/** Parameter: the contacts, as a JSON list. */
const TARGETS_OF = `
  SELECT m.id, t.contact_id FROM json_each(?) chosen
  CROSS JOIN targets t INDEXED BY targets_by_contact ON t.contact_id = chosen.value AND t.kind = 'pending'
  CROSS JOIN mutations m ON m.seq = t.seq
  ORDER BY t.seq, chosen.key`

/** All statements are prepared here: `database` has its tables. */
export function createJournalLine(database: DatabaseSync): JournalLine {
  const freeContacts = database.prepare(FREE_CONTACTS)
  const targetsOf = database.prepare(TARGETS_OF)
  const count = database.prepare(`SELECT COUNT(DISTINCT t.contact_id) AS count ${IN_LINE}`)
  const any = database.prepare(`SELECT 1 ${IN_LINE} LIMIT 1`)
  const anyCreate = database.prepare(`SELECT 1 ${IN_LINE} AND m.is_create = 1 LIMIT 1`)

  return {
    first(accountId, contacts) {
      const chosen = new Set<ContactId>()
      for (const row of freeContacts.iterate(accountId)) {
        chosen.add(row['contact_id'] as ContactId)
        if (chosen.size >= contacts) break
      }
      if (chosen.size === 0) return []
      return targetsOf.all(JSON.stringify([...chosen])).flatMap((row) => toKey(row) ?? [])
    },
    contacts: (accountId) => Number(count.get(accountId)?.['count'] ?? 0),
    isEmpty: (accountId) => any.get(accountId) === undefined,
    hasCreates: (accountId) => anyCreate.get(accountId) !== undefined,
  }
}
