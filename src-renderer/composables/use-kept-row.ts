import { watch, type Ref } from 'vue'

/**
 * Lets a row number follow its record: rows move whenever records come in or an edit changes their order, and the keys
 * must go on acting on the one that the user is at.
 * @param index   the row number; negative is none
 * @param version changes whenever the list may be another one
 * @param indexOf -1 when the list does not have it any more: then the row number stays
 * @param onMoved told when it followed
 */
export function useKeptRow<Id extends string>(
  index: Ref<number>,
  version: () => number,
  idAt: (index: number) => Id | undefined,
  indexOf: (id: Id) => Promise<number>,
  onMoved: (from: number, to: number) => void = () => undefined,
): void {
  let kept: Id | undefined

  watch(index, (at) => (kept = idAt(at)), { flush: 'sync' })
  watch(version, async () => {
    const at = index.value
    if (at < 0) return
    const id = (kept ??= idAt(at))
    if (id === undefined || idAt(at) === id) return
    const moved = await indexOf(id)
    // The user moved on meanwhile.
    if (index.value !== at || kept !== id) return
    if (moved === -1) kept = idAt(at)
    else {
      index.value = moved
      kept = id
      onMoved(at, moved)
    }
  })
}
