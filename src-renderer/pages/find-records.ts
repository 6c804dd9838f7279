import type { Router } from 'vue-router'
import type { AccountId } from '#shared/domain/ids.ts'
import type { FoundRecord, RecordRef } from '../components/card/card-context.ts'
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
