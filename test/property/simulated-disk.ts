import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Random } from '#demo-crm/seed/random.ts'
import type { Life } from './life.ts'
import type { Tally } from './tally.ts'
import { tearWal } from './tear-wal.ts'

/** The disk under the journal of one device: it knows what a commit has brought to the platter, and what not. */
export interface SimulatedDisk {
  /** Where the journal is now. */
  readonly journal: string
  /** For a process: it may die right before and right after each commit. */
  readonly openFor: (life: Life) => (path: string) => DatabaseSync
  /**
   * The process is dead. It cannot write any more, but its objects are still there and hold the file open: those who
   * come after work on a copy of what is committed at this moment; after a power cut, of what was synced.
   */
  abandon(): void
  /** The next process that dies loses what was not synced, and leaves a torn record behind. */
  cutPower(): void
  /** The next `count` commits cannot be synced. */
  failSyncs(count: number): void
  /** No writes at all until the answer is called: another connection holds the write lock. */
  fill(): () => void
  heal(): void
  /** Closes what the dead and the living hold open: nobody touches it any more. */
  dispose(): void
}

/** `synchronous=FULL`: from this level on every commit waits for the disk. */
const FULL = 2

export function createSimulatedDisk(folder: string, random: Random, tally: Tally): SimulatedDisk {
  let files = 0
  const nextFile = () => join(folder, `journal-${files++}.sqlite`)
  let journal = nextFile()
  let opened: WatchedDatabase | null = null
  const all: WatchedDatabase[] = []
  let [isCut, failing] = [false, 0]

  /** What the dead still write reaches nobody. */
  function commit<T>(life: Life, write: () => T): T {
    life.touch()
    if (failing > 0 && !life.isOver()) {
      failing--
      tally.count('fault: commit not synced')
      throw new Error('disk I/O error')
    }
    const result = write()
    life.touch()
    return result
  }

  return {
    get journal() {
      return journal
    },
    openFor: (life) => (path) => {
      opened = new WatchedDatabase(path, (write) => commit(life, write))
      all.push(opened)
      return opened
    },
    abandon() {
      const old = journal
      journal = nextFile()
      for (const suffix of ['', '-wal']) {
        if (existsSync(old + suffix)) copyFileSync(old + suffix, journal + suffix)
      }
      if (isCut && existsSync(`${journal}-wal`)) {
        const isSynced = (opened?.synchronous() ?? FULL) >= FULL
        writeFileSync(`${journal}-wal`, tearWal(readFileSync(`${journal}-wal`), isSynced, random))
      }
      isCut = false
    },
    cutPower() {
      isCut = true
    },
    failSyncs(count) {
      failing = count
    },
    fill() {
      const hog = new DatabaseSync(journal)
      try {
        hog.exec('BEGIN IMMEDIATE')
      } catch {
        hog.close()
        return () => undefined
      }
      return () => void (hog.isOpen && hog.close())
    },
    heal() {
      failing = 0
    },
    dispose() {
      for (const database of all) database.dispose()
    },
  }
}

type Commit = <T>(write: () => T) => T

/** Tells of each commit: of a transaction's, and of a write outside one. */
class WatchedDatabase extends DatabaseSync {
  #commit: Commit

  constructor(path: string, commit: Commit) {
    super(path)
    this.#commit = commit
  }

  override exec(sql: string): void {
    if (/\bCOMMIT\b/.test(sql)) this.#commit(() => super.exec(sql))
    else super.exec(sql)
  }

  override prepare(sql: string): StatementSync {
    const statement = super.prepare(sql)
    if (!/^\s*(INSERT|UPDATE|DELETE)/i.test(sql)) return statement
    const run = statement.run.bind(statement)
    statement.run = ((...values: Parameters<typeof run>) =>
      this.isTransaction ? run(...values) : this.#commit(() => run(...values))) as typeof run
    return statement
  }

  /**
   * Closes it and lets go of its world: a statement holds its database by a handle that no collector of garbage sees
   * through, so a database that led back to its statements would keep the whole history in memory.
   */
  dispose(): void {
    if (this.isOpen) this.close()
    this.#commit = (write) => write()
  }

  synchronous(): number {
    return Number(this.isOpen ? super.prepare('PRAGMA synchronous').get()?.['synchronous'] : FULL)
  }
}
