import type { MessageKey } from '#renderer/locales/en.ts'
import { kindText } from './kind-words.ts'
import type { Text } from './use-text.ts'

/** Lines of an address, as the CRM calls them. */
const addressWords: Readonly<Record<string, MessageKey>> = {
  address_line_1: 'part.address1',
  address_line_2: 'part.address2',
  city: 'part.city',
  state: 'part.state',
  zip: 'part.zip',
  country: 'part.country',
}

/** What requisites consist of, in the order in which people write them. */
export const requisiteKeys = [
  'name',
  'entity_type',
  'vat_id',
  'kpp',
  'tax_registration_reason_code',
  'address',
  'real_address',
  'director',
  'bank_account_number',
  'bank_code',
  'external_uid',
  'unp',
  'bin',
  'egrpou',
  'mfo',
  'oked',
] as const

const requisiteWords: Readonly<Record<string, MessageKey>> = {
  name: 'part.name',
  entity_type: 'part.entityType',
  vat_id: 'part.vatId',
  kpp: 'part.kpp',
  tax_registration_reason_code: 'part.taxCode',
  address: 'part.legalAddress',
  real_address: 'part.realAddress',
  director: 'part.director',
  bank_account_number: 'part.bankAccount',
  bank_code: 'part.bankCode',
  external_uid: 'part.externalId',
  unp: 'part.unp',
  bin: 'part.bin',
  egrpou: 'part.egrpou',
  mfo: 'part.mfo',
  oked: 'part.oked',
}

const wordOf = (words: typeof addressWords, key: string): MessageKey | undefined =>
  Object.hasOwn(words, key) ? words[key] : undefined

/** A line of an address. @param name what the CRM itself calls a line that nobody here knows */
export function addressPartText(code: string, name: string, text: Text): string {
  const known = wordOf(addressWords, code)
  return known === undefined ? name || code : text.t(known)
}

/** One of the requisites; a key that only the CRM knows is shown as it is. */
export function requisiteText(key: string, text: Text): string {
  const known = wordOf(requisiteWords, key)
  return known === undefined ? key.replaceAll('_', ' ') : text.t(known)
}

/** What was refused of a field: the name of a part, or a value as it was typed. */
export function refusedPartText(part: string, text: Text): string {
  const known = wordOf(requisiteWords, part) ?? wordOf(addressWords, part)
  return known === undefined ? part : text.t(known)
}

/** A private person or a firm; empty where neither is said. */
export function entityTypeText(value: unknown, text: Text): string {
  if (value === 1 || value === '1') return text.t('part.person')
  return value === 2 || value === '2' ? text.t('part.firm') : ''
}

/** A messenger, or what a site is, by its code: the CRM writes them in capitals. */
export function messengerText(code: string, text: Text): string {
  // Sites have kinds that are words.
  if (code === 'OTHER' || code === 'WORK' || code === 'HOME') return kindText(code.toLowerCase(), text)
  return /^[A-Z]{4,}$/u.test(code) ? `${code.slice(0, 1)}${code.slice(1).toLowerCase()}` : code
}
