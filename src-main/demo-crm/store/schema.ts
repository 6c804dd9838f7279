import { entityNames } from './records.ts'
import { text } from './sql.ts'
import type { Sql } from './sql.ts'

/** Raised when the tables change; a file of another version is refused rather than half understood. */
export const SCHEMA_VERSION = 2

/** Records have one form: the same columns, the same search table, the same indexes. */
const RECORD_COLUMNS = `
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  responsible_user_id INTEGER NOT NULL,
  created_by INTEGER NOT NULL,
  updated_by INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  closest_task_at INTEGER,
  trashed INTEGER NOT NULL DEFAULT 0,
  company_id INTEGER,
  main_contact_id INTEGER,
  tag_ids TEXT NOT NULL,
  fields TEXT NOT NULL,
  details TEXT`

const TABLES = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE user_groups (id INTEGER PRIMARY KEY, name TEXT NOT NULL, uuid TEXT NOT NULL);
  CREATE TABLE users (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, lang TEXT NOT NULL, group_id INTEGER NOT NULL,
    is_admin INTEGER NOT NULL, is_active INTEGER NOT NULL, uuid TEXT NOT NULL, phone TEXT, rights TEXT
  );
  CREATE TABLE field_groups (
    id TEXT NOT NULL, entity TEXT NOT NULL, name TEXT NOT NULL, sort INTEGER NOT NULL, is_predefined INTEGER NOT NULL,
    PRIMARY KEY (entity, id)
  ) WITHOUT ROWID;
  CREATE TABLE fields (
    id INTEGER PRIMARY KEY, entity TEXT NOT NULL, name TEXT NOT NULL, code TEXT, type TEXT NOT NULL,
    sort INTEGER NOT NULL, group_id TEXT, is_predefined INTEGER NOT NULL, currency TEXT, remind TEXT, enums TEXT,
    is_required INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE tags (id INTEGER PRIMARY KEY, entity TEXT NOT NULL, name TEXT NOT NULL, color TEXT, UNIQUE (entity, name));
  CREATE TABLE contacts (${RECORD_COLUMNS});
  CREATE TABLE companies (${RECORD_COLUMNS});
  CREATE TABLE contacts_search (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE companies_search (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY, entity TEXT NOT NULL, entity_id INTEGER NOT NULL, kind TEXT NOT NULL, field_id INTEGER,
    created_by INTEGER NOT NULL, created_at INTEGER NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL
  );
  CREATE TABLE tokens (
    id INTEGER PRIMARY KEY, secret TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, user_id INTEGER NOT NULL,
    issued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, state TEXT NOT NULL, redirect_uri TEXT
  );`

/** What came with the second version: deals and customers, and everything that hangs on records. */
const NEIGHBOURS = `
  CREATE TABLE deals (${RECORD_COLUMNS});
  CREATE TABLE customers (${RECORD_COLUMNS});
  CREATE TABLE deals_search (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE customers_search (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE contact_links (
    entity TEXT NOT NULL, entity_id INTEGER NOT NULL, contact_id INTEGER NOT NULL, is_main INTEGER NOT NULL,
    PRIMARY KEY (entity, entity_id, contact_id)
  ) WITHOUT ROWID;
  CREATE TABLE item_links (
    entity TEXT NOT NULL, entity_id INTEGER NOT NULL, catalog_id INTEGER NOT NULL, item_id INTEGER NOT NULL,
    quantity REAL NOT NULL, price_id INTEGER, PRIMARY KEY (entity, entity_id, item_id)
  ) WITHOUT ROWID;
  CREATE TABLE pipelines (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, sort INTEGER NOT NULL, is_main INTEGER NOT NULL, takes_unsorted INTEGER NOT NULL
  );
  CREATE TABLE stages (
    pipeline_id INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, sort INTEGER NOT NULL, color TEXT NOT NULL,
    kind TEXT NOT NULL, PRIMARY KEY (pipeline_id, id)
  ) WITHOUT ROWID;
  CREATE TABLE loss_reasons (id INTEGER PRIMARY KEY, name TEXT NOT NULL, sort INTEGER NOT NULL, created_at INTEGER NOT NULL);
  CREATE TABLE catalogs (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, sort INTEGER NOT NULL, kind TEXT NOT NULL, created_by INTEGER NOT NULL,
    updated_by INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
  );
  CREATE TABLE catalog_items (
    id INTEGER PRIMARY KEY, catalog_id INTEGER NOT NULL, name TEXT NOT NULL, created_by INTEGER NOT NULL,
    updated_by INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
  );
  CREATE TABLE tasks (
    id INTEGER PRIMARY KEY, entity TEXT, entity_id INTEGER, type_id INTEGER NOT NULL, text TEXT NOT NULL,
    due_at INTEGER NOT NULL, duration INTEGER NOT NULL, is_done INTEGER NOT NULL, result TEXT,
    responsible_user_id INTEGER NOT NULL, created_by INTEGER NOT NULL, updated_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
  );
  CREATE TABLE notes (
    id INTEGER PRIMARY KEY, entity TEXT NOT NULL, entity_id INTEGER NOT NULL, kind TEXT NOT NULL, content TEXT NOT NULL,
    is_pinned INTEGER NOT NULL, responsible_user_id INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_by INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
  );
  CREATE TABLE channels (id TEXT PRIMARY KEY, name TEXT NOT NULL, owner TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE chats (id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, title TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE chat_links (id INTEGER PRIMARY KEY, chat_id TEXT NOT NULL UNIQUE, contact_id INTEGER NOT NULL);
  CREATE INDEX contact_links_back ON contact_links (contact_id, entity);
  CREATE INDEX stages_id ON stages (id);
  CREATE INDEX catalog_items_catalog ON catalog_items (catalog_id, id);
  CREATE INDEX tasks_record ON tasks (entity, entity_id, is_done, due_at);
  CREATE INDEX notes_record ON notes (entity, entity_id, updated_at);
  CREATE INDEX chat_links_contact ON chat_links (contact_id);`

/** Built after the seeding, when one sort is cheaper than a million insertions. Lists never read trashed rows. */
const INDEXES = entityNames
  .map(
    (table) => `
  CREATE INDEX IF NOT EXISTS ${table}_updated ON ${table} (updated_at, id) WHERE trashed = 0;
  CREATE INDEX IF NOT EXISTS ${table}_created ON ${table} (created_at, id) WHERE trashed = 0;
  CREATE INDEX IF NOT EXISTS ${table}_name ON ${table} (name, id) WHERE trashed = 0;
  CREATE INDEX IF NOT EXISTS ${table}_responsible ON ${table} (responsible_user_id, id) WHERE trashed = 0;
  CREATE INDEX IF NOT EXISTS ${table}_company ON ${table} (company_id) WHERE company_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS ${table}_trashed ON ${table} (updated_at, id) WHERE trashed = 1;`,
  )
  .concat(
    `
  CREATE INDEX IF NOT EXISTS events_created ON events (created_at, seq);
  CREATE INDEX IF NOT EXISTS events_entity ON events (entity, entity_id, seq);
  CREATE INDEX IF NOT EXISTS events_kind ON events (kind, created_at, seq);`,
  )
  .join('')

/** Makes the empty tables and stamps the version. */
export function createTables(sql: Sql): void {
  sql.exec(TABLES)
  sql.exec(NEIGHBOURS)
  sql.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
}

/**
 * From version 1: what users have typed into their demo account stays. The new tables are filled afterwards, by the seeding,
 * which sees that they are empty.
 */
export function upgradeTables(sql: Sql): void {
  sql.transaction(() => {
    for (const table of ['contacts', 'companies']) sql.exec(`ALTER TABLE ${table} ADD COLUMN details TEXT`)
    sql.exec('ALTER TABLE users ADD COLUMN rights TEXT')
    sql.exec('ALTER TABLE tags ADD COLUMN color TEXT')
    sql.exec('ALTER TABLE fields ADD COLUMN is_required INTEGER NOT NULL DEFAULT 0')
    sql.exec(NEIGHBOURS)
    sql.exec(INDEXES)
    sql.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  })
}

/** Only for a file whose seeding did not finish. */
export function dropTables(sql: Sql): void {
  const tables = sql.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
  for (const table of tables) sql.exec(`DROP TABLE ${text(table, 'name')}`)
}

/** Makes the indexes that lists and filters live on. */
export function createIndexes(sql: Sql): void {
  sql.exec(INDEXES)
}
