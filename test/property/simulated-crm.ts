import type { RawRequest } from '#core/ports/network.ts'
import type { VendorAction } from '#demo-crm/control/vendor-schema.ts'
import type { Outcome } from '#demo-crm/http/listener.ts'
import { parsePhpQuery } from '#demo-crm/http/php-query.ts'
import { createInProcessCrm } from '#demo-crm/in-process.ts'
import { contactFieldIds } from '#demo-crm/seed/account-data.ts'
import type { StoredRecord } from '#demo-crm/store/records.ts'
import type { VirtualTime } from './virtual-time.ts'

/** A contact as the CRM's own database has it, in words that need no mapping: what the judge compares. */
export interface CrmContact {
  readonly id: number
  readonly isTrashed: boolean
  readonly firstName: string
  readonly lastName: string
  readonly responsible: number
  readonly company: number | null
  readonly phones: readonly string[]
  readonly emails: readonly string[]
  readonly tags: readonly string[]
  readonly note: string
  readonly source: string
}

/** One write of a contact, in order. */
export interface CrmWrite {
  readonly at: number
  readonly userId: number
  readonly contact: CrmContact
  /** When this user last read contacts: what it has overwritten since, it could not know of. */
  readonly readAt: number
}

/** The CRM of one account: the demo CRM's own core, and a log of every state that any contact has been in. */
export interface SimulatedCrm {
  readonly users: readonly number[]
  readonly writes: readonly CrmWrite[]
  token(userId: number): string
  /** Another account's token is good here as well: worse than any vendor, so that nothing but the app protects the account. */
  trust(token: string, userId: number): void
  handle(userId: number, request: RawRequest): Promise<Outcome>
  /** Does what a person does in the vendor's interface; what makes no sense by now is not done. */
  vendor(action: VendorAction): void
  contacts(): readonly CrmContact[]
  companyName(id: number): string
  readonly firstCompany: number
  readonly companies: number
  /** From now on the vendor trims what it stores as names, or rewrites phones as digits. */
  normalise(how: 'trim-names' | 'rewrite-phones'): void
  close(): void
}

/** Contacts that are there from the beginning. */
export const CONTACTS_AT_START = 10
const COMPANIES_AT_START = 3

export const fieldIds = {
  phone: contactFieldIds.get('phone') ?? 0,
  email: contactFieldIds.get('email') ?? 0,
  note: contactFieldIds.get('note') ?? 0,
  source: contactFieldIds.get('source') ?? 0,
}

export function createSimulatedCrm(time: VirtualTime, accountId: number): SimulatedCrm {
  const crm = createInProcessCrm({ accountId, clock: () => time.now(), switches: { usersAdminOnly: false } })
  const { store } = crm
  const writes: CrmWrite[] = []
  const tagNames = new Map<number, string>()
  const readAt = new Map<number, number>()
  const users = store.directory.users().filter(({ isActive }) => isActive)
  const habits = new Set<string>()

  const nameOf = (id: number): string => {
    const known = tagNames.get(id) ?? store.tags.find('contacts', id)?.name ?? ''
    tagNames.set(id, known)
    return known
  }
  const watch = (method: 'insert' | 'update') => {
    const write = store.records[method].bind(store.records)
    store.records[method] = (entity, record) => {
      const kept = entity === 'contacts' ? normalised(record, habits) : record
      write(entity, kept)
      if (entity !== 'contacts') return
      writes.push({
        at: time.now(),
        userId: kept.updatedBy,
        contact: toCrmContact(kept, nameOf),
        readAt: readAt.get(kept.updatedBy) ?? 0,
      })
    }
  }
  watch('insert')
  watch('update')

  const first = fill(crm.store.records, time.now(), users[0]?.id ?? 0, accountId)
  return {
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
    async handle(userId, { method, url, headers, body }) {
      if (method === 'GET' && url.includes('/api/v4/contacts')) readAt.set(userId, time.now())
      const { pathname, search, origin } = new URL(url)
      const rawQuery = search.slice(1)
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
      return crm.handle({
        method,
        path: pathname,
        query: parsePhpQuery(rawQuery),
        rawQuery,
        headers: lower,
        body: body ?? '',
        base: origin,
      })
    },
    vendor: (action) => crm.vendor(action),
    contacts: () =>
      store.sql.all('SELECT id FROM contacts ORDER BY id').flatMap(({ id }) => {
        const record = store.records.find('contacts', Number(id))
        return record === undefined ? [] : [toCrmContact(record, nameOf)]
      }),
    companyName: (id) => store.records.find('companies', id)?.name ?? '',
    firstCompany: first,
    companies: COMPANIES_AT_START,
    normalise: (how) => void habits.add(how),
    close: () => crm.close(),
  }
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

function toCrmContact(record: StoredRecord, tagName: (id: number) => string): CrmContact {
  const valuesOf = (id: number) => (record.fields[id] ?? []).map(({ value }) => String(value as string))
  return {
    id: record.id,
    isTrashed: record.trashed,
    firstName: record.firstName,
    lastName: record.lastName,
    responsible: record.responsibleUserId,
    company: record.companyId,
    phones: valuesOf(fieldIds.phone),
    emails: valuesOf(fieldIds.email),
    tags: record.tagIds.map(tagName).sort(),
    note: valuesOf(fieldIds.note).join('|'),
    source: valuesOf(fieldIds.source).join('|'),
  }
}
