import { createRandom } from '../../seed/random.ts'
import type { Random } from '../../seed/random.ts'
import { phone } from '../../seed/reach.ts'
import { personName } from '../../seed/names.ts'
import { DEAL, LEAD } from '../crm/entities.ts'
import { storedMoment } from '../crm/field-values.ts'
import type { FieldMap, Item } from '../store/item-store.ts'
import { portalStatuses } from './directory-data.ts'

/** Streams of chance that stand far from those of contacts and companies. */
const DEAL_STREAMS = 3_000_000_019
const LEAD_STREAMS = 4_000_000_007
const YEAR = 365 * 86_400
const GOODS = ['Поставка', 'Монтаж', 'Обслуживание', 'Консультация', 'Обучение', 'Аренда']

export type SalesInput = {
  readonly seed: number
  readonly now: number
  readonly contacts: number
  readonly companies: number
}
/** A deal or lead, and the contacts that it is linked to. */
export type SeededSale = { readonly item: Item; readonly contactIds: readonly number[]; readonly phone: string | null }

const stagesOf = (entityId: string) => portalStatuses.filter((status) => status.entityId === entityId)

/** @param id counts from 1 */
export function seedDeal(id: number, input: SalesInput): SeededSale {
  const random = createRandom(input.seed, DEAL_STREAMS + id)
  const category = random.chance(0.2) ? 1 : 0
  const stage = random.pick(stagesOf(category === 0 ? 'DEAL_STAGE' : 'DEAL_STAGE_1'))
  const semantics = stage.semantics ?? 'P'
  const contactIds = pickContacts(random, input)
  const item = sale(DEAL, id, random, input, {
    TITLE: `${random.pick(GOODS)} № ${id}`,
    ...{ TYPE_ID: 'SALE', CATEGORY_ID: String(category), STAGE_ID: stage.statusId, STAGE_SEMANTIC_ID: semantics },
    ...{ CLOSED: semantics === 'P' ? 'N' : 'Y', IS_NEW: 'N', IS_RECURRING: 'N', IS_RETURN_CUSTOMER: 'N' },
    ...{ IS_REPEATED_APPROACH: 'N', TAX_VALUE: '0.00', PROBABILITY: String(random.int(11) * 10) },
    COMPANY_ID: random.chance(0.5) && input.companies > 0 ? String(1 + random.int(input.companies)) : null,
    CONTACT_ID: contactIds[0] === undefined ? null : String(contactIds[0]),
  })
  const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10)
  const dates = { BEGINDATE: day(item.created), CLOSEDATE: day(item.created + 7 * 86_400) }
  return { item: { ...item, fields: { ...item.fields, ...dates } }, contactIds, phone: null }
}

/** @param id counts from 1 */
export function seedLead(id: number, input: SalesInput): SeededSale {
  const random = createRandom(input.seed, LEAD_STREAMS + id)
  const stage = random.pick(stagesOf('STATUS'))
  const name = personName(random)
  const contactIds = random.chance(0.3) ? pickContacts(random, input) : []
  const hasPhone = random.chance(0.7)
  const item = sale(LEAD, id, random, input, {
    ...{ TITLE: `Заявка № ${id}`, NAME: name.first, LAST_NAME: name.last, STATUS_ID: stage.statusId },
    ...{ STATUS_SEMANTIC_ID: stage.semantics ?? 'P', SOURCE_ID: random.pick(stagesOf('SOURCE')).statusId },
    ...{ HAS_PHONE: hasPhone ? 'Y' : 'N', HAS_EMAIL: 'N', HAS_IMOL: 'N' },
    CONTACT_ID: contactIds[0] === undefined ? null : String(contactIds[0]),
    IS_RETURN_CUSTOMER: contactIds.length > 0 ? 'Y' : 'N',
  })
  const isClosed = stage.semantics !== null
  const closed = isClosed ? { DATE_CLOSED: storedMoment(item.modified) } : {}
  return {
    item: { ...item, fields: { ...item.fields, ...closed } },
    contactIds,
    phone: hasPhone ? phone(random) : null,
  }
}

function sale(type: number, id: number, random: Random, { now }: SalesInput, fields: FieldMap): Item {
  const created = now - random.int(YEAR) - 60
  const modified = created + random.int(now - created)
  const user = String(1 + random.int(6))
  const common = {
    ...{ OPENED: 'Y', ASSIGNED_BY_ID: user, CREATED_BY_ID: user, MODIFY_BY_ID: user, MOVED_BY_ID: user },
    ...{ OPPORTUNITY: (random.int(5000) * 100).toFixed(2), CURRENCY_ID: 'RUB', IS_MANUAL_OPPORTUNITY: 'Y' },
    ...{ MOVED_TIME: storedMoment(modified), LAST_ACTIVITY_BY: user, LAST_ACTIVITY_TIME: storedMoment(modified) },
  }
  const present = Object.entries({ ...common, ...fields }).filter(([, value]) => value !== null)
  return { ...{ type, id, created, modified, ownerType: null, ownerId: null }, fields: Object.fromEntries(present) }
}

function pickContacts(random: Random, { contacts }: SalesInput): number[] {
  if (contacts === 0) return []
  const count = random.chance(0.7) ? 1 : 2 + random.int(2)
  return [...new Set(Array.from({ length: count }, () => 1 + random.int(contacts)))]
}
