import type { AccountId } from '#shared/domain/ids.ts'
import { readRecords, type NamedRecord, type RecordRef } from '../db/read-records.ts'
import { useServices } from './services.ts'

export type { NamedRecord, RecordRef }

/** Records that a field of the CRM names by their numbers, as far as they are on this device. */
export function useRecords() {
  const { db } = useServices().context
  return { readRecords: (accountId: AccountId, refs: readonly RecordRef[]) => readRecords(db, accountId, refs) }
}
