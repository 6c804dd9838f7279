import type { CustomItem, Json } from '#shared/domain/contact.ts'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import { addressPartText, requisiteKeys, requisiteText } from './part-words.ts'
import type { Text } from './use-text.ts'

/** One line of a value that has several. */
export interface ValuePart {
  readonly key: string
  readonly label: string
  readonly value: string
}

/** All lines that an address can have, and those that it has beside them. */
export function addressParts(
  items: readonly CustomItem[],
  { options }: FieldDefinition,
  text: Text,
): readonly ValuePart[] {
  const known = options.map(({ code, value }) => ({ key: code ?? '', label: addressPartText(code ?? '', value, text) }))
  const others = items
    .filter(({ code = '' }) => !known.some(({ key }) => key === code))
    .map(({ code = '' }) => ({ key: code, label: addressPartText(code, '', text) }))
  return [...known, ...others].map((part) => ({ ...part, value: lineOf(items, part.key) }))
}

const lineOf = (items: readonly CustomItem[], key: string): string =>
  plainText(items.find(({ code = '' }) => code === key)?.value ?? null)

/** The address with one line in place of what stood there; an empty line is none. */
export function withAddressPart(items: readonly CustomItem[], key: string, value: string): readonly CustomItem[] {
  const at = items.findIndex(({ code = '' }) => code === key)
  const others = items.filter((_, index) => index !== at)
  if (value === '') return others
  return at === -1 ? [...items, { value, code: key }] : items.with(at, { value, code: key })
}

/** All that requisites can consist of, and what the CRM has put there beside it. */
export function requisiteParts(items: readonly CustomItem[], text: Text): readonly ValuePart[] {
  const object = objectOf(items)
  const others = Object.keys(object).filter((key) => !requisiteKeys.some((known) => known === key))
  return [...requisiteKeys, ...others].map((key) => ({
    key,
    label: requisiteText(key, text),
    value: plainText(object[key] ?? null),
  }))
}

/** The requisites with one of them in place of what stood there. All that nobody touched stays as the CRM wrote it. */
export function withRequisite(items: readonly CustomItem[], key: string, value: Json): readonly CustomItem[] {
  const others = Object.fromEntries(Object.entries(objectOf(items)).filter(([other]) => other !== key))
  const object = value === '' || value === null ? others : { ...objectOf(items), [key]: value }
  const isFilled = Object.values(object).some((part) => part !== '' && part !== null)
  return isFilled ? [{ value: object }] : []
}

/** The one object of a field; empty where there is none. */
export function objectOf([first]: readonly CustomItem[]): Readonly<Record<string, Json>> {
  const value = first?.value ?? null
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, Json>) : {}
}

const plainText = (value: Json): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
