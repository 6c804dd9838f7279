import * as v from 'valibot'
import {
  isGroupWish,
  namedKinds,
  newFieldKinds,
  type FieldWish,
  type NamedKind,
  type NewFieldKind,
  type OneFieldWish,
} from '#shared/domain/field-wish.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Params } from './api.ts'
import type { ContactContext } from './contact-context.ts'
import { codeOfField, families, type Family } from './families.ts'
import { formOf, type Form } from './field-catalog.ts'
import { toRejection } from './rejections.ts'
import { entriesOf, textOf } from './scalars.ts'
import { isAsWished, lookAtField, readUserField } from './user-field.ts'
import { IdWire, type UserFieldWire } from './wire.ts'

/** How the vendor calls what can be made here. */
const types: Readonly<Partial<Record<NewFieldKind, Params>>> = {
  text: { USER_TYPE_ID: 'string' },
  'long-text': { USER_TYPE_ID: 'string', SETTINGS: { ROWS: 4 } },
  number: { USER_TYPE_ID: 'double' },
  boolean: { USER_TYPE_ID: 'boolean' },
  date: { USER_TYPE_ID: 'date' },
  'date-time': { USER_TYPE_ID: 'datetime' },
  url: { USER_TYPE_ID: 'url' },
  choice: { USER_TYPE_ID: 'enumeration' },
  choices: { USER_TYPE_ID: 'enumeration', MULTIPLE: 'Y' },
  address: { USER_TYPE_ID: 'address' },
  money: { USER_TYPE_ID: 'money' },
  employee: { USER_TYPE_ID: 'employee' },
  file: { USER_TYPE_ID: 'file' },
  records: { USER_TYPE_ID: 'crm' },
}

/** What administrators may make; for requisites there are no fields here. Of files a card shows the number and the way to the portal. */
export const newFields: readonly NewFieldKind[] = newFieldKinds.filter((kind) => Object.hasOwn(types, kind))

/** Those of which a card edits several values. A yes or no is never several; several lists are `choices`. */
export const severalKinds: readonly NewFieldKind[] = [
  ...(['text', 'number', 'money', 'date', 'date-time', 'url', 'address', 'employee', 'file', 'records'] as const),
]

/**
 * Changes the form of contacts, of companies, of deals or of leads, for administrators of the CRM. What came of it is looked at:
 * the portal's yes alone proves nothing.
 * @throws {AppError} also `remote/rejected`, with the portal's words, or with reason `made-otherwise` where it has made something
 *   else of it, `currency-not-kept` of an amount's currency; `auth/denied` for anybody else; `state/refused` for a field that is not there, or that every portal has
 * @source https://apidocs.bitrix24.com/api-reference/crm/contacts/userfield/index.html
 */
export async function changeField(context: ContactContext, wish: FieldWish, signal: AbortSignal): Promise<void> {
  const family = families[wish.of ?? 'contact']
  // Its forms have no sections: a layout says how a card is divided.
  if (isGroupWish(wish)) throw new AppError('state/refused', 'no sections', { details: { reason: 'no-such-section' } })
  try {
    const { id, sent } = await carryOut(context, family, wish, signal)
    const otherwise = wish.kind === 'set-currency' ? 'currency-not-kept' : 'made-otherwise'
    if (id !== null) await lookAtField(context, family, id, (field) => isAsWished(wish, field, sent), signal, otherwise)
  } catch (error) {
    throw toRejection(error)
  } finally {
    context.catalog.forget()
  }
}

/** What was written, and to which field; `null` where there is nothing to be looked at any more. */
interface Written {
  readonly id: string | null
  readonly sent: Params
}

async function carryOut(
  context: ContactContext,
  family: Family,
  wish: OneFieldWish,
  signal: AbortSignal,
): Promise<Written> {
  const prefix = `${family.method}.userfield`
  if (wish.kind === 'create') {
    const fields = {
      ...types[wish.fieldKind],
      ...(wish.isMultiple === true && severalKinds.includes(wish.fieldKind) ? { MULTIPLE: 'Y' } : {}),
      ...(wish.isRequired === true ? { MANDATORY: 'Y' } : {}),
      ...(wish.currency === undefined ? {} : { SETTINGS: { DEFAULT_VALUE: `|${wish.currency}` } }),
      ...(wish.fieldKind === 'records' ? { SETTINGS: leadingTo(wish.leadsTo) } : {}),
      ...optionsOf(wish.options),
      FIELD_NAME: newName(context),
      ...labelsOf(wish.name),
      SHOW_IN_LIST: 'Y',
    }
    const { result } = await context.api.call(`${prefix}.add`, { fields }, signal)
    const made = v.safeParse(IdWire, result)
    return { id: made.success ? made.output : null, sent: fields }
  }
  const field = await findField(context, family, wish.fieldId, signal)
  if (wish.kind === 'delete') {
    await context.api.call(`${prefix}.delete`, { id: field.ID }, signal)
    return { id: null, sent: {} }
  }
  const fields = changesOf(wish, field)
  await context.api.call(`${prefix}.update`, { id: field.ID, fields }, signal)
  return { id: field.ID, sent: fields }
}

const optionsOf = (options: readonly string[] = []): Params =>
  options.length === 0 ? {} : { LIST: options.map((value, at) => ({ VALUE: value, SORT: (at + 1) * 10 })) }

/** Each kind is said, for a portal adds leads to what says nothing of them. */
const leadingTo = (kinds: readonly NamedKind[] = namedKinds): Params =>
  Object.fromEntries(namedKinds.map((kind) => [kind.toUpperCase(), kinds.includes(kind) ? 'Y' : 'N']))

/** People name a field by its label; this is what the portal's tables know it by, made as the portal makes its own. */
const newName = ({ clock }: ContactContext): string => `UF_CRM_${clock.now()}`

/** One text for all languages: a map would empty those that it does not name. */
const labelsOf = (name: string): Params => ({
  ...{ EDIT_FORM_LABEL: name, LIST_COLUMN_LABEL: name, LIST_FILTER_LABEL: name },
})

/** As the portal has it at this moment: its options are written anew from what they are. */
async function findField(
  context: ContactContext,
  family: Family,
  id: FieldId,
  signal: AbortSignal,
): Promise<UserFieldWire> {
  const code = codeOfField(family, id)
  const among = ({ userFields }: Form) => userFields.find(({ FIELD_NAME }) => FIELD_NAME === code)
  const { catalog } = context
  const listed =
    among(formOf(await catalog.current(signal), family.owner)) ??
    among(formOf(await catalog.refresh(signal), family.owner))
  const found = listed === undefined ? null : await readUserField(context, family, listed.ID, signal)
  if (listed === undefined || found?.FIELD_NAME !== code) {
    throw new AppError('state/refused', 'no such field', { details: { reason: 'no-such-field' } })
  }
  return { ...listed, ...found, LIST: found.LIST.length > 0 ? found.LIST : listed.LIST }
}

/** What is not named stays as it is. */
function changesOf(wish: Exclude<OneFieldWish, { kind: 'create' | 'delete' }>, field: UserFieldWire): Params {
  const { LIST } = field
  switch (wish.kind) {
    case 'rename':
      return labelsOf(wish.name)
    case 'add-option':
      return { LIST: LIST.some(({ VALUE }) => VALUE === wish.value) ? [] : [{ VALUE: wish.value }] }
    case 'rename-option':
      return { LIST: [{ ID: wish.optionId, VALUE: wish.value }] }
    case 'remove-option':
      return { LIST: [{ ID: wish.optionId, DEL: 'Y' }] }
    case 'move-option':
      return { LIST: reordered(LIST, wish.optionId, wish.before) }
    case 'set-currency':
      if (field.USER_TYPE_ID === 'money') return { SETTINGS: inCurrency(field, wish.currency) }
      throw new AppError('state/refused', 'not an amount', { details: { reason: 'no-such-field' } })
    case 'set-required':
      return { MANDATORY: wish.isRequired ? 'Y' : 'N' }
    case 'set-reminder':
      // No field here says so, and the settings offer it only for one that does.
      throw new AppError('state/refused', 'no such setting', { details: { reason: 'no-such-field' } })
  }
}

/**
 * The manual lists the usual amount, which carries the currency, among what is read and not among what is written: whether a portal
 * has kept it is looked at. The amount stays what it is; so do all other settings, whether a portal adds to what it has or replaces it.
 */
function inCurrency({ SETTINGS }: UserFieldWire, currency: string): Params {
  const settings = Object.fromEntries(entriesOf(SETTINGS))
  const [amount = ''] = textOf(settings['DEFAULT_VALUE']).split('|')
  return { ...settings, DEFAULT_VALUE: `${amount}|${currency}` }
}

/** All of them, each with its place; `null` before is the last one. */
function reordered(list: UserFieldWire['LIST'], id: string, before: string | null): readonly Params[] {
  const moved = list.filter((option) => option.ID === id)
  const others = list.filter((option) => option.ID !== id)
  const at = others.findIndex((option) => option.ID === before)
  return others
    .toSpliced(at === -1 ? others.length : at, 0, ...moved)
    .map(({ ID, VALUE }, place) => ({ ID, VALUE, SORT: (place + 1) * 10 }))
}
