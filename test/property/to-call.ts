import type { RawRequest } from '#core/ports/network.ts'
import type { Call } from '#demo-crm/http/exchange.ts'
import { parsePhpQuery } from '#demo-crm/http/php-query.ts'

/** A request as a server would have read it from its socket. */
export function toCall({ method, url, headers, body }: RawRequest): Call {
  const { pathname, search, origin } = new URL(url)
  const rawQuery = search.slice(1)
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    ...{ method, path: pathname, query: parsePhpQuery(rawQuery), rawQuery },
    ...{ headers: lower, body: body ?? '', base: origin },
  }
}
