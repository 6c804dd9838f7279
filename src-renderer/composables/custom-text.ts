import { assertNever } from '#shared/errors/invariant.ts'
import type { CustomItem, Json } from '#shared/domain/contact.ts'
import type { FieldDefinition, FieldKind } from '#shared/domain/directory.ts'
import { entityTypeText, messengerText, requisiteText } from './part-words.ts'
import { recordText } from './record-refs.ts'
import type { Format } from './use-format.ts'
import type { Text } from './use-text.ts'

/** The values of a custom field as one line for people; empty for none. */
export function customText(items: readonly CustomItem[], kind: FieldKind, text: Text, format: Format): string {
  return items
    .map((item) => itemText(item, kind, text, format))
    .filter((line) => line !== '')
    .join(', ')
}

function itemText({ value, code }: CustomItem, kind: FieldKind, text: Text, format: Format): string {
  switch (kind) {
    case 'messengers':
      return code === undefined ? jsonText(value) : `${jsonText(value)} (${messengerText(code, text)})`
    case 'requisites':
      return requisitesText(value, text)
    case 'file':
      return isObject(value) ? jsonText(value['file_name'] ?? '') || numberedText(value, text) : jsonText(value)
    case 'records':
      return recordText(value, text)
    case 'address':
    case 'date':
      return typeof value === 'number' ? format.day(value) : jsonText(value)
    case 'date-time':
      return typeof value === 'number' ? format.moment(value) : jsonText(value)
    case 'boolean':
      return text.t(value === true || value === 1 || value === '1' ? 'card.yes' : 'card.no')
    case 'number':
      return numberText(value, text)
    case 'money':
      // The field's own currency stands beside its name.
      return code === undefined ? numberText(value, text) : `${numberText(value, text)} ${code}`
    case 'text':
    case 'long-text':
    case 'texts':
    case 'url':
    case 'choice':
    case 'choices':
    // Whoever knows names says them: `elementsText`.
    case 'elements':
    case 'other':
      return jsonText(value)
    default:
      return assertNever(kind)
  }
}

/** What is known of a file may be its number alone. */
const numberedText = (value: { readonly [key: string]: Json }, text: Text): string =>
  typeof value['id'] === 'string' && Object.keys(value).length === 1
    ? text.t('field.numbered', { id: value['id'] })
    : jsonText(value)

/** The name first; of the rest, each with its word. */
function requisitesText(value: Json, text: Text): string {
  if (!isObject(value)) return jsonText(value)
  const { name = '', entity_type: type = null, ...rest } = value
  const others = Object.entries(rest)
    .map(([key, part]) => [requisiteText(key, text), jsonText(part)] as const)
    .filter(([, part]) => part !== '')
    .map(([label, part]) => `${label}: ${part}`)
  return [jsonText(name), entityTypeText(type, text), ...others].filter(Boolean).join('; ')
}

function numberText(value: Json, text: Text): string {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? text.number(number) : jsonText(value)
}

/** What only the CRM understands, still readable: a person reads names and values, not braces. */
function jsonText(value: Json): string {
  if (value === null || value === '') return ''
  if (typeof value !== 'object') return String(value)
  if (isList(value)) return value.map(jsonText).filter(Boolean).join(', ')
  return Object.entries(value)
    .map(([name, part]) => [name.replaceAll('_', ' '), jsonText(part)] as const)
    .filter(([, part]) => part !== '')
    .map(([name, part]) => `${name}: ${part}`)
    .join('; ')
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
// `Array.isArray` alone does not narrow a readonly list.
const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** What is typed into a line of text, a number or a link: one value, or none. */
export const textItems = (typed: string): readonly CustomItem[] => (typed === '' ? [] : [{ value: typed }])

/** The first value as an input shows it. */
export const firstText = (items: readonly CustomItem[]): string => jsonText(items[0]?.value ?? null)

/** `null` for text that is no number; comma and spaces are taken as people write them. */
export function parseNumber(typed: string): string | null {
  const plain = typed.replace(/[\s\u00a0\u202f]/gu, '').replace(',', '.')
  return plain === '' || !Number.isFinite(Number(plain)) ? null : plain
}

/** The options chosen, by id where the CRM told it, else by name. */
export function chosenIds(items: readonly CustomItem[], { options }: FieldDefinition): readonly string[] {
  return items.flatMap((item) => {
    const option = options.find(({ id, value }) =>
      item.optionId === undefined ? value === item.value : id === item.optionId,
    )
    return option === undefined ? [] : [option.id]
  })
}

/** Whether what was chosen is offered no more. */
export const isOutdatedChoice = (items: readonly CustomItem[], definition: FieldDefinition): boolean =>
  definition.kind === 'choice' && items.length > 0 && chosenIds(items, definition).length === 0

/** In the field's own order. */
export function chosenItems(ids: readonly string[], { options }: FieldDefinition): readonly CustomItem[] {
  return options.filter(({ id }) => ids.includes(id)).map(({ id, value }) => ({ value, optionId: id }))
}

/** As `chosenItems`, of several. What the field offers no more stays: nobody has decided to drop it. */
export function chosenAmong(
  ids: readonly string[],
  items: readonly CustomItem[],
  definition: FieldDefinition,
): readonly CustomItem[] {
  const others = items.filter((item) => chosenIds([item], definition).length === 0)
  return [...others, ...chosenItems(ids, definition)]
}
