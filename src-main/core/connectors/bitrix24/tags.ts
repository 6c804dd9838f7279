import type { FieldId } from '#shared/domain/ids.ts'
import type { ContactContext } from './contact-context.ts'
import { TAG_FIELD_MARK } from './field-catalog.ts'
import { toRejection } from './rejections.ts'

/** What the field is called for whoever looks at the portal's form. */
const FIELD_NAME = 'UF_CRM_KARTOTEKA_TAGS'
const LABELS = { ru: 'Теги', en: 'Tags' }
const ADD = 'crm.contact.userfield.add'

/**
 * Makes the field that keeps tags, or finds the one that was made before: the vendor has no tags of its own, and a user field
 * of several texts is the nearest to them that it has. For administrators of the CRM, who have said that they want it.
 * @throws {AppError} `remote/rejected` with the portal's words; `auth/denied` for whoever is no administrator
 */
export async function makeTagField(context: ContactContext, signal: AbortSignal): Promise<FieldId> {
  const { tagField } = await context.catalog.refresh(signal)
  if (tagField !== null) return tagField
  const fields = {
    ...{ FIELD_NAME, USER_TYPE_ID: 'string', XML_ID: TAG_FIELD_MARK, MULTIPLE: 'Y', SHOW_FILTER: 'Y' },
    ...{ EDIT_FORM_LABEL: LABELS, LIST_COLUMN_LABEL: LABELS, LIST_FILTER_LABEL: LABELS },
  }
  try {
    await context.api.call(ADD, { fields }, signal)
  } catch (error) {
    throw toRejection(error)
  } finally {
    context.catalog.forget()
  }
  return FIELD_NAME as FieldId
}

/** The tags as they are to be: what was there stays in its order. */
export function withTags(
  current: readonly string[],
  { addTags, removeTags }: { readonly addTags: readonly string[]; readonly removeTags: readonly string[] },
): readonly string[] {
  const kept = current.filter((tag) => !removeTags.includes(tag))
  return [...kept, ...addTags.filter((tag) => !kept.includes(tag))]
}
