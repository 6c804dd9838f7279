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
    // Asked for at once: each question by itself would wait for the store once more, and a key press for all of them.
    const [{ rows, names }, own, unspread] = await Promise.all([
      readNamed(db, ids),
      readTargets(db, ids),
      readUnspread(db),
    ])
    const targets = Map.groupBy(own, ({ recordId }) => recordId)
    return new Map(
      rows.map((stored) => {
        const [row, changes] = [withUnspread(stored, unspread), targets.get(stored.id) ?? []]
        const isPending = changes.length > 0 || unspread.some((one) => one.has(row.id))
        return [row.id, toListRow(row, names, changes, isPending)]
      }),
    )
  })
}

async function readNamed(
  db: CacheDb,
  ids: readonly ContactId[],
): Promise<{ readonly rows: readonly ContactRow[]; readonly names: Names }> {
  const rows = (await db.contacts.bulkGet([...ids])).filter((row) => row !== undefined)
  const companyIds = new Set(rows.flatMap(({ fields }) => fields.companyIds))
  const userIds = new Set(rows.map(({ fields }) => fields.responsibleId).filter((id) => id !== null))
  const [companies, users] = await Promise.all([db.companies.bulkGet([...companyIds]), db.users.bulkGet([...userIds])])
  return { rows, names: { companies: toNames(companies), users: toNames(users) } }
}

const toNames = <Id extends string>(found: readonly ({ readonly id: Id; readonly name: string } | undefined)[]) =>
  new Map(found.filter((one) => one !== undefined).map(({ id, name }) => [id, name]))

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
