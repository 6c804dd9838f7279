import type { CacheDb } from './cache-db.ts'
import { parseHistoryEvent, type HistoryEvent, type MergeSide } from './history-event.ts'

/** A line of the history about something that may be undone; of a merge, which of its sides had been put back. */
export interface UndoneLine {
  readonly seq: number
  readonly side?: MergeSide | undefined
}

/**
 * Says of what was decided that it no longer stands. Within the transaction of the edits that undo it: what shows and
 * what the history says are both there, or neither.
 * @param at milliseconds of this device
 */
export function markUndone(db: CacheDb, lines: readonly UndoneLine[], at: number): Promise<void> {
  return rewrite(db, lines, (event, side) =>
    event.kind === 'merge'
      ? { ...event, reversed: event.reversed.filter((one) => one !== side) }
      : { ...event, undoneAt: at },
  )
}

/** Says that it stands: it was done, or undoing it did not work. Within the caller's transaction. */
export function markStanding(db: CacheDb, lines: readonly UndoneLine[]): Promise<void> {
  return rewrite(db, lines, (event, side) => {
    if (event.kind !== 'merge') return { ...event, undoneAt: undefined }
    if (side === undefined || event.reversed.includes(side)) return event
    return { ...event, reversed: [...event.reversed, side] }
  })
}

async function rewrite(
  db: CacheDb,
  lines: readonly UndoneLine[],
  change: (event: HistoryEvent, side: MergeSide | undefined) => HistoryEvent,
): Promise<void> {
  for (const { seq, side } of lines) {
    const row = await db.history.get(seq)
    const event = row === undefined ? null : parseHistoryEvent(row)
    if (row !== undefined && event !== null) await db.history.put({ ...row, event: change(event, side) })
  }
}
