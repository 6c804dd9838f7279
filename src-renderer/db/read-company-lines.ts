import { toCompanyRecordId, type CompanyId, type NeighbourId, type UserId } from '#shared/domain/ids.ts'
import type { CompanyFields } from '#shared/domain/neighbour.ts'
import type { CacheDb } from './cache-db.ts'
import { readChunks } from './neighbour-chunks.ts'
import { readTargets } from './pending-mutations.ts'
import { isCompanyRecord, type CompanyRecordRow } from './put-neighbours.ts'

/** What a list says of a company beside its name. */
export interface CompanyFacts {
  /** Its first number; empty where it has none. */
  readonly phone: string
  readonly responsibleId: UserId | null
  readonly isPending: boolean
  readonly needsAttention: boolean
}

/** Of those that nothing has been told of. */
export const noCompanyFacts: CompanyFacts = { phone: '', responsibleId: null, isPending: false, needsAttention: false }

/** Of these companies, those of which a pull has brought more than their names. */
export async function readCompanyFacts(
  db: CacheDb,
  ids: readonly CompanyId[],
): Promise<ReadonlyMap<CompanyId, CompanyFacts>> {
  return db.transaction('r', [db.companies, db.neighbours, db.targets], async () => {
    const rows = await readCompanyRecords(db, ids)
    const recordIds = rows.map(({ id }) => id)
    const targets = Map.groupBy(await readTargets(db, recordIds), ({ recordId }) => recordId)
    return new Map(
      rows.map(({ id, record: { fields } }) => {
        const own = targets.get(id) ?? []
        const facts: CompanyFacts = {
          ...{ phone: fields.phones[0]?.value ?? '', responsibleId: fields.responsibleId },
          isPending: own.length > 0,
          needsAttention: own.some(({ problem }) => problem !== undefined),
        }
        return [fields.companyId, facts]
      }),
    )
  })
}

/** Records of these companies; none of those that nobody has told more of than a name. */
export async function readCompanyRecords(db: CacheDb, ids: readonly CompanyId[]): Promise<readonly CompanyRecordRow[]> {
  const named = await db.companies.bulkGet([...ids])
  const recordIds = named.flatMap((row): NeighbourId[] =>
    row?.remoteId === undefined ? [] : [toCompanyRecordId(row.accountId, row.remoteId)],
  )
  return (await db.neighbours.bulkGet(recordIds)).filter(isCompanyRecord)
}

/** What all companies have beside their names, of all accounts, a chunk at a time. Those that have gone are among them. */
export async function* readCompanyChunks(db: CacheDb): AsyncGenerator<readonly CompanyFields[]> {
  for await (const rows of readChunks(db, 'company')) {
    yield rows.filter(isCompanyRecord).map(({ record }) => record.fields)
  }
}
