import { displayNameOf } from '#shared/domain/contact.ts'
import type { AccountId, CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { readTargets } from './pending-mutations.ts'
import type { ContactRow, TargetRow } from './rows.ts'
import { readUnspread, withUnspread } from './unspread.ts'

/** One line of the list. */
export interface ContactListRow {
  readonly id: ContactId
  readonly accountId: AccountId
  readonly fullName: string
  /** Names of its companies, the first first, joined by commas. */
  readonly company: string
  /** The first of each. */
  readonly phone: string
  readonly email: string
  readonly tags: readonly string[]
  readonly responsible: string
  readonly updatedAt: number
  readonly isPending: boolean
  readonly needsAttention: boolean
  readonly isDeleted: boolean
}

interface Names {
  readonly companies: ReadonlyMap<CompanyId, string>
  readonly users: ReadonlyMap<UserId, string>
}

/** Lines for the part of the list that is on screen. Contacts that are not there have no entry. */
export async function readListRows(
  db: CacheDb,
  ids: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, ContactListRow>> {
  return db.transaction('r', [db.contacts, db.companies, db.users, db.targets, db.outbox, db.spreads], async () => {
    const rows = (await db.contacts.bulkGet([...ids])).filter((row) => row !== undefined)
    const names = await readNames(db, rows)
    const targets = Map.groupBy(await readTargets(db, ids), ({ recordId }) => recordId)
    const unspread = await readUnspread(db)
    return new Map(
      rows.map((stored) => {
        const [row, own] = [withUnspread(stored, unspread), targets.get(stored.id) ?? []]
        const isPending = own.length > 0 || unspread.some((one) => one.has(row.id))
        return [row.id, toListRow(row, names, own, isPending)]
      }),
    )
  })
}

async function readNames(db: CacheDb, rows: readonly ContactRow[]): Promise<Names> {
  const companyIds = new Set(rows.flatMap(({ fields }) => fields.companyIds))
  const userIds = new Set(rows.map(({ fields }) => fields.responsibleId).filter((id) => id !== null))
  const companies = (await db.companies.bulkGet([...companyIds])).filter((row) => row !== undefined)
  const users = (await db.users.bulkGet([...userIds])).filter((row) => row !== undefined)
  return {
    companies: new Map(companies.map(({ id, name }) => [id, name])),
    users: new Map(users.map(({ id, name }) => [id, name])),
  }
}

function toListRow(row: ContactRow, names: Names, targets: readonly TargetRow[], isPending: boolean): ContactListRow {
  const { id, accountId, fields, updatedAt } = row
  const companies = fields.companyIds.map((companyId) => names.companies.get(companyId) ?? '')
  return {
    id,
    accountId,
    fullName: displayNameOf(fields),
    company: companies.filter((name) => name !== '').join(', '),
    phone: fields.phones[0]?.value ?? '',
    email: fields.emails[0]?.value ?? '',
    tags: fields.tags,
    responsible: fields.responsibleId === null ? '' : (names.users.get(fields.responsibleId) ?? ''),
    updatedAt,
    isPending,
    needsAttention: targets.some(({ problem }) => problem !== undefined),
    isDeleted: row.deletedAt !== undefined,
  }
}
