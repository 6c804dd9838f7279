import { computed, type ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import type { AccountId } from '#shared/domain/ids.ts'
import type { AccountContext } from '../components/card/card-context.ts'
import { denialText } from '../composables/denial-words.ts'
import { recordPage } from '../composables/link-address.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { useAccountMarks } from './use-account-marks.ts'
import { useSpeaker } from './use-speaker.ts'
import { useTagNames } from './use-tag-names.ts'

const MAX_COMPANIES = 20

/** What the fields of one account's contacts need; `null` when the account is not signed in. */
export function useAccountContext(accountId: () => AccountId | undefined): ComputedRef<AccountContext | null> {
  const contextOf = useAccountContexts()
  return computed(() => contextOf(accountId()))
}

/** The same for a page with contacts of several accounts. Reactive where it is called. */
export function useAccountContexts(): (accountId: AccountId | undefined) => AccountContext | null {
  const [app, directory, rights] = [useAppStore(), useDirectoryStore(), useRightsStore()]
  const marks = useAccountMarks()
  const speaker = useSpeaker()
  const { tagsOf } = useTagNames()
  const router = useRouter()
  return (accountId) => {
    const account = app.accounts.find(({ id }) => id === accountId)
    if (account === undefined) return null
    return {
      accountId: account.id,
      mark: marks.value.get(account.id),
      capabilities: account.capabilities,
      speaker,
      definitions: directory.fieldDefinitions(account.id),
      users: directory.users(account.id),
      teams: account.teams ?? [],
      isReadOnly: app.readOnly !== null,
      tagNames: tagsOf([account.id]),
      opens: app.host === 'browser' ? 'anywhere' : 'vendor',
      companiesLockedBy: denialText(rights.denialOfNew(account.id, 'companies'), speaker.text, 'companies'),
      searchCompanies: (text) => directory.searchCompanies(account.id, text, MAX_COMPANIES),
      // Few forms name records: a start does without.
      records: {
        find: async (refs) => (await import('./find-records.ts')).findRecords(router, account.id, refs),
        seek: async (text, kinds) => (await import('./find-records.ts')).seekRecords(account.id, text, kinds),
      },
      pageOf: (remoteId, kind = 'contacts') => recordPage(account, kind, remoteId),
    }
  }
}
