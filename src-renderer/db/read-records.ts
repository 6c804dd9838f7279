import { displayNameOf } from '#shared/domain/contact.ts'
import type { RecordKind } from '#shared/domain/directory.ts'
import {
  toCompanyRecordId,
  toEntityId,
  toNeighbourId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type NeighbourId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { isHere } from './is-here.ts'
import { readNamed } from './read-contact-names.ts'
import { isSaleHere, isSaleRow } from './sale-rows.ts'

/** A record as a field of the CRM names it. */
export interface RecordRef {
  readonly kind: RecordKind
  readonly id: RemoteId
}

/** One that is on this device, by its name. */
export type NamedRecord =
  | { readonly kind: 'contact'; readonly id: ContactId; readonly name: string }
  | { readonly kind: 'company'; readonly id: CompanyId; readonly name: string }
  | { readonly kind: 'deal' | 'lead'; readonly id: NeighbourId; readonly name: string }

/** In the order of the refs; `null` for what is not here, or not any more. */
export async function readRecords(
  db: CacheDb,
  accountId: AccountId,
  refs: readonly RecordRef[],
): Promise<readonly (NamedRecord | null)[]> {
  return db.transaction('r', [db.contacts, db.companies, db.neighbours], () =>
    Promise.all(refs.map((ref) => readRecord(db, accountId, ref))),
  )
}

async function readRecord(db: CacheDb, accountId: AccountId, { kind, id }: RecordRef): Promise<NamedRecord | null> {
  switch (kind) {
    case 'contact': {
      const [row] = await readNamed(db, [toEntityId<ContactId>(accountId, id)])
      return row === undefined || !isHere(row) ? null : { kind, id: row.id, name: displayNameOf(row.fields) }
    }
    case 'company': {
      const record = (await db.neighbours.get(toCompanyRecordId(accountId, id)))?.record
      const own = record?.kind === 'company' ? record.fields.companyId : toEntityId<CompanyId>(accountId, id)
      const row = await db.companies.get(own)
      return row === undefined ? null : { kind, id: row.id, name: row.name }
    }
    case 'deal':
    case 'lead': {
      const row = await db.neighbours.get(toNeighbourId(kind, accountId, id))
      return isSaleRow(row) && isSaleHere(row) ? { kind, id: row.id, name: row.record.fields.name } : null
    }
    case 'other':
      return null
  }
}
