import { onScopeDispose, shallowRef } from 'vue'
import type { RowsChanged, RowsChannel } from '../db/rows-channel.ts'

/** Where names come from. */
interface NameSource<Id> {
  /** In the order asked for; empty for what is not here. */
  readonly read: (ids: readonly Id[]) => Promise<readonly string[]>
  /** Which of them may have other names since; `null` when none. */
  readonly changedIn: (changed: RowsChanged) => readonly Id[] | 'all' | null
}

/**
 * Names as they are asked for: an account may have tens of thousands, and a window shows a few. Names asked for in one turn
 * are read together.
 * @returns gives a name; empty until it is read. Reactive.
 */
export function useNames<Id>({ read, changedIn }: NameSource<Id>, rows: Pick<RowsChannel, 'listen'>) {
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
    const ids = changedIn(changed)
    for (const id of ids === 'all' ? [...names.keys()] : (ids ?? [])) if (names.has(id)) want(id)
  })
  onScopeDispose(stop)
  return (id: Id): string => {
    void revision.value
    const name = names.get(id)
    if (name === undefined) want(id)
    return name ?? ''
  }
}
