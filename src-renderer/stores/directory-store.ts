import { defineStore } from 'pinia'
import { computed } from 'vue'
import { type Company, type Pipeline, type User } from '#shared/domain/directory.ts'
import type { AccountId, CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import { toCompany } from '../db/company-row.ts'
import { useServices } from './services.ts'
import { readContactNames } from '../db/read-contact-names.ts'
import { useFields } from './use-fields.ts'
import { useLinkedNames } from './use-linked-names.ts'
import { useLiveQuery } from './use-live-query.ts'
import { useNames } from './use-names.ts'
import { useNamesAhead } from './use-names-ahead.ts'
import { useTagLists } from './use-tag-lists.ts'
import { useTaskTypes } from './use-task-types.ts'
import { useTeams } from './use-teams.ts'

const inAccounts = <T extends { readonly accountId: AccountId }>(list: readonly T[]) =>
  Map.groupBy(list, ({ accountId }) => accountId)

/** The small lists of all accounts, and companies by name. */
export const useDirectoryStore = defineStore('directory', () => {
  const { context, main, search, rows } = useServices()
  const { db } = context
  const companyName = useNames<CompanyId>(
    {
      read: async (ids) => (await db.companies.bulkGet([...ids])).map((row) => row?.name ?? ''),
      changedIn: (changed) =>
        changed.kind === 'everything' ? 'all' : changed.kind === 'companies' ? changed.ids : null,
    },
    rows,
  )
  const contactName = useNames<ContactId>(
    {
      read: (ids) => readContactNames(db, ids),
      changedIn: (changed) =>
        changed.kind === 'everything' ? 'all' : changed.kind === 'contacts' ? changed.ids : null,
    },
    rows,
  )
  const allUsers = useLiveQuery<readonly User[]>(() => db.users.toArray(), [])
  const allPipelines = useLiveQuery<readonly Pipeline[]>(() => db.pipelines.toArray(), [])

  const usersOf = computed(() => inAccounts(allUsers.value.toSorted((a, b) => a.name.localeCompare(b.name))))
  const nameOf = computed(() => new Map(allUsers.value.map(({ id, name }) => [id, name])))
  const pipelinesOf = computed(() => inAccounts(allPipelines.value.toSorted((a, b) => a.sort - b.sort)))

  /** Companies whose name contains the text, those that begin with it first. */
  async function searchCompanies(accountId: AccountId, text: string, limit: number): Promise<readonly Company[]> {
    const found = await db.companies.bulkGet([...(await search.findCompanies(accountId, text, limit))])
    return found.flatMap((row) => (row === undefined || row.isGone === true ? [] : [toCompany(row)]))
  }
  /** By name. Reactive, like all that follow. */
  function users(accountId: AccountId): readonly User[] {
    return usersOf.value.get(accountId) ?? []
  }
  /** Empty for nobody, and for a user who is not in the directory. */
  function userName(id: UserId | null): string {
    return id === null ? '' : (nameOf.value.get(id) ?? '')
  }
  /** The ways that deals go, in the CRM's order. */
  function pipelines(accountId: AccountId): readonly Pipeline[] {
    return pipelinesOf.value.get(accountId) ?? []
  }
  return {
    ...{ searchCompanies, companyName, contactName, pipelines, users, userName },
    ...useTagLists(db, main, search),
    ...useTaskTypes(db),
    ...useLinkedNames(db),
    ...useFields(db, main),
    ...useTeams(allUsers),
    ...useNamesAhead(db, main),
  }
})
