import { DEAL_CONTACTS, LEAD_CONTACTS } from '#demo-crm/bitrix24/crm/bind-records.ts'
import { DEAL, LEAD } from '#demo-crm/bitrix24/crm/entities.ts'
import type { ParamMap } from '#demo-crm/bitrix24/protocol/parameters.ts'
import type { Item } from '#demo-crm/bitrix24/store/item-store.ts'
import type { PortalStore } from '#demo-crm/bitrix24/store/portal-store.ts'
import { toStageId, type SaleKind, type StageId } from '#shared/domain/ids.ts'
import type { CrmDeal } from './crm-deals.ts'
import type { DealVendorKind } from './deal-steps.ts'
import { companyIdsIn, itemsOf } from './portal-records.ts'
import type { SimulatedPortal } from './simulated-portal.ts'

/** Stages that people move things to: one that closes among them, and of deals one of another pipeline. */
export const portalStages: Readonly<Record<SaleKind, readonly StageId[]>> = {
  deal: [toStageId('0', 'NEW'), toStageId('0', 'EXECUTING'), toStageId('0', 'WON'), toStageId('1', 'NEW')],
  lead: [toStageId('lead', 'NEW'), toStageId('lead', 'IN_PROCESS'), toStageId('lead', 'JUNK')],
}

const textIn = ({ fields }: Item, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

/** Deals and leads, in words that need no mapping. */
export function salesIn(data: PortalStore): readonly CrmDeal[] {
  const deals = itemsOf(data, DEAL).map((item) => toCrmDeal(data, 'deal', item))
  return [...deals, ...itemsOf(data, LEAD).map((item) => toCrmDeal(data, 'lead', item))]
}

function toCrmDeal(data: PortalStore, kind: SaleKind, item: Item): CrmDeal {
  const people = data.bindings.of(kind === 'deal' ? DEAL_CONTACTS : LEAD_CONTACTS, item.id)
  // The number of the pipeline stands before the name of a stage, but for those of the first one.
  const ofDeal = () => toStageId(textIn(item, 'CATEGORY_ID') || '0', textIn(item, 'STAGE_ID').replace(/^C\d+:/, ''))
  return {
    ...{ kind, id: item.id, name: textIn(item, 'TITLE'), isTrashed: false, price: Number(textIn(item, 'OPPORTUNITY')) },
    stage: kind === 'deal' ? ofDeal() : toStageId('lead', textIn(item, 'STATUS_ID')),
    contacts: people.map(({ childId }) => childId).sort((a, b) => a - b),
    main: people.find(({ isPrimary }) => isPrimary)?.childId ?? null,
    company: Number(textIn(item, 'COMPANY_ID')) || null,
    tags: [],
    ...{ person: kind === 'lead' ? textIn(item, 'NAME') : '', rows: kind === 'lead' ? rowsOf(data, item.id) : '' },
  }
}

/** Products as one text. */
export const rowsText = (rows: readonly { name: string; price: number; quantity: number }[]): string =>
  rows.map(({ name, price, quantity }) => `${name}*${price}*${quantity}`).join('|')

function rowsOf({ sql }: PortalStore, leadId: number): string {
  const rows = sql.all(
    'SELECT body FROM b24_product_rows WHERE owner_type = ? AND owner_id = ? ORDER BY id',
    LEAD,
    leadId,
  )
  const bodies = rows.map(({ body }) => JSON.parse(String(body)) as Readonly<Record<string, string | number>>)
  const sorted = bodies.toSorted((a, b) => Number(a['SORT']) - Number(b['SORT']))
  return rowsText(
    sorted.map((row) => ({
      ...{ name: String(row['PRODUCT_NAME']), price: Number(row['PRICE']), quantity: Number(row['QUANTITY']) },
    })),
  )
}

/** A colleague who works on deals and leads. What makes no sense by now is not done. */
export function performPortalSale(portal: SimulatedPortal, what: DealVendorKind, pick: number, n: number): void {
  const sales = salesIn(portal.data)
  const wanted = what === 'person' || what === 'rows' ? sales.filter(({ kind }) => kind === 'lead') : sales
  const sale = wanted[pick % Math.max(1, wanted.length)]
  if (sale === undefined) return
  const [id, family] = [String(sale.id), `crm.${sale.kind}`]
  const update = (fields: ParamMap) => void portal.colleague(`${family}.update`, { id, fields })
  const people = portal.contacts()
  switch (what) {
    case 'price':
      return update({ OPPORTUNITY: String(n), IS_MANUAL_OPPORTUNITY: 'Y' })
    case 'stage':
      return update(toStageFields(sale, n))
    case 'join': {
      const chosen = people[n % Math.max(1, people.length)]
      if (chosen !== undefined)
        portal.colleague(`${family}.contact.add`, { id, fields: { CONTACT_ID: String(chosen.id) } })
      return
    }
    case 'leave': {
      const chosen = sale.contacts[n % Math.max(1, sale.contacts.length)]
      if (chosen !== undefined)
        portal.colleague(`${family}.contact.delete`, { id, fields: { CONTACT_ID: String(chosen) } })
      return
    }
    case 'person':
      return update({ NAME: `их лицо ${n}`, COMPANY_ID: String(companyIdsIn(portal.data)[0] ?? 0) })
    case 'rows': {
      const rows = n % 3 === 0 ? [] : [{ PRODUCT_NAME: `их товар ${n}`, PRICE: String(n), QUANTITY: '2' }]
      return void portal.colleague('crm.lead.productrows.set', { id, rows })
    }
    case 'delete':
      return void portal.colleague(`${family}.delete`, { id })
    default:
      return undefined
  }
}

/** Within its own pipeline: a colleague's client of the older methods knows no other way either. */
function toStageFields({ kind, stage }: CrmDeal, n: number): ParamMap {
  if (kind === 'lead') return { STATUS_ID: ['NEW', 'IN_PROCESS', 'PROCESSED'][n % 3] ?? 'NEW' }
  const category = stage.slice(0, stage.indexOf(':'))
  const status = ['NEW', 'EXECUTING', 'WON'][n % 3] ?? 'NEW'
  return { STAGE_ID: category === '0' ? status : `C${category}:${status}` }
}
