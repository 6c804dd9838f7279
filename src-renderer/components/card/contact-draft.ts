import { emptyContactFields, type ContactFields } from '#shared/domain/contact.ts'
import type { AccountId, UserId } from '#shared/domain/ids.ts'
import type { ValuesByAccount } from './required-values.ts'

/** What stands in the form of a new contact. */
export interface ContactDraft {
  readonly firstName: string
  readonly lastName: string
  readonly phones: readonly PointDraft[]
  readonly emails: readonly PointDraft[]
  readonly company: string
  readonly tags: readonly string[]
  readonly responsibleId: UserId | null
  /** What the CRM asks for beside these. */
  readonly custom: ValuesByAccount
}

export interface PointDraft {
  readonly value: string
  readonly kind: string
}

export const emptyDraft: ContactDraft = {
  firstName: '',
  lastName: '',
  phones: [],
  emails: [],
  company: '',
  tags: [],
  responsibleId: null,
  custom: {},
}

/** Something by which the contact could be found again. */
export const isWorthSaving = (draft: ContactDraft): boolean =>
  [draft.firstName, draft.lastName, draft.company, ...draft.tags, ...valuesOf(draft)].some((text) => text.trim() !== '')

const valuesOf = ({ phones, emails }: ContactDraft) => [...phones, ...emails].map(({ value }) => value)

/**
 * Empty lines fall away, and of equal values one stays. The company goes by name, beside the fields.
 * @param accountId whom it is made for
 */
export function toFields(draft: ContactDraft, accountId: AccountId): ContactFields {
  return {
    ...emptyContactFields,
    firstName: draft.firstName.trim(),
    lastName: draft.lastName.trim(),
    phones: distinctPoints(draft.phones),
    emails: distinctPoints(draft.emails),
    tags: draft.tags,
    responsibleId: draft.responsibleId,
    custom: draft.custom[accountId] ?? {},
  }
}

/** Without empty lines; of equal values the first stays. */
export function distinctPoints(points: readonly PointDraft[]): readonly PointDraft[] {
  const trimmed = points.map(({ value, kind }) => ({ value: value.trim(), kind })).filter(({ value }) => value !== '')
  return trimmed.filter(({ value }, at) => trimmed.findIndex((other) => other.value === value) === at)
}
