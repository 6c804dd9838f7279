import type { ContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { linkedKindOf, toLinkedCustom, type Linked } from '#shared/domain/linked.ts'
import { rebaseContact } from '#shared/sync/rebase-contact.ts'
import type { ContactRow } from './rows.ts'

/** As an earlier release kept links that nobody could edit. */
export interface EarlierLinks {
  readonly customerIds?: readonly RemoteId[] | undefined
  readonly elements?: readonly Pick<Linked, 'id' | 'catalogId' | 'quantity'>[] | undefined
}

/**
 * What a row shows that an earlier release has written: its links stand elsewhere until the CRM tells of the contact again.
 * @param edits pending, oldest first
 */
export function withEarlierLinks({ fields, facts }: ContactRow, edits: readonly FieldEdit[]): ContactFields {
  const { customerIds = [], elements = [] } = facts ?? {}
  if (customerIds.length + elements.length === 0) return fields
  const customers = customerIds.map((id): Linked => ({ kind: 'customer', id, catalogId: null, quantity: null }))
  const links = toLinkedCustom([...customers, ...elements.map((one): Linked => ({ kind: 'element', ...one }))])
  const own = edits.filter((edit) => edit.kind === 'custom' && linkedKindOf(edit.fieldId) !== null)
  return rebaseContact({ ...fields, custom: { ...fields.custom, ...links } }, own)
}
