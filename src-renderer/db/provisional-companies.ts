import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { CompanyId } from '#shared/domain/ids.ts'
import type { Change, Mutation } from '#shared/domain/mutation.ts'
import type { CacheDb } from './cache-db.ts'
import { parseMutation } from './parse-mutation.ts'
import type { CompanyRow } from './rows.ts'

/** The company that a mutation makes if the CRM has none of that name, so that its name shows at once. */
export function provisionalCompanyOf({ accountId, change, at }: Mutation): CompanyRow | null {
  const made = madeBy(change)
  return made === null ? null : { ...made, accountId, updatedAt: at }
}

/** Adds it unless the company is there already. Within the caller's transaction. */
export async function addProvisionalCompany(db: CacheDb, mutation: Mutation): Promise<readonly CompanyId[]> {
  return addProvisionalCompanies(db, [mutation])
}

/** The same of many, which may make the same one. */
export async function addProvisionalCompanies(
  db: CacheDb,
  mutations: readonly Mutation[],
): Promise<readonly CompanyId[]> {
  const wanted = new Map(mutations.flatMap((one) => provisionalCompanyOf(one) ?? []).map((row) => [row.id, row]))
  if (wanted.size === 0) return []
  for (const there of await db.companies.bulkGet([...wanted.keys()])) if (there !== undefined) wanted.delete(there.id)
  await db.companies.bulkAdd([...wanted.values()])
  return [...wanted.keys()]
}

/**
 * Removes intended companies that no mutation intends any more. Within the caller's transaction, after the outbox
 * was changed.
 * @param gone mutations that left the outbox
 */
export async function dropOrphanCompanies(db: CacheDb, gone: readonly Mutation[]): Promise<readonly CompanyId[]> {
  const candidates = gone.map((mutation) => provisionalCompanyOf(mutation)?.id).filter((id) => id !== undefined)
  if (candidates.length === 0) return []
  const intended = new Set((await db.companies.bulkGet(candidates)).flatMap((row) => (isIntended(row) ? [row.id] : [])))
  if (intended.size === 0) return []
  for (const row of await db.outbox.toArray()) {
    const mutation = parseMutation(row)
    for (const id of mutation === null ? [] : companiesIn(mutation.change)) intended.delete(id)
  }
  await db.companies.bulkDelete([...intended])
  return [...intended]
}

const isIntended = (row: CompanyRow | undefined): row is CompanyRow => row !== undefined && row.remoteId === undefined

function madeBy(change: Change): { id: CompanyId; name: string } | null {
  switch (change.kind) {
    case 'create': {
      const [id] = change.fields.companyIds
      return id === undefined || change.createCompanyName === undefined ? null : { id, name: change.createCompanyName }
    }
    case 'edit':
      return madeByEdit(change.edit)
    // All its contacts are given the same one.
    case 'bulk-edit':
      return madeByEdit(change.groups[0]?.edit)
    case 'create-neighbour':
    case 'edit-neighbour':
    case 'bulk-tags':
      return null
  }
}

function madeByEdit(edit: FieldEdit | undefined): { id: CompanyId; name: string } | null {
  if (edit?.kind !== 'company' || edit.to === null || edit.createName === undefined) return null
  return { id: edit.to, name: edit.createName }
}

function companiesIn(change: Change): readonly CompanyId[] {
  if (change.kind === 'bulk-edit') return change.groups.flatMap(({ edit }) => companyIn(edit))
  if (change.kind === 'create') return change.fields.companyIds
  return change.kind === 'edit' ? companyIn(change.edit) : []
}

function companyIn(edit: FieldEdit): readonly CompanyId[] {
  if (edit.kind === 'company-order') return edit.to
  return edit.kind === 'company' && edit.to !== null ? [edit.to] : []
}
