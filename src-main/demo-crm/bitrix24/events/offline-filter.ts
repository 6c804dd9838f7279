import type { MethodCall } from '../portal.ts'
import { asList, asText } from '../protocol/parameters.ts'
import type { Param, ParamMap } from '../protocol/parameters.ts'
import { argumentError } from '../protocol/rest-error.ts'
import { parseMoment } from '../protocol/server-time.ts'
import type { Condition } from '../store/item-store.ts'

/** Columns by the names that filters and orders know. The last two are for the list alone. */
const COLUMNS: Readonly<Record<string, string>> = {
  ID: 'id',
  TIMESTAMP_X: 'timestamp',
  EVENT_NAME: 'event',
  MESSAGE_ID: 'message_id',
  PROCESS_ID: 'process_id',
  ERROR: 'error',
}
const LIST_ONLY = ['PROCESS_ID', 'ERROR']
const OPERATORS = ['', '=', '>', '<', '>=', '<=', '@', '%']

/** @throws {RestError} for a name or an operation that this queue does not know */
export function offlineConditions(call: MethodCall, filter: ParamMap, isList: boolean): Condition[] {
  return Object.entries(filter).flatMap(([key, value]) => {
    const [, operator = '', name = ''] = /^([^A-Za-z]*)(.*)$/.exec(key) ?? []
    // Empty entries such as `filter: [""]` come from clients in the wild.
    if (name === '' && asText(value) === '') return []
    const upper = name.toUpperCase()
    const column = COLUMNS[upper]
    if (column === undefined || (!isList && LIST_ONLY.includes(upper))) {
      throw argumentError(`Filter field not allowed: ${name}`, 'FILTER')
    }
    if (!OPERATORS.includes(operator)) throw argumentError(`Filter operation not allowed: ${operator}`, 'FILTER')
    return [condition(call, column, operator, value)]
  })
}

/** @throws {RestError} for a name that this queue does not know, or a direction that is none */
export function offlineOrder(order: ParamMap, usual: string): string {
  const terms = Object.entries(order).map(([name, direction]) => {
    const column = COLUMNS[name.toUpperCase()]
    if (column === undefined) throw argumentError(`Order field not allowed: ${name}`, 'ORDER')
    const way = (asText(direction) ?? '').toUpperCase()
    if (way !== 'ASC' && way !== 'DESC') throw argumentError('Order direction should be one of {ASC|DESC}', 'ORDER')
    return `${column} ${way}`
  })
  return terms.length === 0 ? usual : [...terms, 'id ASC'].join(', ')
}

function condition(call: MethodCall, column: string, operator: string, value: Param): Condition {
  const values = asList(value).map((one) => toComparable(call, column, asText(one) ?? ''))
  if (operator === '%') return { sql: `instr(${column}, ?) > 0`, params: [String(values[0] ?? '')] }
  if (operator === '' || operator === '=' || operator === '@') {
    return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, params: values }
  }
  return { sql: `${column} ${operator} ?`, params: [values[0] ?? 0] }
}

function toComparable(call: MethodCall, column: string, text: string): string | number {
  if (column === 'timestamp') return parseMoment(call.portal, text) ?? 0
  if (column === 'id' || column === 'error') return Number.parseInt(text, 10) || 0
  return column === 'event' ? text.toUpperCase() : text
}
