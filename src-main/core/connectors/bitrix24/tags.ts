import * as v from 'valibot'
import type { FieldId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Params } from './api.ts'
import type { ContactContext } from './contact-context.ts'
import { families } from './families.ts'
import { TAG_FIELD_MARK } from './field-catalog.ts'
import { toRejection } from './rejections.ts'
import { lookAtField, type OneFieldWire } from './user-field.ts'
import { IdWire } from './wire.ts'

/** What the field is called for whoever looks at the portal's form. */
const FIELD_NAME = 'UF_CRM_KARTOTEKA_TAGS'
const LABELS = { ru: 'Теги', en: 'Tags' }
const FAMILY = 'crm.contact.userfield'
const newField = {
  ...{ FIELD_NAME, USER_TYPE_ID: 'string', MULTIPLE: 'Y', SHOW_FILTER: 'Y' },
  ...{ EDIT_FORM_LABEL: LABELS, LIST_COLUMN_LABEL: LABELS, LIST_FILTER_LABEL: LABELS },
}

/**
 * Gives tags a field, unless they have one: the vendor has no tags of its own, and a user field of several texts is the nearest
 * to them that it has. The mark on it tells all colleagues which. For administrators of the CRM, who have said that they want it.
 * @throws {AppError} `remote/rejected` with the portal's words; `auth/denied` for whoever is no administrator; `state/refused`
 *   for a field that cannot keep them; `remote/rejected` with reason `made-otherwise` where the portal has left the mark out
 */
export async function setUpTags(context: ContactContext, chosen: FieldId | null, signal: AbortSignal): Promise<void> {
  const { tagField, fields, userFields } = await context.catalog.refresh(signal)
  if (tagField !== null) return
  const known = userFields.find(({ FIELD_NAME: name }) => name === chosen)
  // A mark of somebody else's stays: another program may know the field by it.
  const isFree = known?.USER_TYPE_ID === 'string' && known.XML_ID === ''
  const canKeep = chosen === null || (isFree && fields.get(chosen)?.kind === 'texts')
  if (!canKeep) throw new AppError('state/refused', 'no field of texts', { details: { reason: 'no-such-field' } })
  try {
    const mark = { XML_ID: TAG_FIELD_MARK }
    const id = known?.ID ?? (await make(context, mark, signal))
    if (known !== undefined) await context.api.call(`${FAMILY}.update`, { id: known.ID, fields: mark }, signal)
    // Without the mark nobody would find it, and a field of one text would keep one tag.
    const keeps = ({ XML_ID, MULTIPLE }: OneFieldWire) => XML_ID === TAG_FIELD_MARK && MULTIPLE
    if (id !== null) await lookAtField(context, families.contact, id, keeps, signal)
  } catch (error) {
    throw toRejection(error)
  } finally {
    context.catalog.forget()
  }
}

/** @returns its number, where the portal tells it */
async function make({ api }: ContactContext, mark: Params, signal: AbortSignal): Promise<string | null> {
  const { result } = await api.call(`${FAMILY}.add`, { fields: { ...newField, ...mark } }, signal)
  const made = v.safeParse(IdWire, result)
  return made.success ? made.output : null
}

/** The tags as they are to be: what was there stays in its order. */
export function withTags(
  current: readonly string[],
  { addTags, removeTags }: { readonly addTags: readonly string[]; readonly removeTags: readonly string[] },
): readonly string[] {
  const kept = current.filter((tag) => !removeTags.includes(tag))
  return [...kept, ...addTags.filter((tag) => !kept.includes(tag))]
}
