import { isDeepStrictEqual } from 'node:util'
import { splitName } from '#shared/domain/contact.ts'
import { valuesOf, type StoredContact } from '#test/support/demo-control.ts'
import type { CacheRows } from './cache-rows.ts'

export interface Comparison {
  /** Contacts of the CRM that the cache has not, or has more than once. */
  readonly missing: number
  readonly repeated: number
  /** Contacts of the cache that the CRM has not. */
  readonly extra: number
  /** Contacts that differ in a field, with what differs. */
  readonly different: readonly string[]
}

/** Holds the whole cache against the whole base of the CRM, contact by contact and field by field. */
export function compareBases(stored: readonly StoredContact[], rows: CacheRows): Comparison {
  const living = rows.contacts.filter(({ deletedAt }) => deletedAt === undefined)
  const cached = Map.groupBy(living, ({ remoteId }) => String(remoteId ?? 'none'))
  const companyNames = new Map(rows.companies.map(({ id, name }) => [id as string, name]))
  const there = stored.filter(({ trashed }) => !trashed)
  const ids = new Set(there.map(({ id }) => String(id)))
  return {
    missing: there.filter(({ id }) => !cached.has(String(id))).length,
    repeated: [...cached.values()].filter((same) => same.length > 1).length,
    extra: living.filter(({ remoteId }) => !ids.has(String(remoteId ?? 'none'))).length,
    different: there.flatMap((contact) => {
      const [row] = cached.get(String(contact.id)) ?? []
      if (row === undefined) return []
      const [theirs, ours] = [viewOfStored(contact), viewOfRow(row, companyNames)]
      return isDeepStrictEqual(theirs, ours)
        ? []
        : [`${JSON.stringify(theirs)} in the CRM, ${JSON.stringify(ours)} here`]
    }),
  }
}

const POINTS: ReadonlySet<string | null> = new Set(['PHONE', 'EMAIL'])
const DATES: ReadonlySet<string> = new Set(['date', 'date_time', 'birthday'])

function viewOfStored(contact: StoredContact) {
  const custom = contact.fields.filter(({ code, values }) => !POINTS.has(code) && values.length > 0)
  const isWhole = contact.first_name === '' && contact.last_name === ''
  return {
    name: contact.name,
    // A name in one piece is edited in two.
    ...(isWhole ? splitName(contact.name) : { firstName: contact.first_name, lastName: contact.last_name }),
    responsible: String(contact.responsible_user_id),
    company: contact.company?.name ?? null,
    tags: contact.tags.toSorted(),
    phones: valuesOf(contact, 'PHONE'),
    emails: valuesOf(contact, 'EMAIL'),
    custom: custom
      .map(({ field_id, type, values }) => [String(field_id), values.map(({ value }) => plain(value, DATES.has(type)))])
      .toSorted(),
    updatedAt: contact.updated_at * 1000,
  }
}

function viewOfRow({ fields, updatedAt }: CacheRows['contacts'][number], companyNames: ReadonlyMap<string, string>) {
  const [companyId] = fields.companyIds
  return {
    name: fields.name,
    firstName: fields.firstName,
    lastName: fields.lastName,
    responsible: fields.responsibleId?.split('.').at(-1) ?? 'null',
    company: companyId === undefined ? null : (companyNames.get(companyId) ?? `unknown ${companyId}`),
    tags: fields.tags.toSorted(),
    phones: fields.phones.map(({ value }) => value),
    emails: fields.emails.map(({ value }) => value),
    // Links to customers and goods stand among them here alone: the CRM keeps those apart.
    custom: Object.entries(fields.custom)
      .filter(([id]) => !id.startsWith('~'))
      .map(([id, items]) => [id, items.map(({ value }) => plain(value, false))])
      .toSorted(),
    updatedAt,
  }
}

/** The CRM keeps dates in seconds, some as text; here they are milliseconds. */
function plain(value: unknown, isDate: boolean): unknown {
  if (!isDate) return value
  return typeof value === 'number' ? value * 1000 : Date.parse(String(value))
}
