import type { Call } from '../../http/exchange.ts'

/**
 * Keys of the commands of a batch in the order in which they were sent. PHP's maps keep it; objects here put keys that are
 * numbers before all others, and a command that refers to an earlier one would find nothing.
 */
export function commandOrder(call: Call): readonly string[] {
  const inBody = keysInBody(call)
  return [...new Set(inBody.length > 0 ? inBody : keysInPairs(call.rawQuery))]
}

/** Commands in that order; what is not in it comes last. */
export function inOrder<T>(commands: Readonly<Record<string, T>>, order: readonly string[]): (readonly [string, T])[] {
  const places = new Map(order.map((key, place) => [key, place]))
  const placeOf = (key: string): number => places.get(key) ?? order.length
  return Object.entries(commands).toSorted(([a], [b]) => placeOf(a) - placeOf(b))
}

function keysInBody({ body, headers }: Call): string[] {
  const type = headers['content-type'] ?? ''
  if (/json/i.test(type)) return keysInJson(body)
  if (/x-www-form-urlencoded/i.test(type)) return keysInPairs(body)
  if (!/^multipart\/form-data/i.test(type)) return []
  return keysOf([...body.matchAll(/name="([^"]*)"/g)].map(([, name = '']) => name))
}

const keysInPairs = (query: string): string[] =>
  keysOf(query.split('&').map((pair) => decode(pair.split('=')[0] ?? '')))

/** `cmd[key]`; `cmd[]` counts on from the greatest number so far. */
function keysOf(names: readonly string[]): string[] {
  const keys: string[] = []
  for (const name of names) {
    const key = /^cmd\[([^\]]*)\]/i.exec(name)?.[1]
    if (key === undefined) continue
    const numbers = keys.filter((known) => /^\d+$/.test(known)).map(Number)
    keys.push(key === '' ? String(Math.max(-1, ...numbers) + 1) : key)
  }
  return keys
}

/** A body that was parsed already, so that its brackets and quotes are known to be in order. */
function keysInJson(body: string): string[] {
  const keys: string[] = []
  let [depth, isInside, last] = [0, false, '']
  for (const [token] of body.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
    else if (token !== ':') last = token
    else if (depth === 1) isInside = /^"cmd"$/i.test(last)
    else if (depth === 2 && isInside) keys.push(JSON.parse(last) as string)
  }
  return keys
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
