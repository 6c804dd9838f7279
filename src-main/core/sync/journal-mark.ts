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
  close(): void
}

/** A number of fixed width is written in place: a full disk has room for it. */
const WIDTH = 16
/** Its owner's alone, like the journal. */
const MODE = 0o600

/** Without a file: for a journal in memory. */
const noMark: JournalMark = { read: () => 0, write: () => undefined, close: () => undefined }

/** Opens the mark at `path`. Evidence, not data: where the disk refuses it, the journal goes on without. */
export function openJournalMark(path: string): JournalMark {
  const file = openFile(path)
  if (file === null) return noMark
  let isOpen = true
  return {
    read() {
      const bytes = Buffer.alloc(WIDTH)
      const length = attempt(() => readSync(file, bytes, 0, WIDTH, 0)) ?? 0
      const text = bytes.toString('latin1', 0, length)
      return /^\d{16}$/.test(text) ? Number(text) : 0
    },
    write(seq) {
      if (isOpen) attempt(() => writeSync(file, String(seq).padStart(WIDTH, '0'), 0, 'latin1'))
    },
    close() {
      // The number of a closed file may be another file's by now.
      if (isOpen) attempt(() => closeSync(file))
      isOpen = false
    },
  }
}

const openFile = (path: string): number | null =>
  path.startsWith(':memory:') ? null : attempt(() => openSync(path, constants.O_RDWR | constants.O_CREAT, MODE))

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}
