import type { Router } from 'vue-router'
import type { RecordKind } from '#shared/domain/directory.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import type { FoundRecord, RecordRef, SoughtRecord } from '../components/card/card-context.ts'
import { useRecords } from '../stores/use-records.ts'
import { useRecordWay } from './use-record-way.ts'

/** Records that a field names, by their names and with the way to each card; in the order of the refs, `null` for what is not here. */
export async function findRecords(
  router: Router,
  accountId: AccountId,
  refs: readonly RecordRef[],
): Promise<readonly (FoundRecord | null)[]> {
  const { readRecords } = useRecords()
  const { openRecord } = useRecordWay(router)
  const found = await readRecords(accountId, refs)
  return found.map((record) => record && { name: record.name, open: () => openRecord(record) })
}

/** Records of this device that a field could name; those that the CRM has not heard of have no number to be named by. */
export function seekRecords(
  accountId: AccountId,
  text: string,
  kinds: readonly RecordKind[],
): Promise<readonly SoughtRecord[]> {
  return useRecords().seekRecords(accountId, text, kinds)
}
