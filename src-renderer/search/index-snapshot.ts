import * as v from 'valibot'
import { SavedCompaniesSchema } from './company-directory.ts'
import { SavedLinksSchema, SavedRowsSchema } from './contact-columns.ts'
import type { ContactIndex } from './contact-index.ts'
import { SavedMailWordsSchema } from './mail-words.ts'
import { Uint32sSchema } from './number-column.ts'
import { SavedTagsSchema } from './tag-groups.ts'
import { SavedUsersSchema } from './user-directory.ts'
import { SavedWordsSchema } from './word-column.ts'

/** Grows when a part is stored in another way: what an older version stored is not read then. */
const VERSION = 2

/** In the order in which they are worth loading. */
export const snapshotPartNames = ['list', 'columns', 'directory', 'names', 'rest', 'phones'] as const
export type SnapshotPartName = (typeof snapshotPartNames)[number]

const contentSchemas = {
  /** Enough for the first list on screen: all contacts by name. */
  list: v.object({ rows: SavedRowsSchema, byName: Uint32sSchema, valued: v.number(), size: v.number() }),
  columns: SavedLinksSchema,
  directory: v.object({ tags: SavedTagsSchema, companies: SavedCompaniesSchema, users: SavedUsersSchema }),
  names: SavedWordsSchema,
  rest: SavedMailWordsSchema,
  phones: SavedWordsSchema,
} as const satisfies Record<SnapshotPartName, v.GenericSchema>
export type SnapshotContents = { readonly [Name in SnapshotPartName]: v.InferOutput<(typeof contentSchemas)[Name]> }

/** What all parts of one snapshot have in common. */
export interface SnapshotStamp {
  /** Of the interface: names are sorted by it. */
  readonly language: string
  /** Tells this snapshot from any other, and what it was taken of. */
  readonly fingerprint: string
}

/** One part as it is stored: numbers in typed arrays and a few texts, which a structured clone keeps. */
export interface SnapshotPart extends SnapshotStamp {
  readonly name: SnapshotPartName
  readonly version: number
  readonly content: unknown
}

const PartSchema = v.object({
  name: v.picklist(snapshotPartNames),
  version: v.literal(VERSION),
  language: v.string(),
  fingerprint: v.string(),
  content: v.unknown(),
})

/**
 * The parts of an index, one by one as they are asked for. Their numbers are the index's own, not copies: nothing may be put
 * into it before the last one is stored.
 */
export function* takeSnapshot(index: ContactIndex, stamp: SnapshotStamp): Generator<SnapshotPart, void> {
  const { columns, words, tags, companies, users, orders } = index.parts
  const contents: { readonly [Name in SnapshotPartName]: () => SnapshotContents[Name] } = {
    list: () => {
      const { rows, valued } = orders.read('name')
      return { rows: columns.saveRows(), byName: rows, valued, size: index.size }
    },
    columns: () => columns.saveLinks(),
    directory: () => ({ tags: tags.save(), companies: companies.save(), users: users.save() }),
    names: () => words.names.save(),
    rest: () => words.rest.save(),
    phones: () => words.phones.save(),
  }
  for (const name of snapshotPartNames) {
    yield {
      name,
      version: VERSION,
      language: stamp.language,
      fingerprint: stamp.fingerprint,
      content: contents[name](),
    }
  }
}

/** What a stored part holds; `null` when it is none, of another version, or of another snapshot. */
export function readPart(stored: unknown, stamp: SnapshotStamp): Partial<SnapshotContents> | null {
  const part = v.safeParse(PartSchema, stored)
  if (!part.success) return null
  const { name, language, fingerprint, content } = part.output
  if (language !== stamp.language || fingerprint !== stamp.fingerprint) return null
  const parsed = v.safeParse(contentSchemas[name], content)
  return parsed.success ? { [name]: parsed.output } : null
}
