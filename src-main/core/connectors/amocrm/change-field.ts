import * as v from 'valibot'
import type { NewFieldKind, OneFieldWish } from '#shared/domain/field-wish.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { AmocrmContext } from './context.ts'
import { fieldPath, formOwner } from './directory.ts'
import { toRejection } from './rejections.ts'
import { FieldWire } from './wire.ts'

const types: Readonly<Record<NewFieldKind, string>> = {
  text: 'text',
  'long-text': 'textarea',
  number: 'numeric',
  boolean: 'checkbox',
  date: 'date',
  'date-time': 'date_time',
  url: 'url',
  choice: 'select',
  choices: 'multiselect',
  address: 'smart_address',
  requisites: 'legal_entity',
}

/** Nobody reads what the vendor says of a definition that it has taken: the directory is read again. */
const Anything = v.unknown()

/**
 * Changes the form of contacts, or of deals, for administrators. Options are read before they are written, because the vendor replaces the
 * list, and one that comes without its number is another option.
 * @throws {AppError} also `remote/rejected`, with the vendor's words; `auth/denied` for anybody else
 * @source https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export async function changeField(context: AmocrmContext, wish: OneFieldWish, signal: AbortSignal): Promise<void> {
  const { http } = context
  const path = fieldPath(formOwner(wish))
  try {
    switch (wish.kind) {
      case 'create': {
        const body = [{ name: wish.name, type: types[wish.fieldKind] }]
        await http.postJson(path, { body, schema: Anything, signal })
        return
      }
      case 'rename':
        await http.patchJson(`${path}/${wish.fieldId}`, { body: { name: wish.name }, schema: Anything, signal })
        return
      case 'delete':
        await http.deleteJson(`${path}/${wish.fieldId}`, { schema: Anything, signal })
        return
      default: {
        const enums = withOption(await readOptions(context, path, wish.fieldId, signal), wish)
        await http.patchJson(`${path}/${wish.fieldId}`, { body: { enums }, schema: Anything, signal })
      }
    }
  } catch (error) {
    throw toRejection(error)
  }
}

interface OptionOut {
  readonly id?: number
  readonly value: string
  readonly sort?: number
}

async function readOptions(
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

type OptionWish = Extract<OneFieldWish, { readonly kind: 'add-option' | 'rename-option' | 'remove-option' }>

function withOption(options: readonly OptionOut[], wish: OptionWish): readonly OptionOut[] {
  switch (wish.kind) {
    case 'add-option': {
      const sort = Math.max(0, ...options.map((option) => option.sort ?? 0)) + 1
      return options.some(({ value }) => value === wish.value) ? options : [...options, { value: wish.value, sort }]
    }
    case 'rename-option':
      return options.map((option) => (String(option.id) === wish.optionId ? { ...option, value: wish.value } : option))
    case 'remove-option':
      return options.filter(({ id }) => String(id) !== wish.optionId)
  }
}
