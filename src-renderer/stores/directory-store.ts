import { defineStore } from 'pinia'
import type { Company, FieldDefinition, User } from '#shared/domain/directory.ts'
import type { AccountId, CompanyId, UserId } from '#shared/domain/ids.ts'

export const useDirectoryStore = defineStore('directory', () => {
  /** Companies whose name contains the text, those that begin with it first. */
  async function searchCompanies(_accountId: AccountId, _text: string, _limit: number): Promise<readonly Company[]> {
    return []
  }
  /** Empty until it is read. Reactive. */
  function companyName(_id: CompanyId): string {
    return ''
  }
  /** By name. Reactive, like all that follow. */
  function users(_accountId: AccountId): readonly User[] {
    return []
  }
  function userName(_id: UserId | null): string {
    return ''
  }
  /** In the CRM's order. */
  function fieldDefinitions(_accountId: AccountId): readonly FieldDefinition[] {
    return []
  }
  function tagNames(_accountId: AccountId): readonly string[] {
    return []
  }
  return { searchCompanies, companyName, users, userName, fieldDefinitions, tagNames }
})
