import { computed, type ComputedRef } from 'vue'
import type { PlacedField } from '#shared/domain/layout.ts'
import type { LayoutContext } from '../components/layout/layout-context.ts'
import { placesOf } from '../composables/card-places.ts'
import { denialText } from '../composables/denial-words.ts'
import { placeLabel } from '../composables/layout-words.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useLayoutStore, type Layout } from '../stores/layout-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { useAccountContext } from './use-account-context.ts'

/** How the open contact's card is laid out; `null` where its CRM lays out no cards, or has not told yet. */
export function useLayoutContext(): ComputedRef<LayoutContext | null> {
  const [app, open, store, outbox] = [useAppStore(), useContactStore(), useLayoutStore(), useOutboxStore()]
  const rights = useRightsStore()
  const account = useAccountContext(() => open.contact?.accountId)
  return computed(() => {
    const signedIn = app.accounts.find(({ id }) => id === open.contact?.accountId)
    const layouts = store.ofContact
    if (account.value === null || signedIn?.capabilities.layouts !== true || layouts === null) return null
    const { own, common } = layouts
    if (own === null || common === null) return null
    const { accountId, speaker, isReadOnly, definitions, capabilities } = account.value
    return {
      ...{ accountId, speaker, isReadOnly, own: toEditable(own), common: toEditable(common) },
      current: own.sections ?? common.sections,
      places: placesOf(definitions, capabilities),
      labelOf: (field: PlacedField) => placeLabel(field, accountId, speaker),
      commonDeniedBy: denialText(rights.denialIn(signedIn, 'layouts'), speaker.text),
      save: (scope, sections, seen) => store.save({ accountId, card: 'contact', scope }, sections, seen),
      forceForAll: () => store.forceForAll(accountId, 'contact'),
      retry: outbox.retry,
      discard: outbox.discard,
    }
  })
}

const toEditable = ({ sections, isPending, problems }: Layout) => ({ sections, isPending, problems })
