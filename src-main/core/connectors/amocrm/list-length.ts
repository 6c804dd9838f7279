import { PAGE_SIZE, type AmocrmContext } from './context.ts'
import { readPage, type ListSource } from './read-pages.ts'

/** About how long a list is that is being walked. */
export interface ListLength {
  /** Rows after this page, about; `null` while nobody knows. @param page one that was read, and was full */
  left(page: number): number | null
  /** Breaks off what is on its way. */
  close(): void
}

/** What is read by then was there in a second or two: nobody waits long enough to be told how long. */
const ASKED_AT_PAGE = 8
const STEP = 4
/** Near enough to say how many minutes are left. Each question costs the time of one page. */
const NEAR_ENOUGH = 1.5
/** What a list may have at most is not known; there we stop asking. */
const MOST_ROWS = 20_000_000

/**
 * The vendor tells no total and no last page, so a list is asked whether it has a row at some place, further and further
 * on, and then in between: five to seven requests for a long list, none for a short one.
 */
export function createListLength<Row>(
  context: AmocrmContext,
  source: ListSource<Row>,
  signal: AbortSignal,
): ListLength {
  const closing = new AbortController()
  const either = AbortSignal.any([signal, closing.signal])
  let isAsked = false
  let found: number | null = null

  const hasRow = async (place: number) => {
    const { rows } = await readPage(context, source, { limit: 1, 'order[id]': 'asc' }, place, either)
    return rows.length > 0
  }

  async function ask(from: number): Promise<void> {
    let [low, high] = [from, from * STEP]
    while (await hasRow(high)) {
      if (high > MOST_ROWS) return
      ;[low, high] = [high, high * STEP]
    }
    while (high / low > NEAR_ENOUGH) {
      const middle = Math.round(Math.sqrt(low * high))
      if (await hasRow(middle)) low = middle
      else high = middle
    }
    found = Math.round((low + high) / 2)
  }

  return {
    left(page) {
      const read = page * PAGE_SIZE
      if (page >= ASKED_AT_PAGE && !isAsked) {
        isAsked = true
        // Without it the walk goes on as well, and says what is wrong if the vendor is.
        ask(read).catch(() => undefined)
      }
      // It was longer than we thought: from here on nobody knows.
      return found === null || found <= read ? null : found - read
    },
    close: () => closing.abort(),
  }
}
