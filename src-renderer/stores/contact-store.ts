import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit, FieldName } from '#shared/domain/field-edit.ts'
import type { AccountId, ContactId, MutationId, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { Mutation, Problem } from '#shared/domain/mutation.ts'

/** The open contact as the card shows it. */
export interface ContactView {
  readonly id: ContactId
  readonly accountId: AccountId
  /** `null` until the CRM has it. */
  readonly remoteId: RemoteId | null
  readonly fields: ContactFields
  readonly createdAt: number
  readonly updatedAt: number
  readonly updatedBy: UserId | null
  readonly isDeleted: boolean
}

export interface ContactProblem {
  readonly mutationId: MutationId
  readonly problem: Problem
}

export const useContactStore = defineStore('contact', () => {
  /** Live; `null` when none is open or it is not there. */
  const contact = shallowRef<ContactView | null>(null)
  /** Fields with edits that the CRM has not confirmed. */
  const pendingFields = shallowRef<ReadonlySet<FieldName>>(new Set())
  const problems = shallowRef<readonly ContactProblem[]>([])

  /** Accepts one edit of the open contact. @throws {AppError} `storage/failed`, `state/refused`: then nothing changed */
  async function edit(_edit: FieldEdit): Promise<Mutation> {
    throw new Error('being written')
  }
  /**
   * @param companyName a company by name instead of id: taken from the account when it has one, else made with the contact
   * @throws {AppError} as `edit`
   */
  async function create(_accountId: AccountId, _fields: ContactFields, _companyName?: string): Promise<Mutation> {
    throw new Error('being written')
  }
  return { contact, pendingFields, problems, edit, create }
})
