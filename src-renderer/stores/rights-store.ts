import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Account } from '#shared/domain/account.ts'
import { accountOf, type AccountId, type ContactId, type UserId } from '#shared/domain/ids.ts'
import {
  denialOfAdding,
  denialOfEdit,
  denialOfMatter,
  mayEditAll,
  unknownRights,
  type AdminMatter,
  type Denial,
  type Rights,
  type RuledKind,
} from '#shared/domain/rights.ts'
import { findDenied } from '../db/find-denied.ts'
import { useAppStore } from './app-store.ts'
import { useServices } from './services.ts'

interface Owned {
  readonly accountId: AccountId
  readonly remoteId?: unknown
  readonly fields: { readonly responsibleId: UserId | null }
}

/** What the signed-in users may do, asked before anything is queued. Where a CRM does not tell, nothing is held back. */
export const useRightsStore = defineStore('rights', () => {
  const { context } = useServices()
  const app = useAppStore()
  const byAccount = computed(() => new Map<AccountId, Rights>(app.accounts.map(({ id, rights }) => [id, rights])))
  const rightsOf = (accountId: AccountId): Rights => byAccount.value.get(accountId) ?? unknownRights

  /** Why this contact, or record of another kind, may not be changed. What the CRM has not heard of is the user's own. */
  function denialOf({ accountId, remoteId, fields }: Owned, kind?: RuledKind): Denial | null {
    const isOwn = remoteId === null || remoteId === undefined
    return isOwn ? null : denialOfEdit(rightsOf(accountId), fields.responsibleId, kind)
  }

  /** Why no record of the kind may be added to an account. */
  const denialOfNew = (accountId: AccountId, kind: RuledKind): Denial | null =>
    denialOfAdding(rightsOf(accountId), kind)

  /** Why what an account leaves to its administrators is not for this user. */
  const denialIn = (account: Account, matter: AdminMatter): Denial | null => denialOfMatter(matter, account)

  /** Accounts in which contacts may be added. */
  const addable = computed(() => app.accounts.filter(({ rights }) => denialOfAdding(rights) === null))
  /** Why no contact may be added in any of the accounts. */
  const addDenial = computed<Denial | null>(() =>
    app.accounts.length > 0 && addable.value.length === 0 ? 'no-add' : null,
  )
  /** Why no contact of any account may be changed. */
  const editDenial = computed<Denial | null>(() => {
    const readers = app.accounts.filter(({ rights }) => denialOfEdit(rights, null) === 'no-edit')
    return readers.length > 0 && readers.length === app.accounts.length ? 'no-edit' : null
  })

  /** Whether some contact may be out of reach for edits: else nobody has to look which are. */
  const isLimited = computed(() => app.accounts.some(({ rights }) => !mayEditAll(rights)))

  /** Those of the contacts that may be changed, in their order. */
  async function reachable(ids: readonly ContactId[]): Promise<readonly ContactId[]> {
    const asked = ids.filter((id) => !mayEditAll(rightsOf(accountOf(id))))
    if (asked.length === 0) return ids
    const mayEdit = (accountId: AccountId, owner: UserId | null) => denialOfEdit(rightsOf(accountId), owner) === null
    const denied = await findDenied(context.db, asked, mayEdit)
    return ids.filter((id) => !denied.has(id))
  }

  return { rightsOf, denialOf, denialOfNew, denialIn, addable, addDenial, editDenial, isLimited, reachable }
})
