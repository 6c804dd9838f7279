import { int, json } from '../../store/sql.ts'
import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asFlag, asInt, asMap, asText, pick, upperKeys } from '../protocol/parameters.ts'
import type { Param, ParamMap } from '../protocol/parameters.ts'
import { coreError, RestError } from '../protocol/rest-error.ts'
import type { Item } from '../store/item-store.ts'
import type { PortalStore } from '../store/portal-store.ts'
import { DEAL, LEAD, wordsOf } from './entities.ts'
import type { CrmType } from './entities.ts'
import { say } from './messages.ts'
import { changeRecord } from './record-writer.ts'
import { denied, may } from './rights.ts'

/** `crm.lead.productrows.*` and the same of deals. */
export function productRowMethods(): readonly (readonly [string, Method])[] {
  return ([LEAD, DEAL] as const).flatMap((type) => {
    const prefix = `crm.${wordsOf(type).method}.productrows`
    return [
      [`${prefix}.get`, crmMethod((call) => getRows(call, type))],
      [`${prefix}.set`, crmMethod((call) => setRows(call, type))],
    ] as const
  })
}

/** A row as it is kept: names in upper case, numbers as numbers. */
export type ProductRow = Readonly<Record<string, string | number | null>>

function getRows(call: MethodCall, type: CrmType): readonly ProductRow[] {
  const owner = mustFind(call, type, 'read')
  return productRowsOf(call.data, owner).map(({ id, row }) => ({
    ...{ ID: String(id), OWNER_ID: String(owner.id), OWNER_TYPE: wordsOf(type).letter },
    ...row,
  }))
}

/** The rows of a lead or deal, oldest first. */
export function productRowsOf(data: PortalStore, { type, id }: Pick<Item, 'type' | 'id'>) {
  const sql = 'SELECT * FROM b24_product_rows WHERE owner_type = ? AND owner_id = ? ORDER BY id'
  return data.sql.all(sql, type, id).map((row) => ({ id: int(row, 'id'), row: json<ProductRow>(row, 'body') }))
}

/** Keeps a new row, or another version of one. @returns its id */
export function putProductRow(data: PortalStore, { type, id }: Item, row: ProductRow, rowId?: number): number {
  const kept = rowId ?? data.items.nextId('product rows')
  const name = { PRODUCT_NAME: `[${kept}]`, ORIGINAL_PRODUCT_NAME: `[${kept}]` }
  const body = JSON.stringify(row['PRODUCT_NAME'] === '' ? { ...row, ...name } : row)
  data.sql.run(
    'REPLACE INTO b24_product_rows (id, owner_type, owner_id, body) VALUES (?, ?, ?, ?)',
    kept,
    type,
    id,
    body,
  )
  return kept
}

/** The total follows the rows, unless it was entered by hand. */
export function followRows(call: MethodCall, owner: Item): void {
  const rows = productRowsOf(call.data, owner)
  const total = rows.reduce((sum, { row }) => sum + Number(row['PRICE']) * Number(row['QUANTITY']), 0)
  const isManual = owner.fields['IS_MANUAL_OPPORTUNITY'] === 'Y'
  changeRecord(call, owner, { fields: isManual ? {} : { OPPORTUNITY: total.toFixed(2) }, multifields: [] })
}

/** Puts these in the place of all rows. */
function setRows(call: MethodCall, type: CrmType): boolean {
  const owner = mustFind(call, type, 'edit')
  const rows = asMap(pick(call.params, 'rows', 'ROWS'))
  if (rows === undefined) throw new RestError('The parameter rows must be array.')
  replaceProductRows(
    call,
    owner,
    Object.values(rows).map((row) => toProductRow(call, upperKeys(asMap(row) ?? {}))),
  )
  return true
}

/** Puts these in the place of all rows of a lead or deal. */
export function replaceProductRows(call: MethodCall, owner: Item, rows: readonly ProductRow[]): void {
  call.data.sql.run('DELETE FROM b24_product_rows WHERE owner_type = ? AND owner_id = ?', owner.type, owner.id)
  for (const row of rows) putProductRow(call.data, owner, row)
  followRows(call, owner)
}

function mustFind(call: MethodCall, type: CrmType, deed: 'read' | 'edit'): Item {
  const id = asInt(pick(call.params, 'id', 'ID'))
  if (id <= 0) throw new RestError('The parameter id is invalid or not defined.')
  const owner = call.data.items.get(type, id)
  if (owner === undefined) throw new RestError('Not found')
  if (!may(call, deed, owner)) throw denied()
  return owner
}

/** A row as a client describes it, with everything that follows from price, discount and tax. */
export function toProductRow(call: MethodCall, input: ParamMap): ProductRow {
  const price = number(input['PRICE'])
  const discount = readDiscount(call, input, price)
  const taxRate = input['TAX_RATE'] === undefined || input['TAX_RATE'] === null ? null : number(input['TAX_RATE'])
  const isTaxIncluded = asFlag(input['TAX_INCLUDED'])
  const exclusive = isTaxIncluded && taxRate !== null ? price / (1 + taxRate / 100) : price
  const name = asText(input['PRODUCT_NAME']) ?? ''
  return {
    PRODUCT_ID: asInt(input['PRODUCT_ID']),
    ...{ PRODUCT_NAME: name, ORIGINAL_PRODUCT_NAME: name, PRODUCT_DESCRIPTION: '' },
    PRICE: price,
    PRICE_EXCLUSIVE: round(exclusive),
    PRICE_NETTO: round(exclusive + discount.sum),
    PRICE_BRUTTO: round(price + discount.sum),
    PRICE_ACCOUNT: price.toFixed(2),
    QUANTITY: input['QUANTITY'] === undefined ? 1 : number(input['QUANTITY']),
    ...{ DISCOUNT_TYPE_ID: discount.type, DISCOUNT_RATE: discount.rate, DISCOUNT_SUM: discount.sum },
    ...{
      TAX_RATE: taxRate,
      TAX_INCLUDED: isTaxIncluded ? 'Y' : 'N',
      CUSTOMIZED: asText(input['CUSTOMIZED']) === 'N' ? 'N' : 'Y',
    },
    MEASURE_CODE: asInt(input['MEASURE_CODE']) || 796,
    MEASURE_NAME: asText(input['MEASURE_NAME']) || 'pcs',
    SORT: asInt(input['SORT']),
    XML_ID: asText(input['XML_ID']) ?? '',
    TYPE: asInt(input['TYPE']) || 1,
    STORE_ID: asInt(input['STORE_ID']) || null,
    RESERVE_ID: null,
    DATE_RESERVE_END: asText(input['DATE_RESERVE_END']) || null,
    RESERVE_QUANTITY: asText(input['RESERVE_QUANTITY']) ? number(input['RESERVE_QUANTITY']) : null,
  }
}

const ABSOLUTE = 1
const PERCENT = 2

function readDiscount(call: MethodCall, input: ParamMap, price: number): { type: number; rate: number; sum: number } {
  const type = input['DISCOUNT_TYPE_ID'] === undefined ? PERCENT : asInt(input['DISCOUNT_TYPE_ID'])
  const isTyped = input['DISCOUNT_TYPE_ID'] !== undefined
  const [rate, sum] = [input['DISCOUNT_RATE'], input['DISCOUNT_SUM']]
  if (type === ABSOLUTE) {
    if (sum === undefined) throw coreError(say(call.portal, 'discountSum'))
    const full = price + number(sum)
    return { type, rate: full === 0 ? 0 : round((number(sum) / full) * 100), sum: number(sum) }
  }
  if (isTyped && rate === undefined) throw coreError(say(call.portal, 'discountRate'))
  if (number(rate) === 100 && sum === undefined) throw coreError(say(call.portal, 'discountSum'))
  const percent = number(rate)
  return {
    type: PERCENT,
    rate: percent,
    sum: sum === undefined ? round((price * percent) / (100 - percent)) : number(sum),
  }
}

function number(value: Param | undefined): number {
  const parsed = Number(asText(value) ?? 0)
  return Number.isFinite(parsed) ? parsed : 0
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
