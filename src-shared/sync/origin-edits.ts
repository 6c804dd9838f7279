import { emptyContactFields, type ContactFields } from '../domain/contact.ts'
import type { FieldEdit } from '../domain/field-edit.ts'
import type { Change } from '../domain/mutation.ts'
import { diffFields } from './diff-fields.ts'

/**
 * What a create brings, as edits of a contact that was there before: each starts from nothing. What the contact has already
 * needs no request, what it lacks is added, and where it has something else the user is asked.
 */
export function originEdits(fields: ContactFields, createCompanyName: string | undefined): readonly FieldEdit[] {
  return diffFields(emptyContactFields, fields).map((edit) => {
    if (edit.kind !== 'company') return edit
    const isNew = edit.to === fields.companyIds[0] && createCompanyName !== undefined
    // Somebody has had the contact in hand: a company that is there in place of ours was meant.
    return { ...edit, exclusive: true, ...(isNew ? { createName: createCompanyName } : {}) }
  })
}

/** What records began with, then everything else, each in its order. @param items of any number of records, oldest first */
export function originFirst<T extends { readonly change: Change }>(items: readonly T[]): readonly T[] {
  const [origins, others] = [true, false].map((wanted) => items.filter(({ change }) => isOrigin(change) === wanted))
  return origins === undefined || others === undefined || origins.length === 0 ? items : [...origins, ...others]
}

const isOrigin = (change: Change): boolean => 'isOrigin' in change && change.isOrigin === true
