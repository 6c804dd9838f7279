/** A query as PHP sees it: brackets nest, `[]` appends, and of two equal keys the last one wins. */
export type PhpValue = string | PhpObject
export type PhpObject = { [key: string]: PhpValue }

/** PHP refuses to read more variables than this (`max_input_vars`). */
const MAX_PAIRS = 1000
/** Deeper nesting is flattened by nobody in practice; the limit keeps hostile input harmless. */
const MAX_DEPTH = 16

/**
 * Reads a query string the way PHP fills `$_GET`.
 * `filter[id][]=1&filter[id][]=2` gives `{filter: {id: {0: '1', 1: '2'}}}`; malformed brackets stay part of the name.
 */
export function parsePhpQuery(rawQuery: string): PhpObject {
  const result = emptyObject()
  for (const pair of rawQuery.split('&').slice(0, MAX_PAIRS)) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1))
    assign(result, splitName(name), value)
  }
  return result
}

/** Writes a query the way PHP's `http_build_query` does: lists get explicit indices, brackets are percent-encoded. */
export function buildPhpQuery(query: PhpObject): string {
  return Object.entries(query)
    .flatMap(([key, value]) => buildPairs(key, value))
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .join('&')
}

/** A nested part of the query; an empty object when it is missing or a plain string. */
export function phpObject(value: PhpValue | undefined): PhpObject {
  return typeof value === 'object' ? value : emptyObject()
}

/** A scalar or a list of scalars, as one list. `filter[id]=1` and `filter[id][]=1` mean the same. */
export function phpList(value: PhpValue | undefined): string[] {
  if (value === undefined) return []
  if (typeof value === 'string') return [value]
  return Object.values(value).filter((item) => typeof item === 'string')
}

/** A scalar, or undefined when it is missing or nested. */
export function phpString(value: PhpValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function emptyObject(): PhpObject {
  // No prototype: a parameter called `__proto__` is then a name like any other.
  return Object.create(null) as PhpObject
}

function splitName(name: string): string[] {
  const open = name.indexOf('[')
  if (open <= 0) return [name]
  const parts = [name.slice(0, open)]
  let rest = name.slice(open)
  while (rest.startsWith('[') && parts.length < MAX_DEPTH) {
    const close = rest.indexOf(']')
    if (close < 0) break
    parts.push(rest.slice(1, close))
    rest = rest.slice(close + 1)
  }
  return parts.length === 1 ? [name] : parts
}

function assign(target: PhpObject, path: readonly string[], value: string): void {
  const [head = '', ...rest] = path
  const key = head === '' ? String(nextIndex(target)) : head
  if (rest.length === 0) {
    target[key] = value
    return
  }
  const existing = target[key]
  const child = typeof existing === 'object' ? existing : emptyObject()
  target[key] = child
  assign(child, rest, value)
}

function nextIndex(target: PhpObject): number {
  return Object.keys(target).reduce((next, key) => (/^\d+$/.test(key) ? Math.max(next, Number(key) + 1) : next), 0)
}

function buildPairs(key: string, value: PhpValue): [string, string][] {
  if (typeof value === 'string') return [[key, value]]
  return Object.entries(value).flatMap(([child, nested]) => buildPairs(`${key}[${child}]`, nested))
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    // PHP leaves broken percent sequences as they are.
    return spaced
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+')
}
