import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit, FieldName } from '#shared/domain/field-edit.ts'
import { isUuid, type AccountId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { reachKey } from '#shared/domain/same-text.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { acceptMutation } from '../db/accept-mutation.ts'
import { createContact, editContact } from '../db/edit-contact.ts'
import { findOwner } from '../db/read-chats.ts'
import { readContact, type ContactProblem, type ContactView, type OpenContact } from '../db/read-contact.ts'
import { useContactListStore } from './contact-list-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

export type { ContactProblem, ContactView }

/** More people with one number are as good as these. */
const MOST_ALIKE = 5

/** The contact in the card. */
export const useContactStore = defineStore('contact', () => {
  const { context, main, search } = useServices()
  const list = useContactListStore()
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

  /**
   * @param companyName a company by name instead of id: taken from the account when it has one, else made with the
   * contact
   * @throws {AppError} as `edit`
   */
  function create(accountId: AccountId, fields: ContactFields, companyName?: string): Promise<Mutation> {
    return accept(() => createContact(context, accountId, fields, companyName))
  }

  async function accept(make: () => Promise<Mutation>): Promise<Mutation> {
    const [mutation] = await outbox.perform(async () => [await acceptMutation(context, main, await make())] as const)
    return mutation
  }
  /** Reads a contact again from the CRM. @throws {AppError} as a sync, and `state/refused` */
  async function refresh(contactId: ContactId): Promise<void> {
    await main.call('contacts/refresh', { contactId })
  }

  /**
   * What the search of the CRM finds in one account; it is in the cache by then.
   * @throws {AppError} as `refresh`
   */
  async function findInCrm(accountId: AccountId, text: string): Promise<readonly ContactView[]> {
    const { contactIds } = await main.call('contacts/find', { accountId, text })
    return readThere(contactIds)
  }

  /**
   * Who has this very number or address in an account: on this device, else by the CRM's own search. Where the CRM cannot be
   * asked the answer of this device stands; never rejects for its sake.
   */
  async function findSame(accountId: AccountId, reach: string): Promise<readonly ContactView[]> {
    const isSame = ({ fields }: ContactView) =>
      [...fields.phones, ...fields.emails].some(({ value }) => reachKey(value) === reachKey(reach))
    const here = (await readThere(await search.findContacts(accountId, reach, MOST_ALIKE))).filter(isSame)
    if (here.length > 0) return here
    try {
      return (await findInCrm(accountId, reach)).filter(isSame)
    } catch (error) {
      if (error instanceof AppError) return here
      throw error
    }
  }

  /** Who has the chat of this id, as far as this device knows. */
  async function findByChat(accountIds: readonly AccountId[], text: string): Promise<readonly ContactView[]> {
    if (!isUuid(text)) return []
    const owners = await Promise.all(accountIds.map((id) => findOwner(context.db, id, text as RemoteId)))
    return readThere(owners.filter((id) => id !== null))
  }

  /** What lies in the CRM's trash. @throws {AppError} as `refresh` */
  const listDeleted = (accountId: AccountId) => main.call('contacts/list-deleted', { accountId })

  async function readThere(contactIds: readonly ContactId[]): Promise<readonly ContactView[]> {
    const found = await Promise.all(contactIds.map((id) => readContact(context.db, id)))
    return found.flatMap((one) => (one === null || one.contact.isDeleted ? [] : [one.contact]))
  }
  return {
    contact,
    isReading,
    pendingFields,
    problems,
    edit,
    create,
    refresh,
    findInCrm,
    findSame,
    findByChat,
    listDeleted,
  }
})
