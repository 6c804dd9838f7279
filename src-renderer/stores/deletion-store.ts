import { defineStore } from 'pinia'
import { computed } from 'vue'
import { accountOf, type ContactId } from '#shared/domain/ids.ts'
import { acceptTogether } from '../db/accept-together.ts'
import { toDeletion } from '../db/delete-contacts.ts'
import { useAppStore } from './app-store.ts'
import { useConflictStore } from './conflict-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useRightsStore } from './rights-store.ts'
import { useServices } from './services.ts'

/** Deleting contacts, where their CRM lets us. */
export const useDeletionStore = defineStore('deletion', () => {
  const { context, main } = useServices()
  const [app, outbox, conflicts, rights] = [useAppStore(), useOutboxStore(), useConflictStore(), useRightsStore()]
  const able = computed(
    () => new Set(app.accounts.filter(({ capabilities }) => capabilities.deleteContacts).map(({ id }) => id)),
  )
  /** Whether any of the accounts deletes contacts at all. */
  const isAnywhere = computed(() => able.value.size > 0)

  /** Those of the contacts that may be deleted, in their order. */
  const deletable = (ids: readonly ContactId[]): Promise<readonly ContactId[]> =>
    rights.reachable(ids.filter((id) => able.value.has(accountOf(id))))

  /**
   * Deletes contacts, as one action for each account; undo brings them back as long as the CRM has not heard of it.
   * @param ids as `deletable` has told them
   * @throws {AppError} as accepting and cancelling do: those that are still there have not been deleted
   */
  async function remove(ids: readonly ContactId[]): Promise<void> {
    const { mutations, unsentIds } = await toDeletion(context, ids)
    for (const contactId of unsentIds) await conflicts.deleteContact(contactId)
    if (mutations.length > 0) await outbox.perform(() => acceptTogether(context, main, mutations))
  }

  return { isAnywhere, deletable, remove }
})
