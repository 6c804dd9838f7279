import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { at, createContact, listAt, startSession } from './demo-session.ts'

const folder = mkdtempSync(join(tmpdir(), 'demo-crm-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const NEW_TABLES = [
  ...['deals', 'customers', 'deals_search', 'customers_search', 'contact_links', 'item_links', 'pipelines', 'stages'],
  ...['loss_reasons', 'catalogs', 'catalog_items', 'tasks', 'notes', 'channels', 'chats', 'chat_links'],
]

/** Takes away all that the second version brought: what is left is a file of the first. */
function makeOlder(dataFile: string): void {
  const db = new DatabaseSync(dataFile)
  for (const table of NEW_TABLES) db.exec(`DROP TABLE ${table}`)
  db.exec(`ALTER TABLE contacts DROP COLUMN details; ALTER TABLE companies DROP COLUMN details;
    ALTER TABLE users DROP COLUMN rights; ALTER TABLE tags DROP COLUMN color; ALTER TABLE fields DROP COLUMN is_required;
    DELETE FROM fields WHERE entity IN ('deals', 'customers'); DELETE FROM tags WHERE entity IN ('deals', 'customers');
    DELETE FROM field_groups WHERE entity IN ('deals', 'customers'); DELETE FROM events WHERE entity IN ('deals', 'customers');
    PRAGMA user_version = 1`)
  db.close()
}

describe('a data file of the first version', () => {
  test('keeps what is in it, and gets deals, tasks, notes and chats', async () => {
    const dataFile = join(folder, 'older.db')
    const first = await startSession({ dataFile, contacts: 100 })
    const id = await createContact(first, { name: 'Typed by the user' })
    const before = await first.control('GET', '/records/contacts')
    await first.crm.close()
    makeOlder(dataFile)

    const second = await startSession({ dataFile })
    const after = await second.control('GET', '/records/contacts')
    const leads = await second.get('/api/v4/leads?limit=250&with=contacts')
    const counts = await second.control('GET', '/counts')
    await second.crm.close()

    expect(after.body).toEqual(before.body)
    expect(listAt(after.body).map((contact) => contact['id'])).toContain(id)
    expect(listAt(leads.body, '_embedded', 'leads')).toHaveLength(20)
    expect(at(listAt(leads.body, '_embedded', 'leads')[0], '_embedded', 'contacts', 0, 'is_main')).toBe(true)
    expect(counts.body).toMatchObject({ leads: 20, chats: expect.any(Number) as number })
  })

  test('is refused when it is of a version that is still to come', async () => {
    const dataFile = join(folder, 'newer.db')
    await (await startSession({ dataFile, contacts: 1 })).crm.close()
    const db = new DatabaseSync(dataFile)
    db.exec('PRAGMA user_version = 3')
    db.close()

    await expect(startSession({ dataFile })).rejects.toThrow('has version 3, but this demo CRM reads version 2')
  })
})
