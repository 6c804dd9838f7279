import { FIRST_IDS, FIRST_RECORD_ID } from '../store/record-store.ts'
import { NOTHING } from '../store/records.ts'
import type { EntityName, StoredRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { neighbourFields, neighbourGroups, users } from './account-data.ts'
import { seedCustomer, seedDeal } from './deal-data.ts'
import type { PartnerInput } from './deal-data.ts'
import * as data from './neighbour-data.ts'
import { createRandom } from './random.ts'
import { seedChats, seedNotes, seedTasks } from './timeline-data.ts'

/** One deal for so many contacts, one customer for so many; large bases have no more of them than a demo needs. */
const CONTACTS_PER_DEAL = 5
const CONTACTS_PER_CUSTOMER = 12
const MOST = 5000
const LINK_STREAMS = 1_500_000_007

/** How the base that these belong to was seeded. */
export type NeighbourOptions = { readonly contacts: number; readonly seed: number; readonly now: number }

/**
 * Adds deals, customers, catalogs, tasks, notes and chats to seeded contacts, which stay as they are. The same options give
 * the same ones. Contacts that are gone by now are passed over.
 */
export function seedNeighbours(store: Store, options: NeighbourOptions): void {
  store.transaction(() => {
    const tags = seedDirectory(store, options.now)
    const holders = seedHolders(store, options, tags)
    seedTasks(store, options)
    seedNotes(store, options, holders)
    seedChats(store, options, firstContact(options))
  })
}

/** The id of the first seeded contact: companies come before it. */
function firstContact({ contacts }: NeighbourOptions): number {
  return FIRST_RECORD_ID + 1 + Math.ceil(contacts / 6)
}

type Tags = { readonly deals: readonly number[]; readonly customers: readonly number[] }

function seedDirectory(store: Store, now: number): Tags {
  const owner = users[0]?.id ?? 0
  for (const group of neighbourGroups) store.directory.putFieldGroup(group)
  for (const field of neighbourFields) store.directory.putField(field)
  for (const pipeline of data.pipelines) store.pipelines.putPipeline(pipeline)
  for (const stage of data.stages) store.pipelines.putStage(stage)
  for (const reason of data.lossReasons(now)) store.pipelines.putLossReason(reason)
  for (const catalog of data.catalogs(now, owner)) store.catalogs.putCatalog(catalog)
  for (const channel of data.channels) store.chats.putChannel(channel)
  const stamps = { createdBy: owner, updatedBy: owner, createdAt: now - 86_400, updatedAt: now - 86_400 }
  data.items.forEach(([catalogId, name], index) => {
    store.catalogs.putItem({ id: data.FIRST_ITEM_ID + index * 2, catalogId, name, ...stamps })
  })
  return {
    deals: data.dealTags.map(([name, color]) => {
      const { id } = store.tags.ensure('deals', name, false)
      store.tags.update(id, name, color)
      return id
    }),
    customers: data.customerTags.map((name) => store.tags.ensure('customers', name, false).id),
  }
}

function seedHolders(store: Store, options: NeighbourOptions, tags: Tags): readonly StoredRecord[] {
  const { contacts, seed, now } = options
  const made: StoredRecord[] = []
  const plans = [
    ['deals', CONTACTS_PER_DEAL, seedDeal],
    ['customers', CONTACTS_PER_CUSTOMER, seedCustomer],
  ] as const
  for (const [entity, share, make] of plans) {
    const count = Math.min(Math.floor(contacts / share), MOST)
    for (let index = 0; index < count; index += 1) {
      const contact = store.records.findVisible('contacts', firstContact(options) + index * share)
      if (contact === undefined) continue
      const input: PartnerInput = { seed, now, tagIds: tags[entity], contact }
      const record = make(index, FIRST_IDS[entity] + 1 + index, input)
      store.records.insert(entity, record)
      appendAdded(store, entity, record)
      linkOne(store, entity, record, contact.id, options)
      if (entity === 'deals') made.push(record)
    }
  }
  return made
}

/** Every third has a second contact, every fourth some goods. */
function linkOne(
  store: Store,
  entity: 'deals' | 'customers',
  { id }: StoredRecord,
  contactId: number,
  { seed }: NeighbourOptions,
): void {
  const random = createRandom(seed, LINK_STREAMS + id)
  store.links.putContact({ entity, entityId: id, contactId, isMain: true })
  const second = contactId + 1
  if (random.chance(1 / 3) && store.records.findVisible('contacts', second) !== undefined) {
    store.links.putContact({ entity, entityId: id, contactId: second, isMain: false })
  }
  if (!random.chance(1 / 4)) return
  const index = random.int(data.items.length)
  const [catalogId] = data.items[index] ?? [0]
  const item = { catalogId, itemId: data.FIRST_ITEM_ID + index * 2, quantity: 1 + random.int(9), priceId: null }
  store.links.putItem({ entity, entityId: id, ...item })
  if (random.chance(0.5)) store.links.putItem({ entity: 'contacts', entityId: contactId, ...item })
}

function appendAdded(store: Store, entity: EntityName, record: StoredRecord): void {
  const { id: entityId, createdBy, createdAt } = record
  store.events.append({ entity, entityId, kind: 'added', createdBy, createdAt, before: NOTHING, after: NOTHING })
}
