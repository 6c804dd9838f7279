import { computed, shallowRef, watch } from 'vue'
import { accountOf, type AccountId, type ContactId } from '#shared/domain/ids.ts'
import type { BulkField, BulkWish } from '#shared/sync/bulk-wish.ts'
import type { BulkAccount } from '../components/contacts/bulk-account.ts'
import { useBulkEditStore } from '../stores/bulk-edit-store.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useAccountContexts } from './use-account-context.ts'
import { useContactPanel } from './use-contact-panel.ts'
import { useRightsStore } from '../stores/rights-store.ts'

const none: readonly ContactId[] = []

/** What the dialog about one field of the selected contacts knows and may ask. */
export function useBulkEditing() {
  const [list, bulk] = [useContactListStore(), useBulkEditStore()]
  const { isBulkEditing } = useContactPanel()
  const rights = useRightsStore()
  const contextOf = useAccountContexts()
  /** By account, frozen when the dialog opens; `null` while it is being looked up. */
  const parts = shallowRef<ReadonlyMap<AccountId, readonly ContactId[]> | null>(null)
  const idsOf = (accountId: AccountId) => parts.value?.get(accountId) ?? none

  watch(isBulkEditing, async (is) => {
    parts.value = null
    if (!is) return bulk.prepare(none, { kind: 'responsible' })
    const ids = await rights.reachable(await list.selectedIds())
    if (isBulkEditing.value) parts.value = Map.groupBy(ids, accountOf)
  })

  const accounts = computed<readonly BulkAccount[]>(() =>
    [...(parts.value ?? [])].flatMap(([accountId, ids]) => {
      const context = contextOf(accountId)
      return context === null ? [] : [{ context, count: ids.length }]
    }),
  )
  const reached = computed(() => [...(parts.value?.values() ?? [])].reduce((sum, ids) => sum + ids.length, 0))

  return {
    accounts,
    /** Selected contacts that the user may not change; `null` while that is being looked up. */
    untouched: computed(() => (parts.value === null ? null : list.selectedCount - reached.value)),
    prepareField: (accountId: AccountId, field: BulkField) => bulk.prepare(idsOf(accountId), field),
    countReach: (accountId: AccountId, field: BulkField, wish: BulkWish) => bulk.count(idsOf(accountId), field, wish),
    applyField: (accountId: AccountId, field: BulkField, wish: BulkWish) => bulk.change(idsOf(accountId), field, wish),
  }
}
