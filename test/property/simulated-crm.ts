import type { PartialSwitches } from '#demo-crm/amocrm/switches.ts'
import type { VendorAction } from '#demo-crm/control/vendor-schema.ts'
import { createInProcessCrm } from '#demo-crm/in-process.ts'
import type { StoredRecord } from '#demo-crm/store/records.ts'
import { companiesIn, performCompanyVendor } from './company-records.ts'
import { isCompanyKind } from './deal-steps.ts'
import { watchStates } from './state-log.ts'
import { chatsIn, moveChat, watchChats } from './chats.ts'
import { CONTACTS_AT_START, type CrmContact, type CrmWrite, type SimulatedCrm } from './crm.ts'
import { createDealLog, performDealVendor } from './crm-deals.ts'
import { fieldIds, firstPlaces } from './named-fields.ts'
import { neighboursIn } from './neighbours.ts'
import { performVendor } from './perform-vendor.ts'
import { toCall } from './to-call.ts'
import type { VirtualTime } from './virtual-time.ts'

const COMPANIES_AT_START = 3

/** As the vendor's own interface and the API of colleagues reach it. */
export interface FirstCrm extends SimulatedCrm {
  readonly provider: 'amocrm'
  /** Does what a person does in the vendor's interface; what makes no sense by now is not done. */
  vendor(action: VendorAction): void
  /** Those that are not in the trash. */
  companyIds(): readonly number[]
}

/** @param switches how this account reads what the vendor's manual leaves open */
export function createSimulatedCrm(time: VirtualTime, accountId: number, switches: PartialSwitches = {}): FirstCrm {
  const crm = createInProcessCrm({
    accountId,
    clock: () => time.now(),
    switches: { ...switches, usersAdminOnly: false },
  })
  const { store } = crm
  const writes: CrmWrite[] = []
  const tagNames = new Map<number, string>()
  const readAt = new Map<number, number>()
  /** Of the request that each user's writes come from. */
  const knewAt = new Map<number, number>()
  const [deals, moved] = [createDealLog(store, () => time.now()), new Set<number>()]
  const houses = watchStates(
    () => companiesIn(store),
    () => time.now(),
  )
  function note(userId?: number): void {
    deals.note(userId)
    houses.note(userId)
  }
  const users = store.directory.users().filter(({ isActive }) => isActive)
  const habits = new Set<string>()

  const nameOf = (id: number): string => {
    const known = tagNames.get(id) ?? store.tags.find('contacts', id)?.name ?? ''
    tagNames.set(id, known)
    return known
  }
  const companyNames = new Map<number, readonly string[]>()
  const namesOf = (companyId: number) => companyNames.get(companyId) ?? []
  /** What a field or an option that was removed has left behind is seen by nobody. */
  const optionsOf = (fieldId: number) => store.directory.field('contacts', fieldId)?.options ?? []
  const asDefined = (contact: CrmContact): CrmContact => ({
    ...contact,
    note: store.directory.field('contacts', fieldIds.note) === undefined ? '' : contact.note,
    source: optionsOf(fieldIds.source).some(({ id }) => String(id) === contact.source) ? contact.source : '',
  })
  const watch = (method: 'insert' | 'update') => {
    const write = store.records[method].bind(store.records)
    store.records[method] = (entity, record) => {
      // A company that comes or goes takes its contacts along without a change of theirs.
      if (entity === 'deals' || entity === 'customers') return write(entity, record)
      const isEdited = entity === 'contacts' && record.updatedAt === Math.floor(time.now() / 1000)
      const kept = isEdited ? normalised(record, habits) : record
      write(entity, kept)
      if (entity === 'companies') {
        const others = namesOf(record.id).filter((name) => name !== record.name)
        companyNames.set(record.id, [...others, record.name])
        return
      }
      if (kept.trashed) moved.add(kept.id)
      writes.push({
        at: time.now(),
        userId: kept.updatedBy,
        contact: toCrmContact(kept, nameOf, namesOf),
        readAt: knewAt.get(kept.updatedBy) ?? 0,
      })
    }
  }
  const chatHistory = watchChats(store.chats)
  watch('insert')
  watch('update')

  const first = fill(crm.store.records, time.now(), users[0]?.id ?? 0, accountId)
  houses.note()
  const numbers = (word: 'source' | 'interests', count: number) =>
    Array.from({ length: count }, (_, at) => String(fieldIds[word] * 10 + at))
  const self: FirstCrm = {
    ...{ provider: 'amocrm', fields: firstPlaces },
    choices: { source: numbers('source', 2), interests: numbers('interests', 6) },
    isWrite: ({ method }) => method !== 'GET',
    perform: (what, pick, n) => performVendor(self, what, pick, n),
    performDeal: (what, pick, n) =>
      isCompanyKind(what) ? performCompanyVendor(self, what, pick, n) : performDealVendor(self, what, pick, n),
    moveChat: (pick, n) => moveChat(self, pick, n),
    users: users.map(({ id }) => id),
    writes,
    token: (userId) => crm.token(userId),
    trust(secret, userId) {
      const issuedAt = Math.floor(time.now() / 1000)
      const token = {
        secret,
        kind: 'long',
        userId,
        issuedAt,
        expiresAt: issuedAt + 100 * 86_400,
        redirectUri: null,
      } as const
      if (store.tokens.find(secret, ['long']) === undefined) store.tokens.add(token)
    },
    lastReadAt: (userId) => readAt.get(userId) ?? 0,
    async handle(userId, request, knew) {
      const { method, url } = request
      if (method !== 'GET') knewAt.set(userId, knew)
      // Fields of contacts have an address below theirs, and tell of no contact.
      if (method === 'GET' && /\/api\/v4\/contacts(\/\d+)?(\?|$)/.test(url)) readAt.set(userId, time.now())
      const outcome = await crm.handle(toCall(request))
      if (method !== 'GET') note(userId)
      return outcome
    },
    vendor(action) {
      const [survivor] = action.action === 'merge' ? action.ids : []
      if (survivor !== undefined) moved.add(survivor)
      crm.vendor(action)
      note()
    },
    ...{ deals, houses, moved },
    requisites: { states: [], all: () => [], note: () => undefined },
    contacts: () =>
      store.sql.all('SELECT id FROM contacts ORDER BY id').flatMap(({ id }) => {
        const record = store.records.find('contacts', Number(id))
        return record === undefined ? [] : [asDefined(toCrmContact(record, nameOf, namesOf))]
      }),
    neighbours: () => neighboursIn(store),
    chats: () => chatsIn(store, chatHistory),
    isAdmin: (userId) => store.directory.user(userId)?.isAdmin === true,
    companyName: (id) => namesOf(id).at(-1) ?? '',
    lostCompanies: () => [...companyNames.keys()].filter((id) => self.isCompanyGone(id)),
    isCompanyGone: (id) => store.records.find('companies', id)?.trashed ?? true,
    companyIds: () =>
      store.sql.all('SELECT id FROM companies WHERE trashed = 0 ORDER BY id').map(({ id }) => Number(id)),
    showsTrash: switches.trashedFields !== 'bare',
    hasField: (word) => store.directory.field('contacts', fieldIds[word]) !== undefined,
    options: (word) => optionsOf(fieldIds[word]).map(({ id, value }) => ({ id, value })),
    firstCompany: first,
    companies: COMPANIES_AT_START,
    normalise: (how) => void habits.add(how),
    close: () => crm.close(),
  }
  return self
}

/** @returns id of the first company */
function fill(
  records: { insert(entity: 'contacts' | 'companies', record: StoredRecord): void; nextId(): number },
  now: number,
  userId: number,
  account: number,
): number {
  const at = Math.floor(now / 1000) - 86_400
  const blank = {
    ...{ responsibleUserId: userId, createdBy: userId, updatedBy: userId, createdAt: at, updatedAt: at },
    ...{ closestTaskAt: null, trashed: false, companyId: null, mainContactId: null, tagIds: [], fields: {} },
  }
  const first = records.nextId()
  for (let n = 0; n < COMPANIES_AT_START; n++) {
    records.insert('companies', { ...blank, id: first + n, name: `Фирма ${account}-${n}`, firstName: '', lastName: '' })
  }
  for (let n = 0; n < CONTACTS_AT_START; n++) {
    const [firstName, lastName] = [`Имя${account}-${n}`, `Фамилия${account}-${n}`]
    records.insert('contacts', {
      ...blank,
      ...{ id: first + COMPANIES_AT_START + n, name: `${firstName} ${lastName}`, firstName, lastName },
      companyId: n % 3 === 0 ? first : null,
      fields: { [fieldIds.phone]: [{ value: `+7 90${account % 10} 000-00-0${n}`, enumId: fieldIds.phone * 10 }] },
    })
  }
  return first
}

function normalised(record: StoredRecord, habits: ReadonlySet<string>): StoredRecord {
  const phones = record.fields[fieldIds.phone]
  const lastName = habits.has('trim-names') ? record.lastName.trim() : record.lastName
  if (phones === undefined || !habits.has('rewrite-phones')) return { ...record, lastName }
  const digits = (value: unknown) => String(value).replaceAll(/[^+\d]/g, '')
  const rewritten = phones.map((phone) => ({ ...phone, value: digits(phone.value) }))
  return { ...record, lastName, fields: { ...record.fields, [fieldIds.phone]: rewritten } }
}

/** Of the vendor: the same numbers 1 to 6 in every account. */
const addressCodes = ['address_line_1', 'address_line_2', 'city', 'state', 'zip', 'country']

/** The keys of one object that are filled, each as a line. */
export const toLines = (value: unknown): readonly string[] =>
  Object.entries(typeof value === 'object' && value !== null ? value : {})
    .filter(([, part]) => part !== null && part !== '')
    .map(([key, part]) => `${key}=${String(part)}`)

function toCrmContact(
  record: StoredRecord,
  tagName: (id: number) => string,
  namesOf: (companyId: number) => readonly string[],
): CrmContact {
  const valuesOf = (id: number) => (record.fields[id] ?? []).map(({ value }) => String(value as string))
  return {
    id: record.id,
    isTrashed: record.trashed,
    firstName: record.firstName,
    lastName: record.lastName,
    responsible: record.responsibleUserId,
    company: record.companyId,
    companies: record.companyId === null ? [] : [record.companyId],
    companyNames: record.companyId === null ? [] : namesOf(record.companyId),
    phones: valuesOf(fieldIds.phone),
    emails: valuesOf(fieldIds.email),
    tags: record.tagIds.map(tagName).sort(),
    note: valuesOf(fieldIds.note).join('|'),
    source: (record.fields[fieldIds.source] ?? []).map(({ enumId }) => String(enumId)).join('|'),
    interests: (record.fields[fieldIds.interests] ?? []).map(({ enumId }) => String(enumId)).sort(),
    address: (record.fields[fieldIds.address] ?? [])
      .map(({ value, enumId }) => `${addressCodes[Number(enumId) - 1] ?? ''}=${String(value as string)}`)
      .sort(),
    firm: (record.fields[fieldIds.firm] ?? []).flatMap(({ value }) => toLines(value)).sort(),
    orders: valuesOf(fieldIds.orders).join('|'),
  }
}
