import { CONTACT, REQUISITE } from '../crm/entities.ts'
import type { Item } from '../store/item-store.ts'
import type { Address } from '../store/portal-rows.ts'

/** One contact of so many has requisites, as long as there are few contacts: they are there to be looked at. */
const STEP = 7
const MOST = 200

/** How many so many contacts have. */
export const requisiteCount = (contacts: number): number => Math.min(MOST, Math.floor(contacts / STEP))

/** Requisites of a seeded contact, with their address; `null` for one that has none. */
export function seedRequisite({
  id,
  created,
  fields,
}: Item): { readonly item: Item; readonly address: Address } | null {
  const requisiteId = id / STEP
  if (!Number.isInteger(requisiteId) || requisiteId > MOST) return null
  const isTrader = id % (STEP * 2) === 0
  const names = { RQ_LAST_NAME: fields['LAST_NAME'] ?? null, RQ_FIRST_NAME: fields['NAME'] ?? null }
  const own = isTrader
    ? { PRESET_ID: '2', NAME: 'ИП', RQ_INN: digits(id, 12), RQ_OGRNIP: `3${digits(id, 14)}` }
    : { PRESET_ID: '3', NAME: 'Физ. лицо', RQ_IDENT_DOC: 'Паспорт', RQ_IDENT_DOC_NUM: digits(id, 6) }
  const usual = { ACTIVE: 'Y', ADDRESS_ONLY: 'N', SORT: '500', CREATED_BY_ID: '1' }
  return {
    item: {
      ...{ type: REQUISITE, id: requisiteId, created, modified: 0, ownerType: CONTACT, ownerId: id },
      fields: { ...usual, ENTITY_TYPE_ID: String(CONTACT), ENTITY_ID: String(id), ...names, ...own },
    },
    address: {
      ...{ id: requisiteId, typeId: isTrader ? 6 : 4, entityTypeId: REQUISITE, entityId: requisiteId },
      fields: { ADDRESS_1: `ул. Садовая, ${id}`, CITY: isTrader ? 'Казань' : 'Омск', COUNTRY: 'Россия' },
    },
  }
}

/** So many, always the same for one number. */
const digits = (id: number, count: number): string => String((id * 7_368_787) % 10 ** count).padStart(count, '7')
