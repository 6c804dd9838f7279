import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, asMap, asText, pick } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { accessDenied, RestError } from '../protocol/rest-error.ts'
import { int } from '../../store/sql.ts'
import type { Item } from '../store/item-store.ts'
import { describeLines } from './describe-fields.ts'
import { DEAL, LEAD, wordsOf } from './entities.ts'
import { followRows, productRowsOf, putProductRow, replaceProductRows, toProductRow } from './product-rows.ts'
import type { ProductRow } from './product-rows.ts'
import { may } from './rights.ts'

/** `crm.item.productrow.*`: the product rows of leads and deals one by one, by names of their own and in native numbers. */
export function itemProductRowMethods(): readonly (readonly [string, Method])[] {
  const prefix = 'crm.item.productrow'
  return [
    [`${prefix}.add`, crmMethod(add)],
    [`${prefix}.update`, crmMethod(update)],
    [`${prefix}.get`, crmMethod((call) => ({ productRow: format(mustFind(call, 'read')) }))],
    [`${prefix}.list`, crmList(list)],
    [`${prefix}.set`, crmMethod(set)],
    [`${prefix}.delete`, crmMethod(remove)],
    [`${prefix}.fields`, crmMethod(() => ({ fields: FIELDS }))],
  ]
}

const FIELDS = describeLines(`
  id integer r ID
  ownerId integer qi Owner ID
  ownerType string qi Owner Type
  productId integer q Product
  productName string - Product Name
  price double - Price
  priceExclusive double r Discounted price excluding tax
  priceNetto double r PRICE_NETTO
  priceBrutto double r PRICE_BRUTTO
  quantity double - Quantity
  discountTypeId integer - Discount Type
  discountRate double - Discount Amount
  discountSum double - Discount Total
  taxRate double - Tax
  taxIncluded char - Tax included in price
  customized char - Modified
  measureCode integer - Unit of Measure Code
  measureName string - Unit of Measure
  sort integer - Sorting
  type integer r TYPE
  storeId integer r STORE_ID`)

type Found = { readonly id: number; readonly owner: Item; readonly row: ProductRow }

function add(call: MethodCall): unknown {
  const input = fieldsParameter(call)
  const owner = mustFindOwner(call, asText(input['ownerType']), asInt(input['ownerId']), 'edit')
  const row = toProductRow(call, upperNames(input))
  const id = putProductRow(call.data, owner, row)
  followRows(call, owner)
  return { productRow: format({ id, owner, row }) }
}

function update(call: MethodCall): unknown {
  const { id, owner, row } = mustFind(call, 'edit')
  const input = upperNames(fieldsParameter(call))
  // What a discount comes to follows from its rate, unless it is named.
  const kept = Object.entries(row).filter(([name]) => name !== 'DISCOUNT_SUM' || row['DISCOUNT_TYPE_ID'] === 1)
  const next = toProductRow(call, { ...Object.fromEntries(kept), ...input })
  putProductRow(call.data, owner, next, id)
  followRows(call, owner)
  return { productRow: format({ id, owner, row: next }) }
}

function set(call: MethodCall): unknown {
  const owner = mustFindOwner(call, asText(call.params['ownerType']), asInt(call.params['ownerId']), 'edit')
  const rows = asMap(call.params['productRows'])
  if (rows === undefined) throw missing('productRows')
  const made = Object.values(rows).map((row) => toProductRow(call, upperNames(asMap(row) ?? {})))
  replaceProductRows(call, owner, made)
  return { productRows: productRowsOf(call.data, owner).map((found) => format({ ...found, owner })) }
}

function list(call: MethodCall): MethodResult {
  const filter = asMap(pick(call.params, 'filter', 'FILTER')) ?? {}
  const named = (name: string) => filter[`=${name}`] ?? filter[name]
  if (named('ownerType') === undefined) throw missing('ownerType')
  if (named('ownerId') === undefined) throw missing('ownerId')
  const owner = mustFindOwner(call, asText(named('ownerType')), asInt(named('ownerId')), 'read')
  const rows = productRowsOf(call.data, owner).map((found) => format({ ...found, owner }))
  const [order] = Object.entries(asMap(pick(call.params, 'order', 'ORDER')) ?? {})
  const isDescending = order?.[0] === 'id' && (asText(order[1]) ?? '').toUpperCase() === 'DESC'
  return { result: { productRows: isDescending ? rows.toReversed() : rows }, total: rows.length }
}

function remove(call: MethodCall): null {
  const { id, owner } = mustFind(call, 'edit')
  call.data.sql.run('DELETE FROM b24_product_rows WHERE id = ?', id)
  followRows(call, owner)
  return null
}

function mustFind(call: MethodCall, deed: 'read' | 'edit'): Found {
  const value = pick(call.params, 'id', 'ID')
  if (value === undefined) throw missing('id')
  const id = asInt(value)
  const place = call.data.sql.get('SELECT owner_type, owner_id FROM b24_product_rows WHERE id = ?', id)
  const owner = place === undefined ? undefined : call.data.items.get(int(place, 'owner_type'), int(place, 'owner_id'))
  const found = owner === undefined ? undefined : productRowsOf(call.data, owner).find((row) => row.id === id)
  if (owner === undefined || found === undefined) throw new RestError('Product row not found', 'NOT_FOUND')
  if (!may(call, deed, owner)) throw accessDenied('Access denied', 400)
  return { id, owner, row: found.row }
}

function mustFindOwner(call: MethodCall, letter: string | undefined, id: number, deed: 'read' | 'edit'): Item {
  const type = ([LEAD, DEAL] as const).find((known) => wordsOf(known).letter === letter)
  if (type === undefined) throw new RestError('Entity type is not supported', 'ENTITY_TYPE_NOT_SUPPORTED')
  const owner = call.data.items.get(type, id)
  if (owner === undefined) throw new RestError('Owner was not found', 'OWNER_NOT_FOUND')
  if (!may(call, deed, owner)) throw accessDenied('Access denied', 400)
  return owner
}

function fieldsParameter({ params }: MethodCall): ParamMap {
  const fields = asMap(pick(params, 'fields', 'FIELDS'))
  if (fields === undefined) throw missing('fields')
  return fields
}

function missing(name: string): RestError {
  return new RestError(`Could not find value for parameter {${name}}`, '100')
}

/** `productName` is kept as `PRODUCT_NAME`. */
function upperNames(input: ParamMap): ParamMap {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name.replaceAll(/[A-Z]/g, '_$&').toUpperCase(), value]),
  )
}

function format({ id, owner, row }: Found): Readonly<Record<string, unknown>> {
  const letter = owner.type === LEAD ? wordsOf(LEAD).letter : wordsOf(DEAL).letter
  const { STORE_ID: storeId } = row
  return {
    ...{ id, ownerId: owner.id, ownerType: letter, productId: row['PRODUCT_ID'], productName: row['PRODUCT_NAME'] },
    ...{ price: row['PRICE'], priceAccount: Number(row['PRICE_ACCOUNT']), priceExclusive: row['PRICE_EXCLUSIVE'] },
    ...{ priceNetto: row['PRICE_NETTO'], priceBrutto: row['PRICE_BRUTTO'], quantity: row['QUANTITY'] },
    ...{
      discountTypeId: row['DISCOUNT_TYPE_ID'],
      discountRate: row['DISCOUNT_RATE'],
      discountSum: row['DISCOUNT_SUM'],
    },
    ...{ taxRate: row['TAX_RATE'], taxIncluded: row['TAX_INCLUDED'], customized: row['CUSTOMIZED'] },
    ...{ measureCode: row['MEASURE_CODE'], measureName: row['MEASURE_NAME'], sort: row['SORT'] },
    ...{ xmlId: row['XML_ID'], type: row['TYPE'] },
    ...(storeId === null || storeId === undefined ? {} : { storeId }),
  }
}
