import type { Sql } from '../../store/sql.ts'

/**
 * The portal's own tables, beside those of the other dialect in the same file. Tokens, small facts and the file itself are
 * shared; records are not: here a record is a flat map of named texts with multifields that have numbers of their own, many
 * ordered companies and directories of text ids, and squeezing both into one shape would make each read the other's mind.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS b24_counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS b24_items (
    type INTEGER NOT NULL, id INTEGER NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL,
    owner_type INTEGER, owner_id INTEGER, fields TEXT NOT NULL, PRIMARY KEY (type, id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS b24_multifields (
    id INTEGER PRIMARY KEY, entity_type INTEGER NOT NULL, entity_id INTEGER NOT NULL, type_id TEXT NOT NULL,
    value_type TEXT NOT NULL, value TEXT NOT NULL, norm TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS b24_links (
    owner_type INTEGER NOT NULL, owner_id INTEGER NOT NULL, child_type INTEGER NOT NULL, child_id INTEGER NOT NULL,
    sort INTEGER NOT NULL, is_primary INTEGER NOT NULL, PRIMARY KEY (owner_type, owner_id, child_type, child_id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS b24_rows (name TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (name, id))
    WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS b24_cards (
    entity TEXT NOT NULL, variant TEXT NOT NULL, user_id INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (entity, variant, user_id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS b24_product_rows (
    id INTEGER PRIMARY KEY, owner_type INTEGER NOT NULL, owner_id INTEGER NOT NULL, body TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS b24_offline (
    id INTEGER PRIMARY KEY, message_id TEXT NOT NULL, timestamp INTEGER NOT NULL, event TEXT NOT NULL, data TEXT NOT NULL,
    additional TEXT NOT NULL, connector TEXT NOT NULL, process_id TEXT NOT NULL, error INTEGER NOT NULL
  );`

/** Built after the seeding, when one sort is cheaper than many insertions. */
const INDEXES = `
  CREATE INDEX IF NOT EXISTS b24_items_modified ON b24_items (type, modified, id);
  CREATE INDEX IF NOT EXISTS b24_items_created ON b24_items (type, created, id);
  CREATE INDEX IF NOT EXISTS b24_items_owner ON b24_items (owner_type, owner_id, type) WHERE owner_type IS NOT NULL;
  CREATE INDEX IF NOT EXISTS b24_items_origin ON b24_items (type, json_extract(fields, '$.ORIGIN_ID'))
    WHERE json_extract(fields, '$.ORIGIN_ID') IS NOT NULL;
  CREATE INDEX IF NOT EXISTS b24_items_company ON b24_items (type, json_extract(fields, '$.COMPANY_ID'))
    WHERE json_extract(fields, '$.COMPANY_ID') IS NOT NULL;
  CREATE INDEX IF NOT EXISTS b24_multifields_entity ON b24_multifields (entity_type, entity_id, id);
  CREATE INDEX IF NOT EXISTS b24_multifields_value ON b24_multifields (type_id, value);
  CREATE INDEX IF NOT EXISTS b24_multifields_norm ON b24_multifields (type_id, norm);
  CREATE INDEX IF NOT EXISTS b24_links_child ON b24_links (child_type, child_id, owner_type);
  CREATE INDEX IF NOT EXISTS b24_product_rows_owner ON b24_product_rows (owner_type, owner_id, id);
  CREATE INDEX IF NOT EXISTS b24_offline_free ON b24_offline (process_id, timestamp, id);
  CREATE INDEX IF NOT EXISTS b24_offline_message ON b24_offline (message_id, connector, process_id);`

/** Makes what is missing, without the indexes. */
export function createPortalTables(sql: Sql): void {
  sql.exec(TABLES)
}

/** Makes the indexes that lists and filters live on. */
export function createPortalIndexes(sql: Sql): void {
  sql.exec(INDEXES)
}

/** Only for a file whose seeding did not finish. */
export function dropPortalTables(sql: Sql): void {
  const found = sql.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'b24_*'")
  for (const { name } of found) sql.exec(`DROP TABLE ${String(name)}`)
}
