import {
  emptyContactFields,
  type ContactFields,
  type ContactPoint,
  type RemoteContact,
} from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import {
  toEntityId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type MutationId,
  type RemoteId,
  type UserId,
} from '#shared/domain/ids.ts'
import type { Change, Mutation } from '#shared/domain/mutation.ts'

/** Builders show only what matters to a test; everything else is the emptiest thing that is legal. */

export const accountId = 'acc1' as AccountId
export const remoteIdOfNumber = (n: number): RemoteId => String(n) as RemoteId
export const contactId = (n: number): ContactId => toEntityId<ContactId>(accountId, remoteIdOfNumber(n))
export const companyId = (n: number): CompanyId => toEntityId<CompanyId>(accountId, remoteIdOfNumber(n))
export const userId = (n: number): UserId => toEntityId<UserId>(accountId, remoteIdOfNumber(n))
export const mutationId = (n: number): MutationId =>
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as MutationId

export const someFields = (fields: Partial<ContactFields> = {}): ContactFields => ({ ...emptyContactFields, ...fields })

export const phone = (value: string, kind = 'work'): ContactPoint => ({ value, kind })

export const rename = (from: string, to: string): FieldEdit => ({ kind: 'set', field: 'firstName', from, to })

export const tag = (op: 'add' | 'remove', name: string): FieldEdit => ({ kind: 'tag', op, tag: name })

export const phoneEdit = (from: string | null, to: string | null, at = 0): FieldEdit => ({
  kind: 'point',
  field: 'phones',
  at,
  from: from === null ? null : phone(from),
  to: to === null ? null : phone(to),
})

export const someMutation = (n: number, change: Change): Mutation => ({
  id: mutationId(n),
  accountId,
  at: 1_700_000_000_000 + n,
  change,
  subject: `contact ${n}`,
})

export const editMutation = (n: number, contact: number, edit: FieldEdit): Mutation =>
  someMutation(n, { kind: 'edit', contactId: contactId(contact), edit })

export const remoteContact = (n: number, fields: Partial<ContactFields> = {}): RemoteContact => ({
  id: contactId(n),
  remoteId: remoteIdOfNumber(n),
  accountId,
  fields: someFields(fields),
  createdAt: 1_700_000_000_000,
  updatedAt: 1_700_000_000_000,
  updatedBy: null,
})
