import * as v from 'valibot'
import { hasNewOptions, newFieldKinds, type NewFieldKind, type OneFieldWish } from '#shared/domain/field-wish.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { readAccount } from './account-state.ts'
import type { AmocrmContext } from './context.ts'
import { fieldPath, formOwner } from './directory.ts'
import { numberOptions, readOptions, withOption, type OptionWish } from './field-options.ts'
import { toRejection } from './rejections.ts'

/** How the vendor calls what can be made here. */
const types: Readonly<Partial<Record<NewFieldKind, string>>> = {
  text: 'text',
  'long-text': 'textarea',
  number: 'numeric',
  money: 'monetary',
  boolean: 'checkbox',
  date: 'date',
  birthday: 'birthday',
  'date-time': 'date_time',
  url: 'url',
  choice: 'select',
  radio: 'radiobutton',
  choices: 'multiselect',
  street: 'streetaddress',
  address: 'smart_address',
  requisites: 'legal_entity',
  file: 'file',
  tracking: 'tracking_data',
}

/** What every form can have; the vendor's own pages disagree about tracking data of anything but deals. */
export const newFields: readonly NewFieldKind[] = newFieldKinds.filter(
  (kind) => kind !== 'tracking' && Object.hasOwn(types, kind),
)

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
      case 'create':
        await http.postJson(path, { body: [await toNewField(context, wish, signal)], schema: Anything, signal })
        return
      case 'delete':
        await http.deleteJson(`${path}/${wish.fieldId}`, { schema: Anything, signal })
        return
      default: {
        const body = await toFieldChange(context, path, wish, signal)
        await http.patchJson(`${path}/${wish.fieldId}`, { body, schema: Anything, signal })
      }
    }
  } catch (error) {
    throw toRejection(error)
  }
}

type Named = Exclude<OneFieldWish, { readonly kind: 'create' | 'delete' }>

async function toFieldChange(
  context: AmocrmContext,
  path: string,
  wish: Named,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  switch (wish.kind) {
    case 'rename':
      return { name: wish.name }
    case 'set-currency':
      return { currency: wish.currency }
    case 'set-reminder':
      return { remind: wish.remind }
    case 'set-required':
      // It tells which are; that it can be told is nowhere written, and the settings do not offer it.
      throw new AppError('state/refused', 'no such setting', { details: { reason: 'no-such-field' } })
    default:
      return { enums: withOption(await readOptions(context, path, wish.fieldId, signal), wish satisfies OptionWish) }
  }
}

/** An amount without a currency is refused: without one it is in that of the account. */
async function toNewField(
  context: AmocrmContext,
  { name, fieldKind, currency, options = [] }: Extract<OneFieldWish, { readonly kind: 'create' }>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const field = { name, type: types[fieldKind] }
  if (fieldKind === 'money') return { ...field, currency: currency ?? (await ownCurrency(context, signal)) }
  if (!hasNewOptions(fieldKind) || options.length === 0) return field
  return { ...field, enums: numberOptions(options.map((value) => ({ value }))) }
}

async function ownCurrency(context: AmocrmContext, signal: AbortSignal): Promise<string> {
  if (context.account.currency === '') await readAccount(context, signal)
  return context.account.currency
}
