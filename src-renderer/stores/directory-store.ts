import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Company, FieldDefinition, Pipeline, User } from '#shared/domain/directory.ts'
import type { FieldWish } from '#shared/domain/field-wish.ts'
import type { AccountId, CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import { toCompany } from '../db/apply-companies.ts'
import { useServices } from './services.ts'
import { readContactNames } from '../db/read-contact-names.ts'
import { useLiveQuery } from './use-live-query.ts'
import { useNames } from './use-names.ts'

/** The small lists of all accounts, and companies by name. */
export const useDirectoryStore = defineStore('directory', () => {
  const { context, main, search, rows } = useServices()
  const { db } = context
  const companyName = useNames<CompanyId>({
    rows,
    read: async (ids) => (await db.companies.bulkGet([...ids])).map((row) => row?.name ?? ''),
    touched: (changed) => (changed.kind === 'everything' ? 'all' : changed.kind === 'companies' ? changed.ids : []),
  })
  const contactName = useNames<ContactId>({
    rows,
    read: (ids) => readContactNames(db, ids),
    touched: (changed) => (changed.kind === 'everything' ? 'all' : changed.kind === 'contacts' ? changed.ids : []),
  })
  const allUsers = useLiveQuery<readonly User[]>(() => db.users.toArray(), [])
  const allFields = useLiveQuery<readonly FieldDefinition[]>(() => db.fields.toArray(), [])
  const allTags = useLiveQuery(() => db.tags.toArray(), [])
  const allPipelines = useLiveQuery<readonly Pipeline[]>(() => db.pipelines.toArray(), [])

  const usersOf = computed(() => {
    const sorted = allUsers.value.toSorted((a, b) => a.name.localeCompare(b.name))
    return Map.groupBy(sorted, ({ accountId }) => accountId)
  })
  const nameOf = computed(() => new Map(allUsers.value.map(({ id, name }) => [id, name])))
  const fieldsOf = computed(() => {
    const sorted = allFields.value.toSorted((a, b) => a.sort - b.sort)
    return Map.groupBy(sorted, ({ accountId }) => accountId)
  })
  const pipelinesOf = computed(() => {
    const sorted = allPipelines.value.toSorted((a, b) => a.sort - b.sort)
    return Map.groupBy(sorted, ({ accountId }) => accountId)
  })
  const tagsOf = computed(() => Map.groupBy(allTags.value, ({ accountId }) => accountId))

  /** Companies whose name contains the text, those that begin with it first. */
  async function searchCompanies(accountId: AccountId, text: string, limit: number): Promise<readonly Company[]> {
    const found = await db.companies.bulkGet([...(await search.findCompanies(accountId, text, limit))])
    return found.filter((row) => row !== undefined).map(toCompany)
  }
  /** By name. Reactive, like all that follow. */
  function users(accountId: AccountId): readonly User[] {
    return usersOf.value.get(accountId) ?? []
  }
  /** Empty for nobody, and for a user who is not in the directory. */
  function userName(id: UserId | null): string {
    return id === null ? '' : (nameOf.value.get(id) ?? '')
  }
  /** In the CRM's order. */
  function fieldDefinitions(accountId: AccountId): readonly FieldDefinition[] {
    return fieldsOf.value.get(accountId) ?? []
  }
  /** The ways that deals go, in the CRM's order. */
  function pipelines(accountId: AccountId): readonly Pipeline[] {
    return pipelinesOf.value.get(accountId) ?? []
  }
  /** In the CRM itself, for everybody; the new form comes with a pull. @throws {AppError} as a sync, and `state/refused` */
  async function changeField(accountId: AccountId, wish: FieldWish): Promise<void> {
    await main.call('fields/change', { accountId, wish })
  }
  function tagNames(accountId: AccountId): readonly string[] {
    return (tagsOf.value.get(accountId) ?? []).map(({ name }) => name)
  }
  return {
    searchCompanies,
    companyName,
    contactName,
    pipelines,
    users,
    userName,
    fieldDefinitions,
    changeField,
    tagNames,
  }
})
