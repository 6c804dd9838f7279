import * as v from 'valibot'
import type { RecordKind } from '#shared/domain/directory.ts'
import type { OneFieldWish } from '#shared/domain/field-wish.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { CallRefusal, type Params } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import type { Family } from './families.ts'
import { currencyOf, namedKindsOf } from './field-facts.ts'
import { parseResult } from './parse-result.ts'
import { listOf, textOf } from './scalars.ts'
import { UserFieldWire } from './wire.ts'

/** One user field as `get` tells it: with its label in each language, which the list keeps to itself. */
const OneFieldWire = v.looseObject({
  ...UserFieldWire.entries,
  EDIT_FORM_LABEL: v.optional(
    v.pipe(
      v.unknown(),
      v.transform((label) => listOf(label).map(textOf)),
    ),
    [],
  ),
})
export type OneFieldWire = v.InferOutput<typeof OneFieldWire>

/**
 * One user field, as the portal has it now.
 * @returns `null` where it is not there
 * @throws {AppError} as `Bitrix24Api`
 * @source https://apidocs.bitrix24.com/api-reference/crm/contacts/userfield/crm-contact-userfield-get.html
 */
export async function readUserField(
  { api }: Bitrix24Context,
  family: Family,
  id: string,
  signal: AbortSignal,
): Promise<OneFieldWire | null> {
  const method = `${family.method}.userfield.get`
  try {
    const { result } = await api.call(method, { id }, signal)
    return parseResult(OneFieldWire, result, method)
  } catch (error) {
    if (error instanceof CallRefusal && error.refusal.code === 'ERROR_NOT_FOUND') return null
    throw error
  }
}

/**
 * Looks at a field that has just been made or changed. That it cannot be looked at is no failure of the change, which is done.
 * @throws {AppError} `remote/rejected` with `reason` where it is there and not as it should be, or not there
 */
export async function lookAtField(
  context: Bitrix24Context,
  family: Family,
  id: string,
  isRight: (field: OneFieldWire) => boolean,
  signal: AbortSignal,
  reason: 'made-otherwise' | 'currency-not-kept' = 'made-otherwise',
): Promise<void> {
  let field: OneFieldWire | null
  try {
    field = await readUserField(context, family, id, signal)
  } catch (error) {
    context.logger.warn('what came of a field cannot be read', { code: error instanceof AppError ? error.code : '' })
    return
  }
  if (field !== null && isRight(field)) return
  throw new AppError('remote/rejected', 'something else was made of a field', {
    details: { reason, reached: true },
  })
}

/**
 * Whether a portal has made of a field what it was asked for: that it has answered with a yes proves nothing. What it does not
 * tell is taken for right.
 * @param sent the characteristics with which a new one was asked for
 */
export function isAsWished(wish: OneFieldWish, field: OneFieldWire, sent: Params): boolean {
  const isNamed = (name: string) => {
    const labels = field.EDIT_FORM_LABEL.filter((label) => label !== '')
    return labels.length === 0 || labels.some((label) => isSameText(label, name))
  }
  const has = (value: string) => field.LIST.some(({ VALUE }) => isSameText(VALUE, value))
  switch (wish.kind) {
    case 'create':
      return (
        isNamed(wish.name) &&
        isOfKind(field, sent) &&
        (wish.options ?? []).every(has) &&
        field.MANDATORY === (wish.isRequired === true) &&
        (wish.currency === undefined || currencyOf(field) === wish.currency) &&
        (wish.leadsTo === undefined || namesThese(field, wish.leadsTo))
      )
    case 'rename':
      return isNamed(wish.name)
    case 'add-option':
      return has(wish.value)
    case 'rename-option':
      return field.LIST.some(({ ID, VALUE }) => ID === wish.optionId && isSameText(VALUE, wish.value))
    case 'remove-option':
      return field.LIST.every(({ ID }) => ID !== wish.optionId)
    case 'move-option':
      return standsBefore(field, wish.optionId, wish.before)
    case 'set-required':
      return field.MANDATORY === wish.isRequired
    case 'set-currency':
      return currencyOf(field) === wish.currency
    case 'delete':
    case 'set-reminder':
      return true
  }
}

/** What a portal tells of it. */
function namesThese(field: OneFieldWire, kinds: readonly RecordKind[]): boolean {
  const told = namedKindsOf(field)
  return told.length === 0 || (told.length === kinds.length && kinds.every((kind) => told.includes(kind)))
}

/** A portal may take off what surrounds a text. */
const isSameText = (a: string, b: string): boolean => a.trim() === b.trim()

const isOfKind = ({ USER_TYPE_ID, MULTIPLE }: OneFieldWire, sent: Params): boolean =>
  (USER_TYPE_ID === '' || USER_TYPE_ID === sent['USER_TYPE_ID']) && MULTIPLE === (sent['MULTIPLE'] === 'Y')

function standsBefore({ LIST }: OneFieldWire, id: string, before: string | null): boolean {
  if (LIST.some(({ SORT }) => SORT === undefined)) return true
  const order = LIST.map((option) => ({ id: option.ID, sort: Number(textOf(option['SORT'])) }))
  const ids = order.toSorted((a, b) => a.sort - b.sort).map((option) => option.id)
  const next = ids[ids.indexOf(id) + 1] ?? null
  // Whom it was to stand before may have gone since.
  return next === before || (before !== null && !ids.includes(before))
}
