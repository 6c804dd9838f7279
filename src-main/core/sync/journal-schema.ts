import { DatabaseSync } from 'node:sqlite'
import { AppError } from '#shared/errors/app-error.ts'
import type { OpenDatabase } from './open-database.ts'

/** Versions of the journal's tables, oldest first; each says why it exists. */
const migrations: readonly string[] = [
  // v1: first release. A target is one contact of one mutation; identities are the contacts and companies made here.
  `CREATE TABLE mutations (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     account_id TEXT NOT NULL,
     is_create INTEGER NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE TABLE targets (
     seq INTEGER NOT NULL REFERENCES mutations (seq),
     contact_id TEXT NOT NULL,
     kind TEXT NOT NULL,
     state TEXT NOT NULL,
     PRIMARY KEY (seq, contact_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX targets_by_contact ON targets (contact_id);
   CREATE INDEX targets_by_kind ON targets (kind, seq);
   CREATE TABLE identities (
     entity_id TEXT PRIMARY KEY,
     account_id TEXT NOT NULL,
     type TEXT NOT NULL,
     remote_id TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX identities_by_remote ON identities (account_id, type, remote_id, entity_id);`,
  // v2: whose edits these are, so that a lost list of accounts does not leave them without an owner.
  `CREATE TABLE accounts (
     account_id TEXT PRIMARY KEY,
     provider TEXT NOT NULL,
     remote_account_id TEXT NOT NULL,
     origin TEXT NOT NULL,
     is_demo INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  // v3: a target is any record, not only a contact: the kind is in its id. What is made here may need another record first:
  // a note on a contact that the CRM does not have yet. Kept apart, as what stands behind a long body is slow to read.
  `ALTER TABLE targets RENAME COLUMN contact_id TO record_id;
   CREATE TABLE needs (
     seq INTEGER NOT NULL REFERENCES mutations (seq) ON DELETE CASCADE,
     record_id TEXT NOT NULL,
     PRIMARY KEY (seq, record_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX needs_by_record ON needs (record_id);`,
  // v4: a large bulk edit is taken in as it is, with the first of its targets; the others are made of it before anything of it
  // is sent. These are the edits that still lack them.
  `CREATE TABLE lacking (
     seq INTEGER PRIMARY KEY REFERENCES mutations (seq) ON DELETE CASCADE
   ) STRICT;`,
  // v5: a mutation may be one field of many contacts. The tables are the same; a release that cannot read such words must not
  // take them for damaged and set them aside.
  '',
  // v6: an edit may delete its contact, or put its companies into an order. As v5.
  '',
  // v7: requisites stand beside contacts. As v5.
  '',
  // v8: an edit may stay on the device (`staying`). An earlier release would send it, or take it for damaged.
  '',
  // v9: companies are records with edits of their own, and have requisites. As v5.
  '',
]

/** What this release writes, and the newest that it understands. */
export const NEWEST_VERSION = migrations.length

const openFile: OpenDatabase = (path) => new DatabaseSync(path)

/**
 * Opens the journal's file. Every commit is on disk when it returns (WAL with `synchronous=FULL`).
 * @throws {AppError} `storage/failed`; `details.reason` is `newer-version` when a later release wrote the file
 */
export function openJournalDatabase(path: string, open: OpenDatabase = openFile): DatabaseSync {
  let database: DatabaseSync | null = null
  try {
    database = open(path)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;')
    migrate(database)
    return database
  } catch (error) {
    database?.close()
    if (error instanceof AppError) throw error
    throw new AppError('storage/failed', 'the journal cannot be opened', { cause: error })
  }
}

/**
 * Brings the tables up to the newest version, or to version `upTo`.
 * @throws {AppError} `storage/failed` with reason `newer-version`
 */
export function migrate(database: DatabaseSync, upTo: number = NEWEST_VERSION): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  if (version > migrations.length) {
    const details = { reason: 'newer-version', found: version, known: migrations.length }
    throw new AppError('storage/failed', 'the journal was written by a newer version', { details })
  }
  for (const [index, statements] of migrations.entries()) {
    if (index < version || index >= upTo) continue
    database.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${index + 1}; COMMIT;`)
  }
}
