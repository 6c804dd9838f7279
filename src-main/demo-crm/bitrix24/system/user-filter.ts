import { splitKey } from '../crm/filter-conditions.ts'
import type { Operator } from '../crm/filter-conditions.ts'
import { asList, asText } from '../protocol/parameters.ts'
import type { Param, ParamMap } from '../protocol/parameters.ts'
import { plainText } from '../protocol/php-json.ts'
import { RestError } from '../protocol/rest-error.ts'

/** A user as a list shows it. */
export type UserRow = Readonly<Record<string, unknown>>

/** What FIND and NAME_SEARCH look into. */
const SEARCHED = ['NAME', 'LAST_NAME', 'SECOND_NAME', 'WORK_POSITION', 'EMAIL']
/** Texts that may be searched by a part in user.search, whatever stands before their names. */
const BY_PART = ['NAME', 'LAST_NAME', 'WORK_POSITION', 'UF_DEPARTMENT_NAME']

/**
 * Rows that a filter of user.get or user.search lets through. Names compare as the database does, in any case.
 * @param isSearch names are looked for by a part
 * @throws {RestError} `ERROR_CORE` for a field that users do not have
 */
export function filterUsers(rows: readonly UserRow[], filter: ParamMap, isSearch: boolean): UserRow[] {
  const conditions = Object.entries(filter).filter(([key]) => !/^(\d+|ADMIN_MODE|IS_ADMIN_MODE|)$/i.test(key))
  return rows.filter((row) => conditions.every(([key, value]) => matches(row, key, value, isSearch)))
}

function matches(row: UserRow, key: string, value: Param, isSearch: boolean): boolean {
  const { operator, name: written } = splitKey(key)
  const name = written.toUpperCase()
  // Null stands for what is empty.
  const wanted = value === null ? [''] : asList(value).map((one) => (asText(one) ?? '').toLowerCase())
  if (name === 'FIND' || name === 'NAME_SEARCH') return wanted.every((text) => isFound(row, text))
  const own = row[name]
  if (own === undefined && name !== 'UF_DEPARTMENT_NAME') throw new RestError('Invalid filter field', 'ERROR_CORE')
  if (typeof own === 'boolean') return wanted.some((text) => ['y', '1', 'true'].includes(text)) === own
  if (Array.isArray(own)) return own.some((one) => wanted.includes(plainText(one))) !== operator.startsWith('!')
  const isPart = isSearch && operator === '=' && BY_PART.includes(name)
  return compares(isPart ? '%' : operator, plainText(own).toLowerCase(), wanted)
}

/** Every word has to be somewhere. */
function isFound(row: UserRow, text: string): boolean {
  const own = SEARCHED.map((name) => plainText(row[name]).toLowerCase()).join(' ')
  return text.split(/\s+/).every((word) => own.includes(word))
}

function compares(operator: Operator, own: string, wanted: readonly string[]): boolean {
  const [first = ''] = wanted
  switch (operator) {
    case '=':
    case '@':
      return wanted.includes(own)
    case '!':
    case '!@':
      return !wanted.includes(own)
    case '%':
      return wanted.some((text) => own.includes(text))
    case '!%':
      return !wanted.some((text) => own.includes(text))
    case 'like':
      return wanted.some((text) => isLike(own, text))
    case '!like':
      return !wanted.some((text) => isLike(own, text))
    default:
      return ordered(operator, order(own, first))
  }
}

function ordered(operator: '>' | '>=' | '<' | '<=', by: number): boolean {
  if (by === 0) return operator.endsWith('=')
  return by > 0 === operator.startsWith('>')
}

/** Numbers by size, moments by time, everything else by letters. */
function order(own: string, wanted: string): number {
  if (/^\d+$/.test(own) && /^\d+$/.test(wanted)) return Number(own) - Number(wanted)
  const [left, right] = [Date.parse(own), Date.parse(wanted)]
  return Number.isNaN(left) || Number.isNaN(right) ? own.localeCompare(wanted) : left - right
}

function isLike(own: string, pattern: string): boolean {
  const parts = pattern.split('%').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(own)
}
