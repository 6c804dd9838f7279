import type { FieldDefinition, FieldLimits } from '#shared/domain/directory.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import { parseNumber } from './custom-text.ts'

/** What looks odd, with the figures that its words name. */
export interface Warning {
  readonly key: MessageKey
  readonly named: Readonly<Record<string, string>>
}

/**
 * No vendor documents how long a line may be, and most keep one in a column of this many characters: more of them may be cut or
 * refused. So it is said, and sent as it is.
 */
const LONG_LINE = 255

/** Of a line for which the CRM has set no limit of its own. */
export const lineWarning = (value: string): Warning | null =>
  lengthOf(value) > LONG_LINE ? { key: 'card.longLine', named: { length: String(lengthOf(value)) } } : null

/** What the form of the CRM itself asks of a value, and this one does not keep to. @param value what is typed, empty for none */
export function limitWarning(
  value: string,
  { kind, limits }: Pick<FieldDefinition, 'kind' | 'limits'>,
): Warning | null {
  if (value === '') return null
  const own = limits === undefined ? null : (numberWarning(value, limits) ?? lengthWarning(value, limits))
  if (own !== null) return own
  const isLine = kind === 'text' || kind === 'texts' || kind === 'url'
  return isLine && limits?.maxLength === undefined ? lineWarning(value) : null
}

function lengthWarning(value: string, { minLength, maxLength }: FieldLimits): Warning | null {
  const length = lengthOf(value)
  const named = { length: String(length), min: String(minLength), max: String(maxLength) }
  if (maxLength !== undefined && length > maxLength) return { key: 'card.tooLong', named }
  return minLength !== undefined && length < minLength ? { key: 'card.tooShort', named } : null
}

function numberWarning(value: string, { min, max }: FieldLimits): Warning | null {
  if (min === undefined && max === undefined) return null
  const number = Number(parseNumber(value) ?? Number.NaN)
  const named = { min: String(min), max: String(max) }
  if (max !== undefined && number > max) return { key: 'card.tooMuch', named }
  return min !== undefined && number < min ? { key: 'card.tooLittle', named } : null
}

/** As people count: a letter outside the first plane is one. */
const lengthOf = (value: string): number => [...value].length
