import type { MethodCall, MethodResult } from '../portal.ts'
import { asList, asMap, asText, pick } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { PAGE_SIZE, pageEnd, readPage } from '../protocol/paging.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { CrmType } from './entities.ts'
import { legacyConditions, orderColumn } from './filter-conditions.ts'
import { formatLegacy, formatMultifields } from './legacy-format.ts'
import { fieldsOf } from './record-fields.ts'
import type { FieldSet } from './record-fields.ts'
import { readCondition } from './rights.ts'
import { isMultifield } from './system-fields.ts'

/** `filter`, `order` or `select` in one of the spellings that the old methods know. */
export function mapParameter(params: ParamMap, name: string): ParamMap {
  const capital = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const value = pick(params, name, name.toUpperCase(), capital, `ar${capital}`)
  if (value === undefined || value === null || value === '') return {}
  const map = asMap(value)
  if (map === undefined) throw new RestError(`Parameter '${name}' must be array.`)
  return map
}

/** A list of the old methods: pages of 50, fields by `select`, conditions that all hold, texts for everything. */
export function listLegacy(call: MethodCall, type: CrmType): MethodResult {
  const known = fieldsOf(call.data, type)
  const order = mapParameter(call.params, 'order')
  const filter = mapParameter(call.params, 'filter')
  const selection = readSelect(known, asList(pick(call.params, 'select', 'SELECT', 'Select', 'arSelect')))
  const conditions = [...legacyConditions(call, known, filter, type), ...readCondition(call)]
  const page = readPage(call.start, false)
  const items = call.data.items.list({
    ...{ type, conditions, order: toOrder(known, order) },
    ...{ limit: PAGE_SIZE, offset: page.offset },
  })
  const result = items.map((item) => ({
    ...formatLegacy(call, item, known, selection.names),
    ...(selection.multifields.length === 0
      ? {}
      : formatMultifields(call.data.multifields.of(type, item.id), selection.multifields)),
  }))
  const total = page.isCounted ? call.data.items.count(type, conditions) : 0
  return { result, ...pageEnd(page, total) }
}

type Selection = { readonly names: ReadonlySet<string>; readonly multifields: readonly string[] }

/** `*` brings all plain fields, `UF_*` those of the portal; phones and the like have to be named. */
function readSelect(known: FieldSet, select: readonly unknown[]): Selection {
  const asked = select.map((name) => (typeof name === 'string' ? name.trim() : '')).filter((name) => name !== '')
  const wanted = asked.length === 0 ? ['*', 'UF_*'] : asked
  const names = [...known.values()]
    .filter(({ name, userField }) => {
      if (wanted.includes(name)) return true
      return wanted.includes(userField === undefined ? '*' : 'UF_*')
    })
    .map(({ name }) => name)
  const multifields = wanted.filter((name) => isMultifield(name) && known.has(name))
  // With phones the id comes along, whether it was asked for or not.
  return { names: new Set([...names, ...(multifields.length === 0 ? [] : ['ID'])]), multifields }
}

/** Terms of ORDER BY; the id decides between equals. */
export function toOrder(known: FieldSet, order: ParamMap): string[] {
  const terms = Object.entries(order).flatMap(([name, direction]) => {
    const field = known.get(name)
    if (field === undefined || isMultifield(field.name)) return []
    const way = (asText(direction) ?? '').toUpperCase() === 'DESC' ? 'DESC' : 'ASC'
    return [`${orderColumn(field)} ${way}`]
  })
  return terms.some((term) => term.startsWith('i.id ')) ? terms : [...terms, 'i.id ASC']
}
