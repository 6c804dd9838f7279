import { asInt, asText } from './parameters.ts'
import type { Param } from './parameters.ts'

/** The one size that pages have. */
export const PAGE_SIZE = 50

/** Which part of a list is asked for, and whether it is to be counted. */
export type Page = { readonly offset: number; readonly isCounted: boolean }

/**
 * Reads `start`. Old lists make a page number of it, so that what does not lie on an edge snaps down to one; newer ones take
 * it as it is. -1 asks for no count.
 */
export function readPage(start: Param | undefined, isExact: boolean): Page {
  const number = asText(start) === undefined ? 0 : asInt(start)
  if (number < 0) return { offset: 0, isCounted: false }
  return { offset: isExact ? number : Math.floor(number / PAGE_SIZE) * PAGE_SIZE, isCounted: true }
}

/** What stands beside the result: a total, and where the next page starts, if there is one. */
export function pageEnd(
  { offset, isCounted }: Page,
  total: number,
): { readonly total: number; readonly next?: number } {
  if (!isCounted) return { total: 0 }
  const next = offset + PAGE_SIZE
  return total > next ? { next, total } : { total }
}

/** A page of a list that is held in memory. */
export function pageOf<T>(rows: readonly T[], page: Page): readonly T[] {
  return rows.slice(page.offset, page.offset + PAGE_SIZE)
}
