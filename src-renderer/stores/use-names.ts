import { onScopeDispose, shallowRef } from 'vue'
import type { RowsChanged, RowsChannel } from '../db/rows-channel.ts'

interface NamesOptions<Id extends string> {
  /** In the order of the ids; empty where nobody knows. */
  readonly read: (ids: readonly Id[]) => Promise<readonly string[]>
  readonly rows: Pick<RowsChannel, 'listen'>
  /** Which names may be others now; `all` of those that are here. */
  readonly touched: (changed: RowsChanged) => readonly Id[] | 'all'
}

/**
 * Names as they are asked for: an account may have tens of thousands, and a window shows a few. Names asked for in one turn
 * are read together.
 */
export function useNames<Id extends string>({ read, rows, touched }: NamesOptions<Id>): (id: Id) => string {
  const names = new Map<Id, string>()
  const wanted = new Set<Id>()
  const revision = shallowRef(0)

  async function readWanted(): Promise<void> {
    const ids = [...wanted]
    wanted.clear()
    const found = await read(ids)
    for (const [at, id] of ids.entries()) names.set(id, found[at] ?? '')
    revision.value++
  }

  function want(id: Id): void {
    if (wanted.size === 0) queueMicrotask(() => void readWanted().catch(() => undefined))
    wanted.add(id)
  }

  const stop = rows.listen((changed) => {
    const ids = touched(changed)
    if (ids === 'all') for (const id of names.keys()) want(id)
    else for (const id of ids) if (names.has(id)) want(id)
  })
  onScopeDispose(stop)
  /** Empty until it is read. Reactive. */
  return (id) => {
    void revision.value
    const name = names.get(id)
    if (name === undefined) want(id)
    return name ?? ''
  }
}
