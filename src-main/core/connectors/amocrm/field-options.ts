import type { OneFieldWish } from '#shared/domain/field-wish.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { AmocrmContext } from './context.ts'
import { FieldWire } from './wire.ts'

/** An option as it goes out; one without a number is new. */
export interface OptionOut {
  readonly id?: number
  readonly value: string
  readonly sort?: number
}

/** What changes the options of a field, one at a time. */
export type OptionWish = Extract<OneFieldWish, { readonly kind: `${string}-option` }>

/** Options of a field as they are now, in the vendor's order. @throws {AppError} `state/refused` for a field that is gone */
export async function readOptions(
  { http }: AmocrmContext,
  path: string,
  id: FieldId,
  signal: AbortSignal,
): Promise<readonly OptionOut[]> {
  const field = await http.getJson(`${path}/${id}`, { schema: FieldWire, absentOn404: true, signal })
  if (field === null) throw new AppError('state/refused', 'no such field', { details: { reason: 'no-such-field' } })
  return Object.values(field.enums ?? {})
    .sort((a, b) => (a.sort ?? 0) - (b.sort ?? 0))
    .map(({ id: optionId, value, sort }) => ({
      ...{ id: optionId, value: value ?? '' },
      ...(typeof sort === 'number' ? { sort } : {}),
    }))
}

/** The whole list with that done; options that are not named stay what they are. */
export function withOption(options: readonly OptionOut[], wish: OptionWish): readonly OptionOut[] {
  switch (wish.kind) {
    case 'add-option': {
      const sort = Math.max(0, ...options.map((option) => option.sort ?? 0)) + 1
      return options.some(({ value }) => value === wish.value) ? options : [...options, { value: wish.value, sort }]
    }
    case 'rename-option':
      return options.map((option) => (String(option.id) === wish.optionId ? { ...option, value: wish.value } : option))
    case 'remove-option':
      return options.filter(({ id }) => String(id) !== wish.optionId)
    case 'move-option': {
      const moved = options.find(({ id }) => String(id) === wish.optionId)
      const others = options.filter((option) => option !== moved)
      const at = others.findIndex(({ id }) => String(id) === wish.before)
      if (moved === undefined) return options
      return numberOptions(others.toSpliced(at === -1 ? others.length : at, 0, moved))
    }
  }
}

/** Between two of them there is room for one that a colleague adds. */
const STEP = 10

/** In this order, whatever their numbers were. */
export const numberOptions = (options: readonly OptionOut[]): readonly OptionOut[] =>
  options.map((option, at) => ({ ...option, sort: (at + 1) * STEP }))
