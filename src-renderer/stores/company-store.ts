import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { AccountId, CompanyId, ContactId, NeighbourId } from '#shared/domain/ids.ts'
import { findChoices, type ContactChoice } from '../db/find-choices.ts'
import {
  findCompanyOf,
  readCompaniesOf,
  readCompany,
  readCompanyPeople,
  type CompanyPerson,
  type OpenCompany,
  type OpenCompanyRecord,
} from '../db/read-company.ts'
import { useContactStore } from './contact-store.ts'
import { useServices } from './services.ts'
import { useLastAnswer } from './use-last-answer.ts'
import { useLiveQuery } from './use-live-query.ts'
import { useSaleEdits } from './use-sale-edits.ts'

export type { CompanyPerson, OpenCompany, OpenCompanyRecord }

/** Contacts that the panel shows; all of them are in the list of contacts, one click away. */
const MOST_PEOPLE = 100
const MOST_CHOICES = 8

interface People {
  readonly of: CompanyId | null
  readonly total: number
  readonly shown: readonly CompanyPerson[]
}
const nobody: People = { of: null, total: 0, shown: [] }

/** The company in the panel and its contacts. All ways to change them reject when nothing changed. */
export const useCompanyStore = defineStore('company', () => {
  const { context, search } = useServices()
  const contacts = useContactStore()
  const { db } = context
  const openId = shallowRef<CompanyId | null>(null)

  const last = useLiveQuery<{ id: CompanyId | null; company: OpenCompany | null }>(
    async () => ({ id: openId.value, company: openId.value === null ? null : await readCompany(db, openId.value) }),
    { id: null, company: null },
    openId,
  )
  const isReading = computed(() => last.value.id !== openId.value)
  /** `null` while another one is still there. */
  const company = computed(() => (isReading.value ? null : last.value.company))

  const read = shallowRef<People>(nobody)
  const people = computed(() => (read.value.of === openId.value ? read.value : nobody))

  /** Who belongs to it the index tells, so that no contact has to be looked at for that. */
  async function ask(): Promise<void> {
    const id = openId.value
    if (id === null) return
    const { total, ids } = await search.contactsOfCompany(id, MOST_PEOPLE)
    read.value = { of: id, total, shown: await readCompanyPeople(db, ids) }
  }
  useLastAnswer({ ask, question: openId, onChanged: (listener) => search.onChanged(listener) }).begin()

  /** A CRM with room for one company takes this one in place of another. @throws {AppError} `storage/failed`, `state/refused` */
  async function addContact(id: CompanyId, contactId: ContactId, exclusive: boolean): Promise<void> {
    const [current = null] = exclusive ? await readCompaniesOf(db, contactId) : []
    await contacts.edit({ kind: 'company', from: current, to: id, exclusive }, contactId)
  }

  /** @throws {AppError} as `addContact` */
  async function removeContact(id: CompanyId, contactId: ContactId, exclusive: boolean): Promise<void> {
    await contacts.edit({ kind: 'company', from: id, to: null, exclusive }, contactId)
  }

  /** Contacts of an account that match and do not belong to the company yet. */
  async function findContacts(accountId: AccountId, id: CompanyId, text: string): Promise<readonly ContactChoice[]> {
    const found = await search.findContacts(accountId, text, MOST_CHOICES)
    const isOther = async (contactId: ContactId) => !(await readCompaniesOf(db, contactId)).includes(id)
    const others = await Promise.all(found.map(async (contactId) => ((await isOther(contactId)) ? [contactId] : [])))
    return findChoices(db, others.flat())
  }

  /** Which company a record is of; `null` for one that is not here. */
  const findCompany = (id: NeighbourId): Promise<CompanyId | null> => findCompanyOf(db, id)

  const { edit, editCustom, editPoint, remove, refresh } = useSaleEdits()
  return {
    ...{ openId, company, isReading, people, addContact, removeContact, findContacts, findCompany },
    ...{ edit, editCustom, editPoint, remove, refresh },
  }
})
