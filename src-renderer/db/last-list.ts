import * as v from 'valibot'
import type { ContactId } from '#shared/domain/ids.ts'
import { ContactIdSchema } from '#shared/ipc/schemas.ts'
import type { CacheDb } from './cache-db.ts'

const NAME = 'last-list'
const LastListSchema = v.object({ ids: v.array(ContactIdSchema), total: v.number() })

/** The top of the plain list as it was last seen: by ids alone, so that what is shown of a contact is what is kept of it. */
export interface LastList {
  readonly ids: readonly ContactId[]
  /** Contacts in the whole list. */
  readonly total: number
}

/** `null` when none was seen yet. */
export async function readLastList(db: CacheDb): Promise<LastList | null> {
  const parsed = v.safeParse(LastListSchema, (await db.preferences.get(NAME))?.value)
  return parsed.success ? parsed.output : null
}

/** Replaces the one before. */
export async function writeLastList(db: CacheDb, { ids, total }: LastList): Promise<void> {
  await db.preferences.put({ name: NAME, value: { ids: [...ids], total } })
}
