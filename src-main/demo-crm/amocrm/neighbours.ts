import type { ContactHolder, ContactLink, ItemLink } from '../store/link-store.ts'
import type { LossReason } from '../store/pipeline-store.ts'
import type { EntityName, StoredRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { PLURAL } from './entity-words.ts'
import type { Switches } from './switches.ts'

/** What records of one list are linked to, read once per answer. Only what `with` asked for is there. */
export type Neighbours = {
  readonly contacts: ReadonlyMap<number, readonly { readonly id: number; readonly isMain: boolean }[]>
  readonly deals: ReadonlyMap<number, readonly number[]>
  readonly customers: ReadonlyMap<number, readonly number[]>
  readonly items: ReadonlyMap<number, readonly ItemLink[]>
  readonly lossReasons: readonly LossReason[]
}

/** Reads the links of the given records that `with` asks for. */
export function readNeighbours(
  store: Store,
  entity: EntityName,
  withs: ReadonlySet<string>,
  records: readonly StoredRecord[],
): Neighbours {
  const ids = records.map(({ id }) => id)
  return {
    contacts: withs.has('contacts') ? contactsOf(store, entity, records) : new Map(),
    deals: withs.has('leads') ? holdersOf(store, 'deals', entity, ids) : new Map(),
    customers: withs.has('customers') ? holdersOf(store, 'customers', entity, ids) : new Map(),
    items: withs.has('catalog_elements')
      ? grouped(store.links.itemsOf(entity, ids), (link) => link.entityId)
      : new Map(),
    lossReasons: entity === 'deals' && withs.has('loss_reason') ? store.pipelines.lossReasons() : [],
  }
}

function contactsOf(store: Store, entity: EntityName, records: readonly StoredRecord[]): Neighbours['contacts'] {
  if (entity === 'contacts') return new Map()
  if (entity !== 'companies') {
    const links = store.links.contactsOf(
      entity,
      records.map(({ id }) => id),
    )
    return mapped(
      links,
      (link) => link.entityId,
      (link) => ({ id: link.contactId, isMain: link.isMain }),
    )
  }
  const mains = new Map(records.map(({ id, mainContactId }) => [id, mainContactId]))
  const pairs = store.records.contactsOfCompanies([...mains.keys()])
  return mapped(
    pairs,
    (pair) => pair.companyId,
    ({ companyId, contactId }) => ({ id: contactId, isMain: mains.get(companyId) === contactId }),
  )
}

function holdersOf(
  store: Store,
  holder: ContactHolder,
  entity: EntityName,
  ids: readonly number[],
): Neighbours['deals'] {
  if (entity === 'contacts') {
    const links = store.links.holdersOf(holder, ids)
    return mapped(
      links,
      (link: ContactLink) => link.contactId,
      (link) => link.entityId,
    )
  }
  if (entity !== 'companies') return new Map()
  return mapped(
    store.records.recordsOfCompanies(holder, ids),
    (pair) => pair.companyId,
    (pair) => pair.id,
  )
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => number): ReadonlyMap<number, readonly T[]> {
  return mapped(items, keyOf, (item) => item)
}

function mapped<T, V>(
  items: readonly T[],
  keyOf: (item: T) => number,
  valueOf: (item: T) => V,
): ReadonlyMap<number, readonly V[]> {
  const result = new Map<number, V[]>()
  for (const item of items) {
    const list = result.get(keyOf(item))
    if (list === undefined) result.set(keyOf(item), [valueOf(item)])
    else list.push(valueOf(item))
  }
  return result
}

type Linked = Readonly<Record<string, unknown>>

/** The `_embedded` parts of one record besides its tags, in the order that the manual prints. */
export function formatEmbedded(
  record: StoredRecord,
  entity: EntityName,
  sources: { readonly base: string; readonly withs: ReadonlySet<string>; readonly neighbours: Neighbours },
  form: Switches['catalogElementForm'],
): Linked {
  const { base, withs, neighbours } = sources
  const link = (to: EntityName, id: number): Linked => ({
    id,
    _links: { self: { href: recordHref(base, to, id) } },
  })
  const others = (to: ContactHolder): Linked =>
    entity === to || !withs.has(PLURAL[to])
      ? {}
      : { [PLURAL[to]]: (neighbours[to].get(record.id) ?? []).map((id) => link(to, id)) }
  const reason = neighbours.lossReasons.find(({ id }) => id === record.deal?.lossReasonId)
  const items = neighbours.items.get(record.id) ?? []
  return {
    ...others('deals'),
    ...others('customers'),
    ...(withs.has('catalog_elements') ? { catalog_elements: items.map((item) => formatItemLink(item, form)) } : {}),
    ...(entity === 'companies'
      ? {}
      : { companies: record.companyId === null ? [] : [link('companies', record.companyId)] }),
    ...(withs.has('contacts') && entity !== 'contacts'
      ? { contacts: contactLinks(record, entity, neighbours, link) }
      : {}),
    ...(entity === 'deals' && withs.has('loss_reason')
      ? { loss_reason: reason === undefined ? [] : [formatReason(base, reason)] }
      : {}),
    // The manual has the name and no form of it.
    ...(entity === 'contacts' && withs.has('social_profiles') ? { social_profiles: [] } : {}),
  }
}

function contactLinks(
  record: StoredRecord,
  entity: EntityName,
  neighbours: Neighbours,
  link: (to: EntityName, id: number) => Linked,
): readonly Linked[] {
  return (neighbours.contacts.get(record.id) ?? []).map(({ id, isMain }) => {
    const { _links, ...own } = link('contacts', id)
    return { ...own, ...(entity === 'companies' ? {} : { is_main: isMain }), _links }
  })
}

/** The manual lists amount and catalog beside the id, the vendor's own library reads them from `metadata`. */
function formatItemLink(
  { itemId, catalogId, quantity, priceId }: ItemLink,
  form: Switches['catalogElementForm'],
): Linked {
  const flat = { quantity, catalog_id: catalogId }
  const metadata = { ...flat, price_id: priceId }
  switch (form) {
    case 'nested':
      return { id: itemId, metadata }
    case 'flat':
      return { id: itemId, metadata: {}, ...flat }
    case 'both':
      return { id: itemId, metadata, ...flat }
  }
}

/** Why a deal was lost, as the vendor writes it. */
export function formatReason(base: string, { id, name, sort, createdAt }: LossReason): Linked {
  const href = `${base}/api/v4/leads/loss_reasons/${id}`
  return { id, name, sort, created_at: createdAt, updated_at: createdAt, _links: { self: { href } } }
}

/** The address of one record. */
export function recordHref(base: string, entity: EntityName, id: number): string {
  return `${base}/api/v4/${PLURAL[entity]}/${id}`
}
