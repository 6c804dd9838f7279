import type { FieldId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { ContactContext } from './contact-context.ts'
import { TAG_FIELD_MARK } from './field-catalog.ts'
import { toRejection } from './rejections.ts'

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
 *   for a field that cannot keep them
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
    if (known === undefined) await context.api.call(`${FAMILY}.add`, { fields: { ...newField, ...mark } }, signal)
    else await context.api.call(`${FAMILY}.update`, { id: known.ID, fields: mark }, signal)
  } catch (error) {
    throw toRejection(error)
  } finally {
    context.catalog.forget()
  }
}

/** The tags as they are to be: what was there stays in its order. */
export function withTags(
  current: readonly string[],
  { addTags, removeTags }: { readonly addTags: readonly string[]; readonly removeTags: readonly string[] },
): readonly string[] {
  const kept = current.filter((tag) => !removeTags.includes(tag))
  return [...kept, ...addTags.filter((tag) => !kept.includes(tag))]
}
