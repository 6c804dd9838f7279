import { asMap, asText } from './parameters.ts'
import type { Param, ParamMap } from './parameters.ts'
import { RestError } from './rest-error.ts'

const REFERENCE = /\$result((?:\[[^\]]*\])+)/g
const WHOLE = /^\$result((?:\[[^\]]*\])+)$/

/**
 * Puts the results of earlier commands in the place of `$result[key][FIELD]`. One that stands alone brings its value as it
 * is, a list included; within a text it brings the text of a scalar.
 * @throws {RestError} where it leads nowhere, unless that counts as an empty text
 */
export function resolveReferences(
  params: ParamMap,
  results: ReadonlyMap<string, unknown>,
  isLenient: boolean,
): ParamMap {
  function resolve(value: Param): Param {
    const map = asMap(value)
    if (map !== undefined) return Object.fromEntries(Object.entries(map).map(([key, item]) => [key, resolve(item)]))
    if (typeof value !== 'string' || !value.includes('$result')) return value
    const whole = WHOLE.exec(value)?.[1]
    if (whole !== undefined) return lookUp(whole)
    return value.replaceAll(REFERENCE, (_text, path: string) => asText(lookUp(path)) ?? '')
  }

  function lookUp(path: string): Param {
    const [key = '', ...rest] = path.slice(1, -1).split('][')
    const found = rest.reduce<unknown>(step, results.get(key))
    if (found !== undefined) return found as Param
    if (isLenient) return ''
    throw new RestError(`Could not find value for parameter {$result${path}}`, 'ERROR_ARGUMENT')
  }

  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, resolve(value)]))
}

function step(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}
