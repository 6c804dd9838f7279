import type { Command, Params } from './api.ts'

/**
 * A command of a batch, as `method?query` with PHP's brackets. References (`$result[name][KEY]`) stand as they are, whole or
 * within a text. An empty list or map is written as an empty text: a query has no other word for it.
 * @source https://apidocs.bitrix24.com/settings/how-to-call-rest-api/batch.html
 */
export function toCommandText({ method, params }: Pick<Command, 'method' | 'params'>): string {
  const query = toPhpQuery(params)
  return query === '' ? method : `${method}?${query}`
}

/** Parameters as PHP reads them: `fields[PHONE][0][VALUE]=…`. What is `undefined` is left out. */
export function toPhpQuery(params: Params): string {
  return Object.entries(params)
    .flatMap(([name, value]) => pairsOf(escapeText(name), value))
    .join('&')
}

function pairsOf(name: string, value: unknown): readonly string[] {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) return [`${name}=${escapeText(toText(value))}`]
  const entries = Object.entries(value)
  if (entries.length === 0) return [`${name}=`]
  return entries.flatMap(([key, item]) => pairsOf(`${name}[${escapeText(key)}]`, item))
}

/** As PHP writes scalars. */
function toText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

const reference = /(\$result(?:\[\w+\])+)/

/** Of a text split by references every second part is one. */
const escapeText = (text: string): string =>
  text
    .split(reference)
    .map((part, at) => (at % 2 === 1 ? part : encodeURIComponent(part)))
    .join('')
