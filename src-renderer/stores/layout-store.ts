import { defineStore } from 'pinia'
import { computed } from 'vue'
import { accountOf, type AccountId, type ContactId, type NeighbourId } from '#shared/domain/ids.ts'
import type { LaidOutCard, LayoutSection } from '#shared/domain/layout.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { acceptMutation } from '../db/accept-mutation.ts'
import { editLayout, forceLayout, type LayoutOf } from '../db/edit-layout.ts'
import { readLayouts, type Layouts } from '../db/read-layouts.ts'
import { useContactListStore } from './contact-list-store.ts'
import { useSaleStore } from './deal-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

export type { Layout, Layouts } from '../db/read-layouts.ts'

type Sections = readonly LayoutSection[] | null

/** How cards are laid out. All ways to change it reject when nothing changed. */
export const useLayoutStore = defineStore('layout', () => {
  const { context, main } = useServices()
  const [list, leads, outbox] = [useContactListStore(), useSaleStore('lead'), useOutboxStore()]

  /** Live; `null` while another account's is still there. @param record the one that is open */
  function watchLayouts(card: LaidOutCard, record: () => ContactId | NeighbourId | null) {
    const account = computed(() => {
      const id = record()
      return id === null ? null : accountOf(id)
    })
    const read = async (): Promise<Layouts | null> =>
      account.value === null ? null : readLayouts(context.db, account.value, card)
    const last = useLiveQuery<Layouts | null>(read, null, account)
    return computed(() => (last.value?.accountId === account.value ? last.value : null))
  }
  const all = {
    contact: watchLayouts('contact', () => list.openId),
    lead: watchLayouts('lead', () => leads.openId),
    'repeat-lead': watchLayouts('repeat-lead', () => leads.openId),
  }
  /** Of the account whose record is open. */
  const layoutsOf = (card: LaidOutCard): Layouts | null => all[card].value

  async function acceptAll(make: () => Promise<readonly Mutation[]>): Promise<void> {
    await outbox.perform(async () => {
      const accepted = []
      for (const mutation of await make()) accepted.push(await acceptMutation(context, main, mutation))
      return accepted
    })
  }

  /** @param sections `null` for what the CRM has by default @param seen where the user began */
  const save = (of: LayoutOf, sections: Sections, seen: Sections): Promise<void> =>
    acceptAll(() => editLayout(context, of, sections, seen))
  const forceForAll = (accountId: AccountId, card: LaidOutCard): Promise<void> =>
    acceptAll(() => forceLayout(context, accountId, card))

  return { layoutsOf, save, forceForAll }
})
