import { isContactId, type ContactId, type NeighbourId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { readNamed } from './read-contact-names.ts'

/** The contact in whose card a note, a task or a chat shows; `null` where it is not here. */
export async function findAbout(db: CacheDb, id: NeighbourId): Promise<ContactId | null> {
  return db.transaction('r', [db.neighbours, db.contacts], async () => {
    const row = await db.neighbours.get(id)
    const [contact] = await readNamed(db, row?.aboutIds.filter(isContactId).slice(0, 1) ?? [])
    return contact?.id ?? null
  })
}
