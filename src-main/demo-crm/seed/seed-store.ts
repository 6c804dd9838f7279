import { NOTHING } from '../store/records.ts'
import type { EntityName, StoredRecord } from '../store/records.ts'
import { FIRST_RECORD_ID } from '../store/record-store.ts'
import { createIndexes } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { companyTags, contactTags, fieldDefinitions, fieldGroups, userGroups, users } from './account-data.ts'
import { seedCompany } from './company-data.ts'
import { seedContact } from './contact-data.ts'
import type { SeedInput } from './contact-data.ts'
import { seedNeighbours } from './seed-neighbours.ts'

/** What the seeded data depends on, and nothing else. */
export type SeedOptions = {
  readonly contacts: number
  readonly seed: number
  /** Whole seconds; no record is younger. */
  readonly now: number
}

/** Records per transaction: enough to be quick, few enough to keep memory flat at a million. */
const CHUNK = 5000
/** One company for so many contacts. */
const CONTACTS_PER_COMPANY = 6
/** Extra tags, only ever used by the enormous contacts. */
const RARE_TAGS = 20

/** Fills an empty store. The same options give the same records, byte for byte. */
export function seedStore(store: Store, { contacts, seed, now }: SeedOptions): void {
  const input = store.transaction(() => seedDirectory(store))
  const companies = Math.ceil(contacts / CONTACTS_PER_COMPANY)
  const firstCompany = FIRST_RECORD_ID + 1
  const companyInput: SeedInput = { seed, now, companyIds: [], tagIds: input.companyTagIds }
  insertAll(store, 'companies', companies, (index) => seedCompany(index, firstCompany + index, companyInput))
  const companyIds = Array.from({ length: companies }, (_, index) => firstCompany + index)
  const contactInput: SeedInput = { seed, now, companyIds, tagIds: input.contactTagIds }
  const firstContact = firstCompany + companies
  insertAll(store, 'contacts', contacts, (index) => seedContact(index, firstContact + index, contactInput))
  createIndexes(store.sql)
  seedNeighbours(store, { contacts, seed, now })
  store.setMeta('seed', JSON.stringify({ contacts, seed, now }))
}

/** Gives a data file of the first version what it lacks, also when that was interrupted. Its contacts stay as they are. */
export function completeStore(store: Store): void {
  const options = JSON.parse(store.meta('seed') ?? '{}') as Partial<SeedOptions>
  const { contacts = 0, seed = 1, now = 0 } = options
  if (store.pipelines.pipelines().length === 0) seedNeighbours(store, { contacts, seed, now })
}

/** Gives one user a role that lets them see and change little: what a client meets in an account with rights. */
export function seedTrainee(store: Store): void {
  const trainee = users.find(({ name }) => name === TRAINEE)
  if (trainee === undefined) return
  const own = { view: 'own', edit: 'own', add: 'all' } as const
  const linked = { view: 'linked', edit: 'none', add: 'none' } as const
  const entities = { contacts: own, deals: own, tasks: own, companies: linked }
  const { isAdmin, isActive } = trainee
  const rights = { role: { id: 1_204_518, name: 'Стажёр' }, entities }
  store.directory.changeUser(trainee.id, { isAdmin, isActive, rights })
}

const TRAINEE = 'John Carter'

function seedDirectory(store: Store): { contactTagIds: number[]; companyTagIds: number[] } {
  for (const group of userGroups) store.directory.addUserGroup(group)
  for (const user of users) store.directory.addUser(user)
  for (const group of fieldGroups) store.directory.putFieldGroup(group)
  for (const field of fieldDefinitions) store.directory.putField(field)
  const rare = Array.from({ length: RARE_TAGS }, (_, index) => `проект ${2001 + index}`)
  return {
    contactTagIds: [...contactTags, ...rare].map((name) => store.tags.ensure('contacts', name, false).id),
    companyTagIds: companyTags.map((name) => store.tags.ensure('companies', name, false).id),
  }
}

function insertAll(store: Store, entity: EntityName, count: number, make: (index: number) => StoredRecord): void {
  for (let start = 0; start < count; start += CHUNK) {
    store.transaction(() => {
      for (let index = start; index < Math.min(start + CHUNK, count); index += 1) {
        const record = make(index)
        store.records.insert(entity, record)
        store.events.append({
          entity,
          entityId: record.id,
          kind: 'added',
          createdBy: record.createdBy,
          createdAt: record.createdAt,
          before: NOTHING,
          after: NOTHING,
        })
      }
    })
  }
}
