import { useEventListener } from '@vueuse/core'
import { computed, shallowRef, type Ref, type ShallowRef } from 'vue'

interface RowWindowOptions {
  readonly scroller: Readonly<ShallowRef<HTMLElement | null>>
  /** Of the scroller, in pixels. */
  readonly height: Readonly<Ref<number>>
  readonly count: () => number
  readonly rowPx: number
  /** What sticks to the top, over the rows. */
  readonly headerPx: number
  /** What the last row is kept clear of. */
  readonly footPx: number
}

/** Rows that are ready above and below the screen. */
const BESIDE = 10

/**
 * The rows of a long list that are on the screen, or nearly. All are of one height, so that nothing has to be measured: the
 * cost does not depend on how many there are.
 */
export function useRowWindow({ scroller, height, count, rowPx, headerPx, footPx }: RowWindowOptions) {
  const top = shallowRef(0)
  useEventListener(scroller, 'scroll', () => (top.value = scroller.value?.scrollTop ?? 0), { passive: true })

  const from = computed(() => {
    const first = Math.floor(top.value / rowPx) - BESIDE
    return Math.max(0, Math.min(first, count()))
  })
  /** Exclusive. */
  const to = computed(() => {
    if (height.value === 0) return from.value
    return Math.max(from.value, Math.min(count(), Math.ceil((top.value + height.value - headerPx) / rowPx) + BESIDE))
  })
  const rows = computed(() => Array.from({ length: to.value - from.value }, (_, at) => from.value + at))

  /** Scrolls as little as it takes for the row to be in full sight. */
  function reveal(index: number): void {
    const start = index * rowPx
    const lowest = start + rowPx + headerPx + footPx - height.value
    const wanted = start < top.value ? start : Math.max(top.value, lowest)
    if (wanted !== top.value) scroller.value?.scrollTo({ top: wanted })
  }

  return { rows, from, to, reveal }
}
