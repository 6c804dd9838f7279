import { displayNameOf, type ContactFields } from '#shared/domain/contact.ts'
import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import { findLikeness, type Likeness } from '#shared/sync/find-likeness.ts'
import type { CacheDb } from './cache-db.ts'
import { isHere } from './is-here.ts'
import type { GoneContact } from './read-conflicts.ts'
import type { ContactRow } from './rows.ts'

/** A contact that edits can be moved to, with what tells it from others of its name. */
export interface Survivor {
  readonly id: ContactId
  readonly name: string
  readonly phone: string
  readonly email: string
  /** What it has in common with the one that is gone; the more, the better. */
  readonly likeness: readonly Likeness[]
}

/** Contacts of an account that match a text. */
export type LookUp = (accountId: AccountId, text: string, limit: number) => Promise<readonly ContactId[]>

const PER_QUESTION = 20
const MOST = 8

/** Contacts that the one that is gone may have been merged into: the same phone, e-mail or name. Best first. */
export async function findSurvivors(db: CacheDb, lookUp: LookUp, gone: GoneContact): Promise<readonly Survivor[]> {
  const versions = await readVersions(db, gone)
  const ids = new Set<ContactId>()
  for (const text of new Set(versions.flatMap(questionsOf))) {
    for (const id of await lookUp(gone.accountId, text, PER_QUESTION)) ids.add(id)
  }
  const rows = await readLiving(db, [...ids], gone.contactId)
  return rows
    .map((row) => toSurvivor(row, versions))
    .filter(({ likeness }) => likeness.length > 0)
    .sort((a, b) => b.likeness.length - a.likeness.length)
    .slice(0, MOST)
}

/** Any contact of the account, by what the user typed. */
export async function searchSurvivors(
  db: CacheDb,
  lookUp: LookUp,
  gone: GoneContact,
  text: string,
): Promise<readonly Survivor[]> {
  const [versions, ids] = [await readVersions(db, gone), await lookUp(gone.accountId, text, MOST)]
  const rows = await readLiving(db, ids, gone.contactId)
  return rows.map((row) => toSurvivor(row, versions))
}

/** As the CRM last told it, and as it shows with our edits: the one that survived may have either name. */
async function readVersions(db: CacheDb, { contactId }: GoneContact): Promise<readonly ContactFields[]> {
  const row = await db.contacts.get(contactId)
  return [row?.base, row?.fields].filter((fields) => fields !== undefined)
}

function questionsOf(fields: ContactFields): readonly string[] {
  const values = [...fields.phones, ...fields.emails].map(({ value }) => value)
  return [...values, displayNameOf(fields)].filter((text) => text.trim() !== '')
}

async function readLiving(db: CacheDb, ids: readonly ContactId[], except: ContactId): Promise<readonly ContactRow[]> {
  const rows = (await db.contacts.bulkGet([...ids])).filter((row) => row !== undefined)
  return rows.filter((row) => row.id !== except && isHere(row))
}

const toSurvivor = ({ id, fields }: ContactRow, versions: readonly ContactFields[]): Survivor => ({
  id,
  name: displayNameOf(fields),
  phone: fields.phones[0]?.value ?? '',
  email: fields.emails[0]?.value ?? '',
  likeness: [...new Set(versions.flatMap((version) => findLikeness(version, fields)))],
})
