import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit, FieldName } from '#shared/domain/field-edit.ts'
import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { invariant } from '#shared/errors/invariant.ts'
import { acceptTogether } from '../db/accept-together.ts'
import { createContact, editContact } from '../db/edit-contact.ts'
import { asTheyStay } from '../db/staying.ts'
import { readContact, type ContactProblem, type ContactView, type OpenContact } from '../db/read-contact.ts'
import { useAppStore } from './app-store.ts'
import { useContactListStore } from './contact-list-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useContactSearch } from './use-contact-search.ts'
import { useLiveQuery } from './use-live-query.ts'

export type { ContactProblem, ContactView }

/** The contact in the card. */
export const useContactStore = defineStore('contact', () => {
  const { context, main } = useServices()
  const [app, list] = [useAppStore(), useContactListStore()]
  const outbox = useOutboxStore()
  const read = async (): Promise<{ id: ContactId | null; found: OpenContact | null }> => {
    const id = list.openId
    return { id, found: id === null ? null : await readContact(context.db, id) }
  }
  const last = useLiveQuery(read, { id: null, found: null }, () => list.openId)

  /** One was asked for and is still being read. */
  const isReading = computed(() => last.value.id !== list.openId)
  const open = computed(() => (isReading.value ? null : last.value.found))
  /** Live; `null` when none is open, it is not there, or it is still being read. */
  const contact = computed<ContactView | null>(() => open.value?.contact ?? null)
  /** Fields with edits that leave by themselves. */
  const pendingFields = computed<ReadonlySet<FieldName>>(() => open.value?.pendingFields ?? new Set())
  /** Tags that stay on this device. */
  const deviceTags = computed<ReadonlySet<string>>(() => open.value?.deviceTags ?? new Set())
  const problems = computed<readonly ContactProblem[]>(() => open.value?.problems ?? [])

  /**
   * Accepts one edit of the contact, else of the open one. A field names its contact: by the time it knows what was meant,
   * the card may show another one.
   * @throws {AppError} `storage/failed`, `state/refused`: then nothing changed
   */
  async function edit(wanted: FieldEdit, contactId = contact.value?.id): Promise<Mutation> {
    if (contactId === undefined) {
      throw new AppError('state/refused', 'no contact is open', { details: { reason: 'contact-missing' } })
    }
    return accept(() => editContact(context, contactId, wanted))
  }

  /** Several edits of one contact as one action: accepted all of them, or none, and taken back together. @throws {AppError} as `edit` */
  async function editAll(wanted: readonly FieldEdit[], contactId: ContactId): Promise<void> {
    await outbox.perform(async () => {
      const made = await Promise.all(wanted.map((one) => editContact(context, contactId, one)))
      return acceptTogether(context, main, made)
    })
  }

  /**
   * @param companyName a company by name instead of id: taken from the account when it has one, else made with the
   * contact
   * @throws {AppError} as `edit`
   */
  function create(accountId: AccountId, fields: ContactFields, companyName?: string): Promise<Mutation> {
    return accept(() => createContact(context, accountId, fields, companyName))
  }

  async function accept(make: () => Promise<Mutation>): Promise<Mutation> {
    const [mutation] = await outbox.perform(async () =>
      acceptTogether(context, main, await asTheyStay(context, [await make()], app.hasTags)),
    )
    invariant(mutation !== undefined, 'an action is at least one mutation')
    return mutation
  }
  /** Reads a contact again from the CRM. @throws {AppError} as a sync, and `state/refused` */
  async function refresh(contactId: ContactId): Promise<void> {
    await main.call('contacts/refresh', { contactId })
  }

  return {
    contact,
    isReading,
    pendingFields,
    deviceTags,
    problems,
    edit,
    editAll,
    create,
    refresh,
    ...useContactSearch(),
  }
})
