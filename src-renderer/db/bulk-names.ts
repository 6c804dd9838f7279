import { isCompanyId, isUserId, type CompanyId, type UserId } from '#shared/domain/ids.ts'
import type { Change } from '#shared/domain/mutation.ts'
import type { CacheDb } from './cache-db.ts'

/** More are not worth waiting for: lines show them when they are read again. */
const MOST_NAMES = 50

export type BulkNames = ReadonlyMap<UserId | CompanyId, string>
export const noNames: BulkNames = new Map()

/** What users and companies that a bulk edit brings are called, so that lines can show it from memory. */
export async function readBulkNames(db: CacheDb, change: Change): Promise<BulkNames> {
  if (change.kind !== 'bulk-edit') return noNames
  const made = change.groups.flatMap(({ edit }) =>
    edit.kind === 'company' && edit.to !== null && edit.createName !== undefined
      ? [[edit.to, edit.createName] as const]
      : [],
  )
  const wanted = new Set(change.groups.flatMap(({ edit }) => ('to' in edit ? [edit.to] : [])))
  if (wanted.size > MOST_NAMES) return noNames
  const [users, companies] = await Promise.all([
    db.users.bulkGet([...wanted].filter(isUserId)),
    db.companies.bulkGet([...wanted].filter(isCompanyId)),
  ])
  const found = [...users, ...companies].flatMap((row) => (row === undefined ? [] : [[row.id, row.name] as const]))
  return new Map<UserId | CompanyId, string>([...made, ...found])
}
