import type { DatabaseSync } from 'node:sqlite'

/** Opens a database file, or makes it. What stands between the journal and the disk. */
export type OpenDatabase = (path: string) => DatabaseSync
