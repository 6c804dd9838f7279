import sqlite3InitModule, { type Database, type PreparedStatement, type SqlValue } from '@sqlite.org/sqlite-wasm'
import type { BenchContact } from '../data/bench-contact.ts'
import { nameKey } from '../data/base-columns.ts'
import { SCREEN, type Answer, type FilterQuestion, type Question, type QuestionKind } from '../data/questions.ts'
import { toSearchText } from '../data/search-text.ts'
import type { BenchRow, Driver } from './driver.ts'

const schema = `
  PRAGMA locking_mode = exclusive;
  PRAGMA temp_store = memory;
  PRAGMA cache_size = -32000;
  CREATE TABLE IF NOT EXISTS contact (
    id INTEGER PRIMARY KEY, name_key TEXT NOT NULL, responsible INTEGER NOT NULL, updated INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS document (id INTEGER PRIMARY KEY, json TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS contact_tag (tag INTEGER, contact INTEGER, PRIMARY KEY (tag, contact)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY, edit TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS contact_by_name ON contact (name_key, id);
  CREATE INDEX IF NOT EXISTS contact_by_responsible ON contact (responsible, updated);
  CREATE INDEX IF NOT EXISTS tags_of_contact ON contact_tag (contact, tag);
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    name, company, emails, phones, content='', tokenize='trigram case_sensitive 1');`

const columns: Readonly<Record<QuestionKind, string>> = {
  name: 'name',
  'two names': 'name',
  company: 'company',
  'phone digits': 'phones',
  'e-mail part': 'emails',
}

/** SQLite in WebAssembly over the origin's private files: narrow rows, documents beside them, trigrams in FTS5. */
export function createSqlite(): Driver {
  let db: Database
  const prepared = new Map<string, PreparedStatement>()

  function statement(sql: string): PreparedStatement {
    const known = prepared.get(sql) ?? db.prepare(sql)
    prepared.set(sql, known)
    return known
  }

  function run(sql: string, values: readonly SqlValue[] = []): void {
    const one = statement(sql)
    if (values.length > 0) one.bind([...values])
    one.stepReset()
  }

  function all(sql: string, values: readonly SqlValue[]): SqlValue[][] {
    const one = statement(sql)
    const rows: SqlValue[][] = []
    if (values.length > 0) one.bind([...values])
    while (one.step()) rows.push(one.get([]))
    one.reset()
    return rows
  }

  function tagId(name: string): number {
    run('INSERT OR IGNORE INTO tag (name) VALUES (?)', [name])
    return Number(all('SELECT id FROM tag WHERE name = ?', [name])[0]?.[0])
  }

  function add(contact: BenchContact): void {
    const { id, responsibleId, updatedAt, tags } = contact
    const { name, company, emails, phones } = toSearchText(contact)
    run('INSERT INTO contact VALUES (?, ?, ?, ?)', [id, nameKey(contact), responsibleId, updatedAt])
    run('INSERT INTO document VALUES (?, ?)', [id, JSON.stringify({ ...contact, tags: [] })])
    run('INSERT INTO words (rowid, name, company, emails, phones) VALUES (?, ?, ?, ?, ?)', [id, name, company, emails, phones]) // prettier-ignore
    for (const tag of tags) run('INSERT OR IGNORE INTO contact_tag VALUES (?, ?)', [tagId(tag), id])
  }

  function rows(ids: readonly number[]): readonly BenchRow[] {
    return ids.flatMap((id) => {
      const [found] = all('SELECT json FROM document WHERE id = ?', [id])
      if (found === undefined) return []
      const { name, company, phones } = JSON.parse(toText(found[0])) as BenchContact
      const tags = all('SELECT name FROM contact_tag JOIN tag ON tag.id = tag WHERE contact = ?', [id])
      return [{ id, name, company, phone: phones[0]?.value ?? '', tags: tags.map(([tag]) => toText(tag)) }]
    })
  }

  /** All that match come out of one walk, so the count costs no second one. */
  function answer(sql: string, values: readonly SqlValue[]): Answer {
    const found = all(sql, values)
    return { total: Number(found[0]?.[1] ?? 0), ids: found.map(([id]) => Number(id)) }
  }

  return {
    async open() {
      const sqlite3 = await sqlite3InitModule()
      const pool = await sqlite3.installOpfsSAHPoolVfs({ name: 'bench' })
      db = new pool.OpfsSAHPoolDb('/bench.sqlite')
      db.exec(schema)
    },
    write: async (page) =>
      db.transaction(() => {
        for (const contact of page) add(contact)
      }),
    finish: async () => undefined,
    first: async () => rows(all(`SELECT id FROM contact ORDER BY name_key, id LIMIT ${SCREEN}`, []).map(([id]) => Number(id))), // prettier-ignore
    prepare: async () => undefined,
    search: async (question) => answer(searchSql, [toMatch(question)]),
    filter: async ({ tag, responsibleId, updatedFrom, ...order }) =>
      answer(filterSql(order), [tag, responsibleId, updatedFrom]),
    rows: async (ids) => rows(ids),
    tag: async (tag, ids) =>
      db.transaction(() => {
        const id = tagId(tag)
        for (const contact of ids) run('INSERT OR IGNORE INTO contact_tag VALUES (?, ?)', [id, contact])
        run('INSERT INTO outbox (edit) VALUES (?)', [JSON.stringify({ tag, ids })])
      }),
  }
}

const searchSql = `
  SELECT contact.id, count(*) OVER () FROM words JOIN contact ON contact.id = words.rowid
  WHERE words MATCH ? ORDER BY name_key, contact.id LIMIT ${SCREEN}`

function filterSql({ by, descending }: Pick<FilterQuestion, 'by' | 'descending'>): string {
  const column = by === 'name' ? 'name_key' : 'updated'
  return `SELECT id, count(*) OVER () FROM contact_tag JOIN contact ON contact.id = contact_tag.contact
    WHERE tag = (SELECT id FROM tag WHERE name = ?) AND responsible = ? AND updated >= ?
    ORDER BY ${column} ${descending ? 'DESC' : 'ASC'}, id LIMIT ${SCREEN}`
}

/** The space before a word is part of its trigrams: only beginnings match. */
function toMatch({ kind, words }: Question): string {
  const isPart = kind === 'phone digits' || kind === 'e-mail part'
  const phrases = words.map((word) => `"${isPart ? '' : ' '}${word.replaceAll('"', '""')}"`)
  return `${columns[kind]} : (${phrases.join(' AND ')})`
}

const toText = (value: SqlValue | undefined): string => (typeof value === 'string' ? value : '')
