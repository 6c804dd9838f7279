import { isJsonList, isJsonObject } from '../../http/exchange.ts'
import type { Call } from '../../http/exchange.ts'
import { parsePhpQuery } from '../../http/php-query.ts'
import type { PhpValue } from '../../http/php-query.ts'
import { readMultipart } from './multipart.ts'

/** What a client sent, whichever way it wrote it: texts from queries and forms, also numbers and flags from JSON. */
export type Param = string | number | boolean | null | readonly Param[] | ParamMap
export type ParamMap = { readonly [key: string]: Param }

/**
 * Query, form, multipart and JSON, parsed into one tree; what the body names wins over the query, as in PHP's `$_REQUEST`.
 * A body that is no JSON, though it says so, holds nothing.
 */
export function readParameters(call: Call): ParamMap {
  return { ...topLevel(call.query), ...readBody(call) }
}

/** The parameters of one command of a batch. */
export function parseCommandQuery(query: string): ParamMap {
  return topLevel(parsePhpQuery(query))
}

function readBody(call: Call): ParamMap {
  if (call.body === '') return {}
  const type = call.headers['content-type'] ?? ''
  if (/json/i.test(type)) return readJson(call.body)
  if (/^multipart\/form-data/i.test(type)) return topLevel(readMultipart(call.body, type))
  if (/x-www-form-urlencoded/i.test(type)) return topLevel(parsePhpQuery(call.body))
  return {}
}

function readJson(body: string): ParamMap {
  try {
    const value = JSON.parse(body) as unknown
    if (isJsonObject(value)) return value as ParamMap
    return isJsonList(value) ? (Object.fromEntries(value.entries()) as ParamMap) : {}
  } catch {
    return {}
  }
}

/** PHP allows no dots and spaces in the names of variables, and makes underscores of them; within brackets they stay. */
function topLevel(tree: { readonly [key: string]: PhpValue }): ParamMap {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key.replaceAll(/[. ]/g, '_'), value]))
}

/** A parameter that is known under several spellings; the first one sent wins. */
export function pick(params: ParamMap, ...names: readonly string[]): Param | undefined {
  const name = names.find((known) => Object.hasOwn(params, known))
  return name === undefined ? undefined : params[name]
}

/** Lists count as maps from their positions, as PHP has one type for both. Undefined for anything flat. */
export function asMap(value: Param | undefined): ParamMap | undefined {
  if (value === undefined || value === null || typeof value !== 'object') return undefined
  if (!isJsonList(value)) return value
  return Object.fromEntries(value.map((item, index) => [String(index), item]))
}

/** The values of a list or map, in order; a scalar is a list of one, nothing is a list of none. */
export function asList(value: Param | undefined): readonly Param[] {
  if (value === undefined || value === null) return []
  const map = asMap(value)
  return map === undefined ? [value] : Object.values(map)
}

/** A scalar as PHP turns it into a text; undefined for maps and what is missing. */
export function asText(value: Param | undefined): string | undefined {
  if (value === undefined || typeof value === 'object') return value === null ? '' : undefined
  if (typeof value === 'boolean') return value ? '1' : ''
  return String(value)
}

/** A whole number as PHP's cast reads it: leading digits count, anything else is 0. */
export function asInt(value: Param | undefined): number {
  const text = asText(value) ?? ''
  const number = Number.parseInt(text, 10)
  return Number.isSafeInteger(number) ? number : 0
}

/** Is this a yes? `Y`, `1`, `true`. */
export function asFlag(value: Param | undefined): boolean {
  return value === true || ['Y', 'y', '1', 'true'].includes(asText(value) ?? '')
}

/** A map without some of its keys. */
export function without(params: ParamMap, ...names: readonly string[]): ParamMap {
  return Object.fromEntries(Object.entries(params).filter(([key]) => !names.includes(key)))
}

/** Names in upper case, as methods that fold them read them. */
export function upperKeys(params: ParamMap): ParamMap {
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key.toUpperCase(), value]))
}
