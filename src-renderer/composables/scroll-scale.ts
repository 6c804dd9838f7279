/**
 * Chromium cuts an element off at 33.5 million pixels of the device, and a screen may have four of them to one of ours. A
 * longer list gets no higher, and scrolls in another measure than its rows are.
 */
export const HIGHEST_PX = 8_000_000
/** So far from either end a step is a step: there the first and the last row must be reached by any wheel. */
const TRUE_PX = 500_000

/** How a scroller that cannot be as high as its list stands for places in it. Pixels; both begin at 0. */
export interface ScrollScale {
  /** The lowest that it scrolls to. */
  readonly lowest: number
  /** The place in the list that this stands for. */
  readonly lowestPlace: number
  placeAt(scrollTop: number): number
  /** The other way round. */
  scrollFor(place: number): number
}

/**
 * @param listPx height of all there is
 * @param seenPx of it on the screen
 */
export function createScrollScale(listPx: number, seenPx: number): ScrollScale {
  const lowestPlace = Math.max(0, listPx - seenPx)
  const lowest = Math.max(0, Math.min(listPx, HIGHEST_PX) - seenPx)
  const steepness = lowest === lowestPlace ? 1 : (lowestPlace - 2 * TRUE_PX) / (lowest - 2 * TRUE_PX)

  function placeAt(scrollTop: number): number {
    if (scrollTop <= TRUE_PX) return scrollTop
    if (scrollTop >= lowest - TRUE_PX) return lowestPlace - (lowest - scrollTop)
    return TRUE_PX + (scrollTop - TRUE_PX) * steepness
  }

  function scrollFor(place: number): number {
    if (place <= TRUE_PX) return place
    if (place >= lowestPlace - TRUE_PX) return lowest - (lowestPlace - place)
    return TRUE_PX + (place - TRUE_PX) / steepness
  }

  return { lowest, lowestPlace, placeAt, scrollFor }
}
