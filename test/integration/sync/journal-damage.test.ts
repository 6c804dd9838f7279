import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, test } from 'vitest'
import type { RememberedAccount } from '#core/sync/account-memory.ts'
import { Journal } from '#core/sync/journal.ts'
import { newEntityId, type ContactId } from '#shared/domain/ids.ts'
import { startProgram } from '#test/support/child-process.ts'
import { accountId, editMutation, mutationId, remoteIdOfNumber, rename } from '#test/support/contacts.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

const EDITS = 40
const PAGE = 4096

const someEdit = (n: number) =>
  editMutation(n, n, rename('Anna', `Anya ${n} ${'so that a page is soon full '.repeat(12)}`))

/** Some are closed by their test already. */
const opened: Journal[] = []
afterEach(() => {
  for (const journal of opened.splice(0)) {
    try {
      journal.close()
    } catch {
      continue
    }
  }
})

function open(path: string): Journal {
  const journal = new Journal(path)
  opened.push(journal)
  return journal
}

const numbersIn = (journal: Journal) => journal.list().map(({ mutation }) => Number(mutation.id.slice(-12)))

/** A journal as SIGKILL leaves it, and how long its log was after each edit was acknowledged. */
async function killedJournal(): Promise<{ path: string; lengths: readonly number[] }> {
  const path = join(await temporaryDirectory(), 'journal.sqlite')
  open(path).close()
  const script = `
    import { statSync } from 'node:fs'
    import { Journal } from '#core/sync/journal.ts'
    const [path, ...edits] = process.argv.slice(1)
    const journal = new Journal(path)
    const lengths = edits.map((edit) => (journal.accept(JSON.parse(edit)), statSync(path + '-wal').size))
    console.log(JSON.stringify(lengths))
    setInterval(() => {}, 1000)`
  const edits = numbers(EDITS).map((n) => JSON.stringify(someEdit(n)))
  const program = startProgram(['--input-type=module-typescript', '-e', script, path, ...edits])
  const lengths = JSON.parse(await program.line((line) => line.startsWith('['))) as readonly number[]
  await program.kill('SIGKILL')
  return { path, lengths }
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

/** The same files in a folder of their own. */
async function copyOf(path: string): Promise<string> {
  const copy = join(await temporaryDirectory(), 'journal.sqlite')
  for (const part of ['', '-wal', '-mark']) if (existsSync(path + part)) copyFileSync(path + part, copy + part)
  return copy
}

function flip(file: string, at: number, length: number): void {
  const bytes = readFileSync(file)
  for (let index = at; index < Math.min(at + length, bytes.length); index++) bytes[index] = 0xff - (bytes[index] ?? 0)
  writeFileSync(file, bytes)
}

describe('a journal whose end is torn', () => {
  test('has every edit whose record lies before the tear, and tells how many acknowledged ones are gone', async () => {
    const { path, lengths } = await killedJournal()
    const whole = lengths.at(-1) ?? 0
    const cuts = numbers(60).map((n) => Math.floor((whole * n) / 61))
    // Just before and just after the end of some records: there a count may be one off.
    const edges = [0, 7, 20, EDITS - 2].flatMap((at) => [
      (lengths[at] ?? 0) - 1,
      lengths[at] ?? 0,
      (lengths[at] ?? 0) + 1,
    ])

    for (const cut of [...cuts, ...edges]) {
      for (const tear of ['truncate', 'flip'] as const) {
        const copy = await copyOf(path)
        if (tear === 'truncate') truncateSync(`${copy}-wal`, cut)
        else flip(`${copy}-wal`, cut, 3)
        const journal = open(copy)

        const kept = lengths.filter((length) => length <= cut).length
        const lost = EDITS - kept
        const finding = kept === 0 ? { kind: 'missing' } : { kind: 'tail-lost', lost }
        expect({ tear, cut, there: numbersIn(journal), findings: journal.findings }).toEqual({
          ...{ tear, cut, there: numbers(kept) },
          findings: lost === 0 ? [] : [finding],
        })
        journal.close()
      }
    }
  })

  test('tells it at each opening until it has been written down, then no more', async () => {
    const { path, lengths } = await killedJournal()
    truncateSync(`${path}-wal`, lengths[9] ?? 0)
    open(path).close()

    const again = open(path)
    const before = again.findings
    again.acknowledge()
    again.close()

    expect([before, open(path).findings]).toEqual([[{ kind: 'tail-lost', lost: EDITS - 10 }], []])
  })

  test('takes what the window hands over once more, and counts on from there', async () => {
    const { path, lengths } = await killedJournal()
    truncateSync(`${path}-wal`, lengths[9] ?? 0)
    const journal = open(path)
    journal.acknowledge()

    const missing = journal.missing(numbers(EDITS).map(mutationId))
    for (const n of numbers(EDITS)) journal.accept(someEdit(n))
    journal.close()

    const reopened = open(path)
    expect([missing.length, numbersIn(reopened), reopened.findings]).toEqual([EDITS - 10, numbers(EDITS), []])
  })

  test('is said to be missing when the file is gone that edits were acknowledged in', async () => {
    const { path } = await killedJournal()
    for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true })

    expect(open(path).findings).toEqual([{ kind: 'missing' }])
  })

  test('finds nothing in a journal that was killed and lost nothing', async () => {
    const { path } = await killedJournal()

    const journal = open(path)

    expect([numbersIn(journal), journal.findings]).toEqual([numbers(EDITS), []])
  })
})

/** A journal on disk in one file, and its number of pages. */
async function closedJournal() {
  const path = join(await temporaryDirectory(), 'journal.sqlite')
  const journal = open(path)
  for (const n of numbers(EDITS)) journal.accept(someEdit(n))
  const made = newEntityId<ContactId>(accountId, '11111111-1111-4111-8111-111111111111')
  journal.identities.learn('contact', made, remoteIdOfNumber(42))
  journal.close()
  return { path, made, pages: readFileSync(path).length / PAGE }
}

const damagedFilesOf = (path: string) =>
  readdirSync(join(path, '..')).filter((name) => name.startsWith('journal.sqlite-damaged-'))

describe('a journal whose file is damaged', () => {
  test('goes on with every edit that can be read, whichever page is damaged, and keeps the damaged file', async () => {
    const { path, pages } = await closedJournal()

    for (const page of numbers(pages - 1)) {
      const copy = await copyOf(path)
      flip(copy, page * PAGE, 200)
      const bytes = readFileSync(copy)

      const journal = open(copy)

      const [finding] = journal.findings
      if (finding?.kind !== 'salvaged') throw new Error(`page ${page}: ${JSON.stringify(finding)}`)
      expect({ page, told: finding.kept + finding.broken, listed: journal.list().length }).toEqual({
        ...{ page, told: EDITS, listed: EDITS },
      })
      expect(journal.next(accountId, EDITS)).toHaveLength(finding.kept)
      expect(readFileSync(finding.keptIn).equals(bytes)).toBe(true)
      journal.close()
    }
  })

  test('starts empty, and says so, when not even its first page can be read', async () => {
    const { path } = await closedJournal()
    flip(path, 0, PAGE)

    const journal = open(path)

    const [name] = damagedFilesOf(path)
    const keptIn = join(path, '..', name ?? '')
    expect([journal.findings, journal.list()]).toEqual([[{ kind: 'salvaged', kept: 0, broken: 0, keptIn }], []])
  })

  test('asks the window for the words that it could not read, and sends them then', async () => {
    const { path } = await closedJournal()
    const journal = openWithBrokenEdits(path)
    const broken = journal.missing(numbers(EDITS).map(mutationId))

    for (const n of numbers(EDITS)) journal.accept(someEdit(n))

    expect(broken.length).toBeGreaterThan(0)
    expect(journal.next(accountId, EDITS).map(({ mutation }) => mutation)).toEqual(numbers(EDITS).map(someEdit))
  })

  test('knows a contact made here by its remote id, although a page of that table is damaged', async () => {
    const { path, made } = await closedJournal()
    const database = new DatabaseSync(path)
    const root = database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'identities'`).get()?.['rootpage']
    database.close()
    flip(path, (Number(root) - 1) * PAGE, 200)

    expect(open(path).identities.remoteId(made)).toBe(remoteIdOfNumber(42))
  })

  test('remembers whose edits it holds', async () => {
    const { path } = await closedJournal()
    const whole = open(path)
    const owner = {
      accountId,
      provider: 'amocrm',
      remoteAccountId: '7',
      origin: 'https://one.amocrm.ru',
      isDemo: false,
    }
    whole.accounts.remember(owner as RememberedAccount)
    whole.close()
    flip(path, PAGE * 2, 200)

    const journal = open(path)

    expect([journal.findings.map(({ kind }) => kind), journal.accounts.list()]).toEqual([['salvaged'], [owner]])
  })

  test('tells what was saved at each opening until it has been written down, then no more', async () => {
    const { path } = await closedJournal()
    flip(path, PAGE * 2, 200)
    const first = open(path)
    const { findings } = first
    first.close()

    const again = open(path)
    const before = again.findings
    again.acknowledge()
    again.close()

    expect(before).toEqual(findings)
    expect([open(path).findings, damagedFilesOf(path)]).toEqual([[], [expect.any(String)]])
  })

  test('is put in place at the next start when the process was killed between two of the moves', async () => {
    const { path } = await closedJournal()
    const salvaged = await copyOf(path)
    copyFileSync(salvaged, `${path}-salvaged-2026-01-02T03-04-05`)
    flip(path, 0, PAGE)
    writeFileSync(`${path}-wal`, 'the log of the damaged file')

    const journal = open(path)

    expect(numbersIn(journal)).toEqual(numbers(EDITS))
    expect(damagedFilesOf(path).toSorted()).toEqual([
      'journal.sqlite-damaged-2026-01-02T03-04-05',
      'journal.sqlite-damaged-2026-01-02T03-04-05-wal',
    ])
  })
})

/** Damages the last page that holds words of edits. */
function openWithBrokenEdits(path: string): Journal {
  const database = new DatabaseSync(path)
  const root = Number(
    database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'mutations'`).get()?.['rootpage'],
  )
  database.close()
  // The first child of an inner page is named by the cell that its first pointer leads to.
  const page = readFileSync(path).subarray((root - 1) * PAGE, root * PAGE)
  const child = page.readUInt32BE(page.readUInt16BE(12))
  flip(path, (child - 1) * PAGE, 200)
  return open(path)
}
