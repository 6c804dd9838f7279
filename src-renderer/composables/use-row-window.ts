import { useEventListener } from '@vueuse/core'
import { computed, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { createScrollScale, HIGHEST_PX } from './scroll-scale.ts'

interface RowWindowOptions {
  readonly scroller: Readonly<ShallowRef<HTMLElement | null>>
  /** Of the scroller, in pixels. */
  readonly height: Readonly<Ref<number>>
  readonly count: () => number
  readonly rowPx: number
  /** What sticks to the top, over the rows. */
  readonly headerPx: number
  /** Room under the last row, and what rows are kept clear of. */
  readonly footPx: number
}

/** Rows that are ready above and below the screen. */
const BESIDE = 10

const isNear = (one: number, other: number): boolean => Math.abs(one - other) < 1

/**
 * The rows of a long list that are on the screen, or nearly. All are of one height, so that nothing has to be measured: the
 * cost does not depend on how many there are. A list that is higher than an element can be is reached whole all the same: by
 * short ways row by row, and by the thumb in proportion.
 */
export function useRowWindow(options: RowWindowOptions) {
  const { scroller, height, count, rowPx, headerPx, footPx } = options
  /** Where the scroller stands. */
  const scrolled = shallowRef(0)
  /** How much further down in the list that is. */
  const ahead = shallowRef(0)
  /** The place in the list that is at the top. */
  const top = computed(() => scrolled.value + ahead.value)

  const listPx = computed(() => count() * rowPx + footPx)
  const spacePx = computed(() => Math.min(listPx.value, HIGHEST_PX))
  const scale = computed(() => createScrollScale(listPx.value, Math.max(0, height.value - headerPx)))

  useEventListener(scroller, 'scroll', onScroll, { passive: true })
  // The thumb tells then again how far it is.
  useEventListener(scroller, 'scrollend', settle, { passive: true })
  watch(listPx, settle, { flush: 'post' })

  function onScroll(): void {
    const scrollTop = scroller.value?.scrollTop ?? 0
    const isJump = Math.abs(scrollTop - scrolled.value) > height.value
    scrolled.value = scrollTop
    if (isJump) ahead.value = scale.value.placeAt(scrollTop) - scrollTop
    // The scroller is at its end, and the list may not be.
    else if (scrollTop <= 0 || scrollTop >= scale.value.lowest) settle()
  }

  function settle(): void {
    const place = Math.max(0, Math.min(top.value, scale.value.lowestPlace))
    const isThere = isNear(place, top.value) && isNear(scale.value.scrollFor(place), scrolled.value)
    if (!isThere) goTo(place)
  }

  /** Brings a place in the list to the top, and the scroller where it belongs for that. */
  function goTo(place: number): void {
    scrolled.value = scale.value.scrollFor(place)
    ahead.value = place - scrolled.value
    scroller.value?.scrollTo({ top: scrolled.value })
    // It knows its own ends, and whole pixels of the device alone.
    const scrollTop = scroller.value?.scrollTop ?? 0
    if (!isNear(scrollTop, scrolled.value)) ahead.value = scale.value.placeAt(scrollTop) - scrollTop
    scrolled.value = scrollTop
  }

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
    if (wanted !== top.value) goTo(wanted)
  }

  /** Where the row lies in the element that holds them, which is `spacePx` high. */
  const placeOf = (index: number): number => index * rowPx - ahead.value
  /** All of it or a part. */
  function isInSight(index: number): boolean {
    const below = index * rowPx - top.value
    return below > -rowPx && below < height.value - headerPx
  }

  return { rows, from, to, spacePx, placeOf, isInSight, reveal, toStart: () => goTo(0) }
}
