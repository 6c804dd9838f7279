import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'

/**
 * The number of the newest edit that was ever acknowledged, in a tiny file beside the journal. The journal itself cannot
 * know that its newest records are gone: what SQLite drops of a torn file is as if it had never been.
 *
 * It is written after the journal's commit and not flushed, so it may fall behind (then a loss goes unnoticed) but never
 * runs ahead (a loss that it tells of is one).
 */
export interface JournalMark {
  /** 0 when there is none, or none that makes sense. */
  read(): number
  write(seq: number): void
}

/** A number of fixed width is written in place: a full disk has room for it. */
const WIDTH = 16
/** Its owner's alone, like the journal. */
const MODE = 0o600

/** Without a file: for a journal in memory. */
const noMark: JournalMark = { read: () => 0, write: () => undefined }

/**
 * The mark at `path`. Evidence, not data: where the disk refuses it, the journal goes on without. The file is opened for
 * each word with it, so that nothing is held by a journal that nobody closes.
 */
export function openJournalMark(path: string): JournalMark {
  if (path.startsWith(':memory:')) return noMark
  return {
    read() {
      const bytes = Buffer.alloc(WIDTH)
      const length = withFile(path, (file) => readSync(file, bytes, 0, WIDTH, 0)) ?? 0
      const text = bytes.toString('latin1', 0, length)
      return /^\d{16}$/.test(text) ? Number(text) : 0
    },
    write(seq) {
      withFile(path, (file) => writeSync(file, String(seq).padStart(WIDTH, '0'), 0, 'latin1'))
    },
  }
}

/** Writes the newest of these numbers down; `null` of an edit that was there before. @param seqs in the order of the edits */
export function markNewest(mark: JournalMark, seqs: readonly (number | null)[]): void {
  const last = seqs.findLast((seq) => seq !== null) ?? null
  if (last !== null) mark.write(last)
}

/** `null` where the disk refuses. */
function withFile<T>(path: string, work: (file: number) => T): T | null {
  try {
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT, MODE)
    try {
      return work(file)
    } finally {
      closeSync(file)
    }
  } catch {
    return null
  }
}
