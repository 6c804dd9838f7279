import { buildPhpQuery, parsePhpQuery } from '../../http/php-query.ts'
import type { PhpObject } from '../../http/php-query.ts'

/** Fields of a `multipart/form-data` body under their names in brackets. The contents of files are not kept. */
export function readMultipart(body: string, contentType: string): PhpObject {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return {}
  const pairs = body.split(`--${boundary}`).flatMap((part) => {
    const end = part.indexOf('\r\n\r\n')
    const name = /content-disposition:[^\r\n]*[;\s]name="([^"]*)"/i.exec(part.slice(0, end))?.[1]
    if (end < 0 || name === undefined) return []
    return [[name, part.slice(end + 4).replace(/\r\n$/, '')] as const]
  })
  // The names nest as they do in a query, so they go the same way.
  return parsePhpQuery(pairs.map(([name, value]) => buildPhpQuery({ [name]: value })).join('&'))
}
