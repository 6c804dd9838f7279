import { createRandom } from '../../seed/random.ts'
import type { Random } from '../../seed/random.ts'
import type { SeedOptions } from '../../seed/seed-store.ts'
import { CONTACT_COMPANIES } from '../crm/bind-records.ts'
import { COMMON_CARD, putCard } from '../crm/card-configurations.ts'
import { COMPANY, CONTACT, DEAL, LEAD, wordsOf } from '../crm/entities.ts'
import { putProductRow } from '../crm/product-rows.ts'
import type { ProductRow } from '../crm/product-rows.ts'
import type { Item } from '../store/item-store.ts'
import type { PortalStore } from '../store/portal-store.ts'
import { seedTimeline } from './timeline-data.ts'

/** So many records of each kind are furnished, the first ones: they are there to be looked at. */
const MOST = 600
const GOODS_STREAMS = 6_000_000_011
/** One contact of so many has several companies. */
const COMPANIES_STEP = 9

const GOODS = [
  ['Кофемашина', 48_000],
  ['Монтаж и наладка', 7500],
  ['Зерно, 1 кг', 1250],
  ['Обучение сотрудников', 12_000],
  ['Обслуживание, месяц', 3900],
] as const

/**
 * What a portal in use has beside records: activities and comments, goods in leads and deals, people with several companies, a
 * layout of cards for everybody. The same options give the same, byte for byte.
 */
export function furnishPortal(data: PortalStore, options: SeedOptions): void {
  data.sql.transaction(() => {
    for (const type of [CONTACT, DEAL, LEAD, COMPANY] as const) {
      for (let id = 1; id <= MOST; id += 1) {
        const item = data.items.get(type, id)
        if (item === undefined) break
        // The last to be furnished is written last: each step takes the record as the one before has left it.
        const stocked = type === DEAL || type === LEAD ? stock(data, item, options) : item
        if (type === CONTACT) employ(data, stocked)
        seedTimeline(data, stocked, options)
      }
    }
    layOut(data)
  })
}

/** Half of the leads and a quarter of the deals have goods, and their total is the sum of these. */
function stock(data: PortalStore, item: Item, { seed }: SeedOptions): Item {
  if (item.id % (item.type === LEAD ? 2 : 4) !== 0) return item
  const random = createRandom(seed, GOODS_STREAMS + item.type * 10_000_019 + item.id)
  const rows = Array.from({ length: 1 + random.int(3) }, (_, index) => toRow(random, index))
  for (const row of rows) putProductRow(data, item, row)
  const total = rows.reduce((sum, row) => sum + Number(row['PRICE']) * Number(row['QUANTITY']), 0)
  const stocked = { ...item, fields: { ...item.fields, OPPORTUNITY: total.toFixed(2), IS_MANUAL_OPPORTUNITY: 'N' } }
  data.items.put(stocked)
  return stocked
}

function toRow(random: Random, index: number): ProductRow {
  const [name, price] = random.pick(GOODS)
  return {
    ...{ PRODUCT_ID: 0, PRODUCT_NAME: name, ORIGINAL_PRODUCT_NAME: name, PRODUCT_DESCRIPTION: '' },
    ...{ PRICE: price, PRICE_EXCLUSIVE: price, PRICE_NETTO: price, PRICE_BRUTTO: price },
    ...{ PRICE_ACCOUNT: price.toFixed(2), QUANTITY: 1 + random.int(5) },
    ...{ DISCOUNT_TYPE_ID: 2, DISCOUNT_RATE: 0, DISCOUNT_SUM: 0, TAX_RATE: null, TAX_INCLUDED: 'N', CUSTOMIZED: 'Y' },
    ...{ MEASURE_CODE: 796, MEASURE_NAME: 'шт', SORT: (index + 1) * 10, XML_ID: '', TYPE: 1, STORE_ID: null },
    ...{ RESERVE_ID: null, DATE_RESERVE_END: null, RESERVE_QUANTITY: null },
  }
}

/** Some work for two or three companies; the one they had stays the primary one. */
function employ(data: PortalStore, { id, fields }: Item): void {
  const primary = Number(fields['COMPANY_ID'] ?? 0)
  if (primary === 0 || id % COMPANIES_STEP !== 0) return
  const wanted = id % (COMPANIES_STEP * 2) === 0 ? [primary + 1, primary + 2] : [primary + 1]
  const others = wanted.filter((companyId) => data.items.get(COMPANY, companyId) !== undefined)
  const bindings = [primary, ...others].map((childId, index) => ({
    ...{ childId, sort: (index + 1) * 10, isPrimary: index === 0 },
  }))
  data.bindings.replace(CONTACT_COMPANIES, id, bindings)
}

type Section = readonly [name: string, title: string, ...elements: string[]]

const CONTACT_CARD: readonly Section[] = [
  ['main', 'О контакте', 'NAME', 'LAST_NAME', 'PHONE', 'EMAIL', 'POST', 'COMPANY'],
  ['work', 'Работа с контактом', 'TYPE_ID', 'SOURCE_ID', 'ASSIGNED_BY_ID', 'COMMENTS'],
]
const LEAD_CARD: readonly Section[] = [
  ['main', 'О лиде', 'TITLE', 'STATUS_ID', 'OPPORTUNITY_WITH_CURRENCY', 'CLIENT'],
  ['additional', 'Дополнительно', 'SOURCE_ID', 'ASSIGNED_BY_ID', 'COMMENTS'],
]

function layOut(data: PortalStore): void {
  const sections = (card: readonly Section[]) =>
    card.map(([name, title, ...elements]) => ({
      ...{ name, title, type: 'section' },
      elements: elements.map((element, index) => ({ name: element, optionFlags: index < 4 ? '1' : '0' })),
    }))
  putCard(data, wordsOf(CONTACT).method, '', COMMON_CARD, sections(CONTACT_CARD))
  putCard(data, wordsOf(LEAD).method, 'simple', COMMON_CARD, sections(LEAD_CARD))
}
