import { useElementSize } from '@vueuse/core'
import { computed, useId, watch, type ShallowRef } from 'vue'
import { useGridKeys, type GridActions } from './use-grid-keys.ts'
import { useKeptRow } from './use-kept-row.ts'
import { useRowWindow } from './use-row-window.ts'

/** What a list does with its rows; all by row number, from 0. */
export interface GridRows<Id extends string> extends Pick<
  GridActions,
  'count' | 'open' | 'toggle' | 'selectRange' | 'selectAll' | 'clear'
> {
  readonly scroller: Readonly<ShallowRef<HTMLElement | null>>
  /** Changes whenever rows may show something else. */
  readonly version: () => number
  /** `undefined` while the row is not read. */
  readonly idAt: (index: number) => Id | undefined
  /** -1 when the list does not have it. */
  readonly indexOf: (id: Id) => number | Promise<number>
  readonly openId: () => Id | null
  /** @param to exclusive */
  readonly load: (from: number, to: number) => void
  /** Into the card that is open. */
  readonly enter: () => void
}

const ROW_PX = 40
const HEADER_PX = 36
/** Room under the last row: it shows that there is no further one. */
const FOOT_PX = 24

/** A grid of rows of which only those on the screen exist: where they are, the keys, the clicks, and the row that they act on. */
export function useGridRows<Id extends string>(rows: GridRows<Id>) {
  const { scroller, count, version, idAt } = rows
  const id = useId()
  const { width, height } = useElementSize(scroller)
  const shown = useRowWindow({ scroller, height, count, rowPx: ROW_PX, headerPx: HEADER_PX, footPx: FOOT_PX })
  const { from, to, placeOf, isInSight, reveal, toStart } = shown
  watch(
    () => [from.value, to.value, version()] as const,
    ([first, end]) => {
      if (end > first) rows.load(first, end)
    },
    { immediate: true },
  )

  const isOpen = (index: number): boolean => {
    const open = rows.openId()
    return open !== null && idAt(index) === open
  }
  const { open, toggle, selectRange, selectAll, clear } = rows
  const { active, anchor, onKeydown, onPress } = useGridKeys({
    ...{ count, open, toggle, selectRange, selectAll, clear, reveal },
    pageSize: () => Math.max(Math.floor((height.value - HEADER_PX) / ROW_PX) - 1, 1),
    isRead: (index) => idAt(index) !== undefined,
    enter: (index) => (isOpen(index) ? rows.enter() : open(index)),
  })
  // A row that was in sight stays there, as when a new name gives its contact another place.
  const follow = (before: number, after: number) => {
    if (isInSight(before)) reveal(after)
  }
  for (const index of [active, anchor]) useKeptRow(index, version, idAt, async (rowId) => rows.indexOf(rowId), follow)

  function onClick(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return
    const index = Number(event.target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? Number.NaN)
    if (Number.isNaN(index)) return
    onPress(index, event, event.target.closest('.check') !== null)
    scroller.value?.focus({ preventScroll: true })
  }

  /** Makes a row the active one without acting on it, as when the card moves on by itself. */
  function activate(index: number): void {
    active.value = index
    reveal(index)
  }

  function focusList(): void {
    if (active.value < 0) active.value = 0
    scroller.value?.focus()
  }

  /** Another list: from its top. */
  function reset(): void {
    active.value = -1
    anchor.value = -1
    toStart()
  }

  const activeRowId = computed(() =>
    active.value >= from.value && active.value < to.value ? `${id}-${active.value}` : undefined,
  )
  /** What the element of a row is given. */
  const placed = (index: number) => ({
    id: `${id}-${index}`,
    class: { active: index === active.value, open: isOpen(index) },
    style: { transform: `translateY(${placeOf(index)}px)` },
    'data-index': index,
    'aria-rowindex': index + 1,
  })

  return {
    ...{ width, indexes: shown.rows, from, spacePx: shown.spacePx, placed, isOpen, activeRowId },
    ...{ onKeydown, onClick, activate, focusList, reset },
  }
}

/** What a page may ask of its list. */
export interface ListHandle {
  focusList(): void
  /** Makes a row the active one without acting on it. */
  activate(index: number): void
  /** Another list: from its top. */
  reset(): void
}
