import * as v from 'valibot'
import type { Discount, ProductRow } from '#shared/domain/product-row.ts'
import type { Command } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { notRun, readAll } from './run-commands.ts'
import { number } from './sale-wire.ts'
import { isYes, textOf } from './scalars.ts'
import { listOfRows } from './wire.ts'

const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)), '')
const amount = v.optional(number, 0)

const ProductRowWire = v.looseObject({
  ...{ PRODUCT_ID: text, PRODUCT_NAME: text, PRICE: amount, QUANTITY: amount },
  ...{ DISCOUNT_TYPE_ID: text, DISCOUNT_RATE: amount, DISCOUNT_SUM: amount },
  /** Nothing is no tax; `0` is a tax of nothing. */
  TAX_RATE: text,
  TAX_INCLUDED: v.pipe(v.unknown(), v.transform(isYes)),
  ...{ MEASURE_CODE: text, MEASURE_NAME: text, SORT: amount },
})
type ProductRowWire = v.InferOutput<typeof ProductRowWire>

/** Discounts are amounts, or parts in percent. */
const [ABSOLUTE, PERCENT] = ['1', '2']

/**
 * Products of each, by id, one command each. Those that are gone meanwhile, or whose products are not for this user, are missing.
 * @source https://apidocs.bitrix24.com/api-reference/crm/leads/crm-lead-productrows-get.html
 */
export async function readProductRows(
  context: Bitrix24Context,
  family: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly ProductRow[]>> {
  const method = `${family}.productrows.get`
  const commands = ids.map((id, at): Command => ({ name: `r${at}`, method, params: { id } }))
  const outcomes = await readAll(context, commands, signal)
  return new Map(
    outcomes.flatMap((outcome, at): [string, readonly ProductRow[]][] => {
      if (outcome.kind === 'not-run') throw notRun(method, outcome.restMs)
      if (outcome.kind === 'refused') return []
      const rows = parseResult(listOfRows(ProductRowWire), outcome.answer.result, method)
      return [[ids[at] ?? '', rows.toSorted((a, b) => a.SORT - b.SORT).map(toProductRow)]]
    }),
  )
}

const toProductRow = (wire: ProductRowWire): ProductRow => ({
  name: wire.PRODUCT_NAME,
  productId: wire.PRODUCT_ID === '' || wire.PRODUCT_ID === '0' ? null : wire.PRODUCT_ID,
  ...{ price: wire.PRICE, quantity: wire.QUANTITY },
  discount: toDiscount(wire),
  ...{ taxRate: wire.TAX_RATE === '' ? null : Number(wire.TAX_RATE), isTaxIncluded: wire.TAX_INCLUDED },
  measure: { code: wire.MEASURE_CODE, name: wire.MEASURE_NAME },
  rest: toRest(wire),
})

/** What a row is told as anyway, what the portal reckons from it, and whose it is. Stale, these would overrule what was edited. */
const told = new Set([
  ...['PRODUCT_ID', 'PRODUCT_NAME', 'PRICE', 'QUANTITY', 'DISCOUNT_TYPE_ID', 'DISCOUNT_RATE', 'DISCOUNT_SUM'],
  ...['TAX_RATE', 'TAX_INCLUDED', 'MEASURE_CODE', 'MEASURE_NAME', 'SORT'],
  ...['ID', 'OWNER_ID', 'OWNER_TYPE', 'RESERVE_ID', 'ORIGINAL_PRODUCT_NAME'],
  ...['PRICE_EXCLUSIVE', 'PRICE_NETTO', 'PRICE_BRUTTO', 'PRICE_ACCOUNT'],
])

/** All else goes back as it was read, known here or not: what is not told again is gone. */
const toRest = (wire: ProductRowWire): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(wire).flatMap(([name, value]) => {
      if (told.has(name) || !['string', 'number', 'boolean'].includes(typeof value)) return []
      const kept = textOf(value)
      return kept === '' ? [] : [[name, kept]]
    }),
  )

const toDiscount = ({ DISCOUNT_TYPE_ID, DISCOUNT_RATE: rate, DISCOUNT_SUM: sum }: ProductRowWire): Discount => ({
  ...{ kind: DISCOUNT_TYPE_ID === ABSOLUTE ? 'sum' : 'percent', rate, sum },
})

/** All of them, in their order: the vendor puts these in the place of all that are there. */
export const toProductRowsOut = (rows: readonly ProductRow[]): readonly Readonly<Record<string, unknown>>[] =>
  rows.map(({ name, productId, price, quantity, discount, taxRate, isTaxIncluded, measure, rest }, at) => ({
    ...rest,
    ...{ PRODUCT_ID: productId ?? '0', PRODUCT_NAME: name, PRICE: price, QUANTITY: quantity },
    // Each kind of discount demands the other's number as well, now and then.
    ...{ DISCOUNT_TYPE_ID: discount.kind === 'sum' ? ABSOLUTE : PERCENT },
    ...{ DISCOUNT_RATE: discount.rate, DISCOUNT_SUM: discount.sum },
    ...(taxRate === null ? {} : { TAX_RATE: taxRate }),
    TAX_INCLUDED: isTaxIncluded ? 'Y' : 'N',
    ...(measure.code === '' ? {} : { MEASURE_CODE: measure.code }),
    ...(measure.name === '' ? {} : { MEASURE_NAME: measure.name }),
    SORT: (at + 1) * SORT_STEP,
  }))

const SORT_STEP = 10
