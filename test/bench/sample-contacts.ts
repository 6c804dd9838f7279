import { emptyContactFields, type ContactFields } from '#shared/domain/contact.ts'
import { toEntityId, type AccountId, type CompanyId, type ContactId, type FieldId, type RemoteId, type UserId } from '#shared/domain/ids.ts' // prettier-ignore
import { contactTags } from '#demo-crm/seed/account-data.ts'
import { companyName, personName } from '#demo-crm/seed/names.ts'
import { createRandom, type Random } from '#demo-crm/seed/random.ts'
import { email, phone } from '#demo-crm/seed/reach.ts'
import type { ContactRow } from '#renderer/db/rows.ts'

const SEED = 20_26
const account = 'bench' as AccountId
const FIRST_ID = 10_000_000
const USERS = 40
const YEARS_MS = 3 * 365 * 86_400_000
const NOW = Date.UTC(2026, 10, 20)
const positions = ['Директор', 'Менеджер', 'Закупщик', 'Бухгалтер', 'Инженер', 'Owner', 'CEO', 'Секретарь', 'Прораб']
/** About as long as what a sales team notes: a contact is 770 bytes as JSON. */
const NOTE = 'Просил перезвонить после праздников; интересует доставка в регионы. '.repeat(3)

export const idOf = <Id extends ContactId | CompanyId | UserId>(remoteId: number): Id =>
  toEntityId<Id>(account, String(remoteId) as RemoteId)

/** Half as many companies as contacts. @yields id and name */
export function* sampleCompanies(contacts: number): Generator<readonly [CompanyId, string]> {
  for (let at = 0; at < contacts / 2; at++) yield [idOf<CompanyId>(at + 1), companyName(createRandom(SEED + 1, at))]
}

export const sampleUsers = (): ReadonlyMap<UserId, string> =>
  new Map(
    Array.from({ length: USERS }, (_, at) => {
      const { first, last } = personName(createRandom(SEED + 2, at))
      return [idOf<UserId>(at + 1), `${first} ${last}`]
    }),
  )

/** The same contact for the same place, whatever the number of contacts. */
export function sampleContact(at: number, contacts: number): ContactRow {
  const random = createRandom(SEED, at)
  const name = personName(random)
  const createdAt = NOW - Math.floor(random.next() ** 1.4 * YEARS_MS)
  const fields: ContactFields = {
    ...emptyContactFields,
    name: `${name.first} ${name.last}`,
    firstName: name.first,
    lastName: name.last,
    phones: random.chance(0.88) ? several(random, () => ({ value: phone(random), kind: 'work' })) : [],
    emails: random.chance(0.65) ? several(random, () => ({ value: email(random, name), kind: 'work' })) : [],
    tags: someTags(random),
    companyIds: random.chance(0.6) ? [idOf<CompanyId>(1 + random.int(Math.ceil(contacts / 2)))] : [],
    responsibleId: idOf<UserId>(1 + random.zipf(USERS)),
    custom: {
      ['1' as FieldId]: random.chance(0.5) ? [{ value: random.pick(positions) }] : [],
      ['2' as FieldId]: [{ value: NOTE }],
    },
  }
  const updatedAt = random.chance(0.5) ? createdAt : createdAt + Math.floor(random.next() * (NOW - createdAt))
  return { id: idOf<ContactId>(FIRST_ID + at * 2), accountId: account, fields, createdAt, updatedAt, updatedBy: null }
}

function several<T>(random: Random, make: () => T): readonly T[] {
  return Array.from({ length: random.chance(0.75) ? 1 : 2 + random.int(2) }, make)
}

function someTags(random: Random): readonly string[] {
  const count = random.chance(0.45) ? 0 : 1 + random.zipf(5)
  return [...new Set(Array.from({ length: count }, () => contactTags[random.zipf(contactTags.length)] ?? ''))]
}
