import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRandom } from '#demo-crm/seed/random.ts'
import { createLife } from './life.ts'
import { createSimulatedDisk, type SimulatedDisk } from './simulated-disk.ts'
import { createTally } from './tally.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kartoteka-disk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const someDisk = (seed: number) => createSimulatedDisk(folder, createRandom(seed, 0), createTally())

/** A process that writes `rows` numbers, each in a transaction of its own, and then stands in the middle of another. */
function write(disk: SimulatedDisk, synchronous: 'FULL' | 'OFF', rows: number, touch = Infinity): void {
  const life = createLife(() => disk.abandon())
  const database = disk.openFor(life)(disk.journal)
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; CREATE TABLE IF NOT EXISTS t (n INTEGER)`,
  )
  life.trap(touch)
  for (let n = 1; n <= rows; n++) {
    database.exec('BEGIN IMMEDIATE')
    database.prepare('INSERT INTO t VALUES (?)').run(n)
    database.exec('COMMIT')
  }
  database.exec('BEGIN IMMEDIATE')
  database.prepare('INSERT INTO t VALUES (?)').run(rows + 1)
  life.end()
}

function read(disk: SimulatedDisk): readonly unknown[] {
  const database = new DatabaseSync(disk.journal)
  try {
    const isThere = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 't'`).get() !== undefined
    return isThere
      ? database
          .prepare('SELECT n FROM t ORDER BY n')
          .all()
          .map(({ n }) => n)
      : []
  } finally {
    database.close()
  }
}

describe('the simulated disk', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'keeps what was synced through a power cut, whatever is torn (seed %i)',
    (seed) => {
      const disk = someDisk(seed)

      disk.cutPower()
      write(disk, 'FULL', 5)

      expect(read(disk)).toEqual([1, 2, 3, 4, 5])
    },
  )

  test('loses the end of what was never synced', () => {
    const left = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const disk = createSimulatedDisk(mkdtempSync(join(folder, 'one-')), createRandom(seed, 0), createTally())
      disk.cutPower()
      write(disk, 'OFF', 5)
      return read(disk)
    })

    expect(left.filter(({ length }) => length < 5)).not.toEqual([])
    for (const rows of left) expect([1, 2, 3, 4, 5].slice(0, rows.length)).toEqual(rows)
  })

  test('lets a process die right before a commit and right after it', () => {
    const [before, after] = [1, 2].map((touch) => {
      const disk = createSimulatedDisk(mkdtempSync(join(folder, 'one-')), createRandom(1, 0), createTally())
      write(disk, 'FULL', 5, touch)
      return read(disk)
    })

    expect([before, after]).toEqual([[], [1]])
  })

  test('refuses a commit that cannot be synced, and no other', () => {
    const disk = someDisk(1)

    disk.failSyncs(1)

    expect(() => write(disk, 'FULL', 1)).toThrow(/disk I\/O error/)
    disk.abandon()
    write(disk, 'FULL', 2)
    expect(read(disk)).toEqual([1, 2])
  })
})
