import type { CustomItem } from '#shared/domain/contact.ts'
import type { FieldDefinition, FieldOption } from '#shared/domain/directory.ts'
import { foldName } from '#shared/domain/same-text.ts'
import { fromDayText } from '#shared/domain/calendar-day.ts'
import { fromMomentText } from '#renderer/composables/moment-text.ts'
import { parseNumber } from '#renderer/composables/custom-text.ts'
import { readDay, readMoment, type DayOrder } from './read-day.ts'

/** What is wrong with a cell. */
export type CellFault = 'number' | 'date' | 'yes-no' | 'option'

/** What a cell says for a field of the account's own, or why it says nothing that the field could take. */
export type ReadCell = { readonly items: readonly CustomItem[] } | { readonly fault: CellFault }

const yes = new Set(['да', 'есть', 'yes', 'y', 'true', '1', '+', 'x', 'х', 'истина'])
const no = new Set(['нет', 'no', 'n', 'false', '0', '-', 'ложь'])

/** @param typed not empty */
export function readCustom(typed: string, definition: FieldDefinition, order: DayOrder): ReadCell {
  if (definition.isMultiple !== true) return readOne(typed, definition, order)
  const items: CustomItem[] = []
  for (const piece of piecesOf(typed, /[;\n]/u)) {
    const read = readOne(piece, definition, order)
    if ('fault' in read) return read
    items.push(...read.items)
  }
  return { items }
}

function readOne(typed: string, definition: FieldDefinition, order: DayOrder): ReadCell {
  switch (definition.kind) {
    case 'number':
    case 'money':
      return one(parseNumber(typed), 'number')
    case 'boolean':
      return one(yes.has(foldName(typed)) ? true : no.has(foldName(typed)) ? false : null, 'yes-no')
    case 'date':
      return one(fromDayText(readDay(typed, order) ?? ''), 'date')
    case 'date-time':
      return one(fromMomentText(readMoment(typed, order) ?? ''), 'date')
    case 'choice': {
      const option = optionNamed(typed, definition.options)
      return option === undefined ? { fault: 'option' } : { items: [toItem(option)] }
    }
    case 'choices':
      return readChoices(typed, definition.options)
    case 'texts':
      return { items: piecesOf(typed, /[;\n]/u).map((value) => ({ value })) }
    case 'address':
      // One cell has all of it: it stands in the first line, for people to read.
      return { items: [{ value: typed, ...codeOf(definition.options[0]) }] }
    default:
      return { items: [{ value: typed }] }
  }
}

function one(value: string | number | boolean | null, fault: CellFault): ReadCell {
  return value === null ? { fault } : { items: [{ value }] }
}

/** A name may hold a comma itself: commas part names only where nothing else makes sense of the cell. */
function readChoices(typed: string, options: readonly FieldOption[]): ReadCell {
  for (const separator of [/\n|;/u, /\n|;|,/u]) {
    const chosen = piecesOf(typed, separator).map((name) => optionNamed(name, options))
    const known = chosen.filter((option) => option !== undefined)
    if (known.length === chosen.length) return { items: [...new Set(known)].map(toItem) }
  }
  return { fault: 'option' }
}

/** The parts of a cell with several values, trimmed; empty ones fall away. */
export const piecesOf = (typed: string, separator: RegExp): readonly string[] =>
  typed
    .split(new RegExp(separator, 'u'))
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')

const optionNamed = (name: string, options: readonly FieldOption[]): FieldOption | undefined =>
  options.find(({ value }) => foldName(value) === foldName(name))

const toItem = ({ id, value }: FieldOption): CustomItem => ({ value, optionId: id })

const codeOf = (option: FieldOption | undefined): { readonly code?: string } =>
  option?.code === undefined ? {} : { code: option.code }
