import type { MethodCall, MethodResult } from '../portal.ts'
import { asList, asText, pick } from '../protocol/parameters.ts'
import { PAGE_SIZE, pageEnd, readPage } from '../protocol/paging.ts'
import type { Condition, Item } from '../store/item-store.ts'
import { legacyConditions } from './filter-conditions.ts'
import { formatLegacy } from './legacy-format.ts'
import { mapParameter, toOrder } from './legacy-list.ts'
import type { FieldSet } from './record-fields.ts'

/** How a list of activities, requisites or comments differs from the others. */
export type PlainList = {
  readonly type: number
  readonly known: FieldSet
  readonly conditions?: readonly Condition[]
  /** What a row has beside its fields. */
  readonly extra?: (item: Item) => Readonly<Record<string, unknown>>
  readonly order?: readonly string[]
}

/** A list of what hangs on records: filter, order, select and pages as in the old lists. */
export function listPlain(
  call: MethodCall,
  { type, known, conditions = [], extra, order = [] }: PlainList,
): MethodResult {
  const where = [...legacyConditions(call, known, mapParameter(call.params, 'filter'), type), ...conditions]
  const given = mapParameter(call.params, 'order')
  const isUsual = Object.keys(given).length === 0 && order.length > 0
  const page = readPage(call.start, false)
  const items = call.data.items.list({
    ...{ type, conditions: where, order: isUsual ? order : toOrder(known, given) },
    ...{ limit: PAGE_SIZE, offset: page.offset },
  })
  const names = selectedNames(known, call)
  const result = items.map((item) => ({ ...formatLegacy(call, item, known, names), ...extra?.(item) }))
  const total = page.isCounted ? call.data.items.count(type, where) : 0
  return { result, ...pageEnd(page, total) }
}

function selectedNames(known: FieldSet, call: MethodCall): ReadonlySet<string> | undefined {
  const select = asList(pick(call.params, 'select', 'SELECT')).map((name) => (asText(name) ?? '').toUpperCase())
  if (select.length === 0 || select.includes('*')) return undefined
  return new Set([...known.keys()].filter((name) => select.includes(name)))
}
