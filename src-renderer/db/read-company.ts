import { displayNameOf } from '#shared/domain/contact.ts'
import type { AccountId, CompanyId, ContactId, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { isHere } from './is-here.ts'
import { readTargets } from './pending-mutations.ts'

/** A company as its panel shows it. */
export interface OpenCompany {
  readonly id: CompanyId
  readonly accountId: AccountId
  /** `null` until the CRM has it. */
  readonly remoteId: RemoteId | null
  /** Empty where it has none. */
  readonly name: string
}

/** A contact of a company. */
export interface CompanyPerson {
  readonly id: ContactId
  readonly accountId: AccountId
  readonly remoteId: RemoteId | null
  /** As the contact's fields have it, for whoever asks what may be done with it. */
  readonly fields: { readonly responsibleId: UserId | null }
  readonly name: string
  /** The first of each; empty where there is none. */
  readonly phone: string
  readonly email: string
  readonly isPending: boolean
  readonly needsAttention: boolean
}

/** `null` for a company that is not here. */
export async function readCompany(db: CacheDb, id: CompanyId): Promise<OpenCompany | null> {
  const row = await db.companies.get(id)
  if (row === undefined) return null
  const { accountId, name, remoteId } = row
  return { id, accountId, name, remoteId: remoteId ?? null }
}

/** These contacts, those that are here, in the order of the ids. */
export async function readCompanyPeople(db: CacheDb, ids: readonly ContactId[]): Promise<readonly CompanyPerson[]> {
  return db.transaction('r', [db.contacts, db.targets], async () => {
    const targets = Map.groupBy(await readTargets(db, ids), ({ recordId }) => recordId)
    const rows = await db.contacts.bulkGet([...ids])
    return rows.flatMap((row) => {
      if (row === undefined || !isHere(row)) return []
      const { id, accountId, remoteId, fields } = row
      const own = targets.get(id) ?? []
      const person: CompanyPerson = {
        ...{ id, accountId, remoteId: remoteId ?? null, fields: { responsibleId: fields.responsibleId } },
        name: displayNameOf(fields),
        ...{ phone: fields.phones[0]?.value ?? '', email: fields.emails[0]?.value ?? '' },
        isPending: own.some(({ staysHere }) => staysHere !== true),
        needsAttention: own.some(({ problem }) => problem !== undefined),
      }
      return [person]
    })
  })
}

/** The companies that a contact belongs to, the first first; none for one that is not here. */
export async function readCompaniesOf(db: CacheDb, id: ContactId): Promise<readonly CompanyId[]> {
  return (await db.contacts.get(id))?.fields.companyIds ?? []
}
