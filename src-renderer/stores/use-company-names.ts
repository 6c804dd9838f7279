import { onScopeDispose, shallowRef } from 'vue'
import type { CompanyId } from '#shared/domain/ids.ts'
import type { CacheDb } from '../db/cache-db.ts'
import type { RowsChannel } from '../db/rows-channel.ts'

/**
 * Company names as they are asked for: an account may have tens of thousands, and a window shows a few. Names asked for
 * in one turn are read together.
 */
export function useCompanyNames(db: CacheDb, rows: Pick<RowsChannel, 'listen'>) {
  const names = new Map<CompanyId, string>()
  const wanted = new Set<CompanyId>()
  const revision = shallowRef(0)

  async function readWanted(): Promise<void> {
    const ids = [...wanted]
    wanted.clear()
    const found = await db.companies.bulkGet(ids)
    for (const [at, id] of ids.entries()) names.set(id, found[at]?.name ?? '')
    revision.value++
  }

  function want(id: CompanyId): void {
    if (wanted.size === 0) queueMicrotask(() => void readWanted().catch(() => undefined))
    wanted.add(id)
  }

  /** Empty until it is read. Reactive. */
  function companyName(id: CompanyId): string {
    void revision.value
    const name = names.get(id)
    if (name === undefined) want(id)
    return name ?? ''
  }

  const stop = rows.listen((changed) => {
    if (changed.kind === 'everything') for (const id of names.keys()) want(id)
    if (changed.kind === 'companies') for (const id of changed.ids) if (names.has(id)) want(id)
  })
  onScopeDispose(stop)
  return { companyName }
}
