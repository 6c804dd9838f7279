import { buildPhpQuery, phpString } from '../http/php-query.ts'
import type { PhpObject } from '../http/php-query.ts'
import type { Call } from '../http/exchange.ts'

/** No list of the vendor gives more at once; asking for more is clamped without a word. */
export const MAX_LIMIT = 250

/** A window of a list; pages count from 1. */
export type Page = { readonly page: number; readonly limit: number; readonly offset: number }

/** Reads `page` and `limit` as leniently as the vendor does: what is not a positive number counts as missing. */
export function readPage(query: PhpObject, defaultLimit: number, maxLimit = MAX_LIMIT): Page {
  const page = positive(phpString(query['page'])) ?? 1
  const limit = Math.min(positive(phpString(query['limit'])) ?? Math.min(defaultLimit, maxLimit), maxLimit)
  return { page, limit, offset: Math.min((page - 1) * limit, Number.MAX_SAFE_INTEGER) }
}

export type Link = { readonly href: string }

/**
 * `self`, `next` only when there is one, and from the second page on the way back. All parameters of the request are
 * repeated.
 * @source amocrm-api-php EntitiesServices/BaseEntity.php and HasPagesInterface: nextPage, prevPage follow these links
 */
export function pageLinks(call: Call, page: Page, hasNext: boolean): Readonly<Record<string, Link>> {
  return {
    self: pageLink(call, page, page.page),
    ...(hasNext ? { next: pageLink(call, page, page.page + 1) } : {}),
    ...(page.page > 1 ? { first: pageLink(call, page, 1), prev: pageLink(call, page, page.page - 1) } : {}),
  }
}

/** The address of another page of the same question. */
export function pageLink(call: Call, page: Page, number: number): Link {
  const query: PhpObject = { ...call.query, page: String(number), limit: String(page.limit) }
  return { href: `${call.base}${call.path}?${buildPhpQuery(query)}` }
}

/** Lists that know their total also name the number of pages, and link the first and last of them. */
export function countedEnvelope(call: Call, page: Page, total: number): Readonly<Record<string, unknown>> {
  const count = Math.max(1, Math.ceil(total / page.limit))
  return {
    _total_items: total,
    _page: page.page,
    _page_count: count,
    _links: {
      ...pageLinks(call, page, page.page < count),
      ...(page.page < count ? { last: pageLink(call, page, count) } : {}),
    },
  }
}

function positive(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number.parseInt(text, 10)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}

/** Rows that are looked at in one go; more only when many of them are hidden. */
const MOST_AT_ONCE = 1000

/**
 * The rows of a page, and one more if there is one, of a list in which the reader does not see everything: what is hidden
 * takes no place on a page.
 */
export function readSeen<T>(
  page: Page,
  read: (limit: number, offset: number) => readonly T[],
  isSeen: (row: T) => boolean,
): T[] {
  const seen: T[] = []
  const wanted = page.offset + page.limit + 1
  const step = Math.min(wanted, MOST_AT_ONCE)
  for (let offset = 0; seen.length < wanted; offset += step) {
    const rows = read(step, offset)
    seen.push(...rows.filter(isSeen))
    if (rows.length < step) break
  }
  return seen.slice(page.offset, wanted)
}
