import { displayNameOf } from '#shared/domain/contact.ts'
import type { AccountId, CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { isHere } from './is-here.ts'
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
    const [stored, own, unspread] = await Promise.all([readNamed(db, ids), readTargets(db, ids), readUnspread(db)])
    const rows = unspread.length === 0 ? stored.rows : stored.rows.map((row) => withUnspread(row, unspread))
    const names = unspread.length === 0 ? stored.names : await withMissing(db, rows, stored.names)
    const targets = Map.groupBy(own, ({ recordId }) => recordId)
    return new Map(
      rows.map((row) => {
        const changes = targets.get(row.id) ?? []
        const isLeaving = unspread.some((one) => one.mutation.staysHere !== true && one.has(row.id))
        const isPending = isLeaving || changes.some(({ staysHere }) => staysHere !== true)
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
  return { rows, names: await readNames(db, rows) }
}

/** With those that only a bulk edit brings: where there are none, nothing more is read. */
async function withMissing(db: CacheDb, rows: readonly ContactRow[], known: Names): Promise<Names> {
  const { companies, users } = await readNames(db, rows, known)
  return { companies: new Map([...known.companies, ...companies]), users: new Map([...known.users, ...users]) }
}

async function readNames(db: CacheDb, rows: readonly ContactRow[], known: Names = noNames): Promise<Names> {
  const companyIds = new Set(rows.flatMap(({ fields }) => fields.companyIds)).difference(known.companies)
  const userIds = new Set(rows.map(({ fields }) => fields.responsibleId).filter((id) => id !== null)).difference(
    known.users,
  )
  const [companies, users] = await Promise.all([
    companyIds.size === 0 ? [] : db.companies.bulkGet([...companyIds]),
    userIds.size === 0 ? [] : db.users.bulkGet([...userIds]),
  ])
  return { companies: toNames(companies), users: toNames(users) }
}

const noNames: Names = { companies: new Map(), users: new Map() }

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
    isDeleted: !isHere(row),
  }
}
