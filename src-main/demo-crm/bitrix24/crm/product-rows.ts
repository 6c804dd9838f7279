import { int, json } from '../../store/sql.ts'
import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asFlag, asInt, asMap, asText, pick, upperKeys } from '../protocol/parameters.ts'
import type { Param, ParamMap } from '../protocol/parameters.ts'
import { coreError, RestError } from '../protocol/rest-error.ts'
import type { Item } from '../store/item-store.ts'
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

type Row = Readonly<Record<string, string | number | null>>

function getRows(call: MethodCall, type: CrmType): readonly Row[] {
  const owner = mustFind(call, type, 'read')
  const sql = 'SELECT * FROM b24_product_rows WHERE owner_type = ? AND owner_id = ? ORDER BY id'
  return call.data.sql.all(sql, type, owner.id).map((row) => ({
    ID: String(int(row, 'id')),
    OWNER_ID: String(owner.id),
    OWNER_TYPE: wordsOf(type).letter,
    ...json<Row>(row, 'body'),
  }))
}

/** Puts these in the place of all rows. The total follows, unless it was entered by hand. */
function setRows(call: MethodCall, type: CrmType): boolean {
  const owner = mustFind(call, type, 'edit')
  const rows = asMap(pick(call.params, 'rows', 'ROWS'))
  if (rows === undefined) throw new RestError('The parameter rows must be array.')
  const made = Object.values(rows).map((row) => toRow(call, upperKeys(asMap(row) ?? {})))
  call.data.sql.run('DELETE FROM b24_product_rows WHERE owner_type = ? AND owner_id = ?', type, owner.id)
  for (const row of made) {
    const id = call.data.items.nextId('product rows')
    const body =
      row['PRODUCT_NAME'] === '' ? { ...row, PRODUCT_NAME: `[${id}]`, ORIGINAL_PRODUCT_NAME: `[${id}]` } : row
    const insert = 'INSERT INTO b24_product_rows (id, owner_type, owner_id, body) VALUES (?, ?, ?, ?)'
    call.data.sql.run(insert, id, type, owner.id, JSON.stringify(body))
  }
  const total = made.reduce((sum, row) => sum + Number(row['PRICE']) * Number(row['QUANTITY']), 0)
  const isManual = owner.fields['IS_MANUAL_OPPORTUNITY'] === 'Y'
  changeRecord(call, owner, { fields: isManual ? {} : { OPPORTUNITY: total.toFixed(2) }, multifields: [] })
  return true
}

function mustFind(call: MethodCall, type: CrmType, deed: 'read' | 'edit'): Item {
  const id = asInt(pick(call.params, 'id', 'ID'))
  if (id <= 0) throw new RestError('The parameter id is invalid or not defined.')
  const owner = call.data.items.get(type, id)
  if (owner === undefined) throw new RestError('Not found')
  if (!may(call, deed, owner)) throw denied()
  return owner
}

function toRow(call: MethodCall, input: ParamMap): Row {
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
