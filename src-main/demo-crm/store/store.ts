import { CatalogStore } from './catalog-store.ts'
import { ChatStore } from './chat-store.ts'
import { DirectoryStore } from './directory-store.ts'
import { EventStore } from './event-store.ts'
import { LinkStore } from './link-store.ts'
import { NoteStore } from './note-store.ts'
import { PipelineStore } from './pipeline-store.ts'
import { RecordStore } from './record-store.ts'
import { createTables, dropTables, SCHEMA_VERSION, upgradeTables } from './schema.ts'
import { int, Sql, text } from './sql.ts'
import { TagStore } from './tag-store.ts'
import { TaskStore } from './task-store.ts'
import { TokenStore } from './token-store.ts'

/** Everything the demo CRM remembers, over one SQLite file. */
export type Store = {
  readonly records: RecordStore
  readonly directory: DirectoryStore
  readonly tags: TagStore
  readonly events: EventStore
  readonly tokens: TokenStore
  readonly links: LinkStore
  readonly pipelines: PipelineStore
  readonly catalogs: CatalogStore
  readonly tasks: TaskStore
  readonly notes: NoteStore
  readonly chats: ChatStore
  /** True when the file was made just now and is to be seeded. */
  readonly isNew: boolean
  readonly sql: Sql
  /** Small facts about this installation, such as client ids. */
  meta(key: string): string | undefined
  setMeta(key: string, value: string): void
  transaction<T>(work: () => T): T
  close(): void
}

/**
 * Opens a data file, or makes it. What a seeding that was killed left behind is thrown away and made anew.
 * @throws when the file cannot be used or belongs to another version, in words
 */
export function openStore(file: string): Store {
  const sql = openSql(file)
  const version = int(sql.get('PRAGMA user_version') ?? {}, 'user_version')
  if (version !== 0 && version !== 1 && version !== SCHEMA_VERSION) {
    sql.close()
    throw new Error(`The data file ${file} has version ${version}, but this demo CRM reads version ${SCHEMA_VERSION}.`)
  }
  const isNew = version === 0 || sql.get("SELECT 1 FROM meta WHERE key = 'seed'") === undefined
  if (isNew) {
    if (version !== 0) dropTables(sql)
    createTables(sql)
  }
  if (!isNew && version === 1) upgradeTables(sql)
  return {
    records: new RecordStore(sql),
    directory: new DirectoryStore(sql),
    tags: new TagStore(sql),
    events: new EventStore(sql),
    tokens: new TokenStore(sql),
    links: new LinkStore(sql),
    pipelines: new PipelineStore(sql),
    catalogs: new CatalogStore(sql),
    tasks: new TaskStore(sql),
    notes: new NoteStore(sql),
    chats: new ChatStore(sql),
    isNew,
    sql,
    meta(key) {
      const row = sql.get('SELECT value FROM meta WHERE key = ?', key)
      return row === undefined ? undefined : text(row, 'value')
    },
    setMeta(key, value) {
      sql.run('REPLACE INTO meta (key, value) VALUES (?, ?)', key, value)
    },
    transaction: (work) => sql.transaction(work),
    close: () => sql.close(),
  }
}

function openSql(file: string): Sql {
  try {
    return new Sql(file)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The data file ${file} cannot be used: ${reason}.`, { cause: error })
  }
}
