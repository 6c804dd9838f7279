import { contactFieldIds, contactTags, users } from '#demo-crm/seed/account-data.ts'
import { seedCompany } from '#demo-crm/seed/company-data.ts'
import { seedContact, type SeedInput } from '#demo-crm/seed/contact-data.ts'

/** The same base for everybody: the demo CRM makes it in its database, the drivers make it in their page. */
export const DATA_SEED = 1
/** Whole seconds; fixed, so that times are the same in every run. */
export const DATA_NOW = Date.UTC(2026, 0, 1) / 1000
export const responsibles: readonly number[] = users.map(({ id }) => id)
/** From the most used to the least. */
export const tagNames: readonly string[] = contactTags

/** Where the demo CRM begins to count; `isSameBase` of the smoke run notices when it moves. */
const FIRST_RECORD_ID = 40_401_634
const CONTACTS_PER_COMPANY = 6
const RARE_TAGS = 20

export interface BenchPoint {
  readonly value: string
  readonly kind: string
}

/** A contact as a contact manager keeps it, about 770 bytes as JSON. Times are milliseconds. */
export interface BenchContact {
  readonly id: number
  readonly accountId: string
  /** As the application keeps it: ids are text that begins with its account. */
  readonly key: string
  readonly remoteId: string
  readonly name: string
  readonly firstName: string
  readonly lastName: string
  readonly phones: readonly BenchPoint[]
  readonly emails: readonly BenchPoint[]
  readonly companyKeys: readonly string[]
  readonly company: string
  readonly tags: readonly string[]
  readonly responsibleId: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly updatedBy: number
  readonly custom: Readonly<Record<string, readonly { readonly value: unknown; readonly optionId?: string }[]>>
}

export type ContactSource = (at: number) => BenchContact

const ACCOUNT_ID = 'amocrm-6f1d6d0c-31540218'
const allTags = [...contactTags, ...Array.from({ length: RARE_TAGS }, (_, at) => `проект ${2001 + at}`)]
const [phoneField, emailField] = ['phone', 'email'].map((key) => String(contactFieldIds.get(key)))

/** Contacts of a base of that size by their place, always the same. */
export function createContactSource(contacts: number): ContactSource {
  const companies = Math.ceil(contacts / CONTACTS_PER_COMPANY)
  const firstCompany = FIRST_RECORD_ID + 1
  const companyIds = Array.from({ length: companies }, (_, at) => firstCompany + at)
  const shared = { seed: DATA_SEED, now: DATA_NOW }
  const companyInput: SeedInput = { ...shared, companyIds: [], tagIds: [] }
  const contactInput: SeedInput = { ...shared, companyIds, tagIds: allTags.map((_, at) => at) }
  const names = new Map<number, string>()

  function companyName(id: number): string {
    const known = names.get(id) ?? seedCompany(id - firstCompany, id, companyInput).name
    names.set(id, known)
    return known
  }

  return (at) => {
    const id = firstCompany + companies + at
    const record = seedContact(at, id, contactInput)
    const isWhole = record.firstName === '' && record.lastName === ''
    const points = (key: string | undefined) =>
      (record.fields[key ?? ''] ?? []).map(({ value, enumId }) => ({
        value: typeof value === 'string' ? value : '',
        kind: `kind-${enumId ?? 0}`,
      }))
    return {
      id,
      accountId: ACCOUNT_ID,
      key: `${ACCOUNT_ID}.${id}`,
      remoteId: String(id),
      name: isWhole ? record.name.trim() : `${record.firstName} ${record.lastName}`.trim(),
      firstName: record.firstName,
      lastName: record.lastName,
      phones: points(phoneField),
      emails: points(emailField),
      companyKeys: record.companyId === null ? [] : [`${ACCOUNT_ID}.${record.companyId}`],
      company: record.companyId === null ? '' : companyName(record.companyId),
      tags: record.tagIds.map((tag) => allTags[tag] ?? ''),
      responsibleId: record.responsibleUserId,
      createdAt: record.createdAt * 1000,
      updatedAt: record.updatedAt * 1000,
      updatedBy: record.updatedBy,
      custom: Object.fromEntries(
        Object.entries(record.fields)
          .filter(([field]) => field !== phoneField && field !== emailField)
          .map(([field, values]) => [field, values.map(toItem)]),
      ),
    }
  }
}

const toItem = ({ value, enumId }: { readonly value: unknown; readonly enumId?: number }) => ({
  value,
  ...(enumId === undefined ? {} : { optionId: String(enumId) }),
})
