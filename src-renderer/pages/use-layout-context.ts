import { computed, type ComputedRef } from 'vue'
import type { LaidOutCard, PlacedField } from '#shared/domain/layout.ts'
import type { LayoutContext } from '../components/layout/layout-context.ts'
import { leadPlacesWith, placesOf } from '../composables/card-places.ts'
import { denialText } from '../composables/denial-words.ts'
import { placeLabel } from '../composables/layout-words.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useLayoutStore, type Layout } from '../stores/layout-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { useAccountContext } from './use-account-context.ts'

/** How the card of the open contact, or lead, is laid out; `null` where its CRM lays out no cards, or has not told yet. */
export function useLayoutContext(card: LaidOutCard): ComputedRef<LayoutContext | null> {
  const [app, store, outbox] = [useAppStore(), useLayoutStore(), useOutboxStore()]
  const directory = useDirectoryStore()
  const rights = useRightsStore()
  const layoutsOf = () => store.layoutsOf(card)
  const account = useAccountContext(() => layoutsOf()?.accountId)
  return computed(() => {
    const layouts = layoutsOf()
    const signedIn = app.accounts.find(({ id }) => id === layouts?.accountId)
    if (account.value === null || signedIn?.capabilities.layouts !== true || layouts === null) return null
    const { own, common } = layouts
    if (own === null || common === null) return null
    const { accountId, speaker, isReadOnly, definitions, capabilities } = account.value
    return {
      ...{ accountId, card, speaker, isReadOnly, own: toEditable(own), common: toEditable(common) },
      current: own.sections ?? common.sections,
      places:
        card === 'contact'
          ? placesOf(definitions, capabilities)
          : leadPlacesWith(directory.fieldDefinitions(accountId, 'lead')),
      labelOf: (field: PlacedField) => placeLabel(field, accountId, speaker),
      commonDeniedBy: denialText(rights.denialIn(signedIn, 'layouts'), speaker.text),
      save: (scope, sections, seen) => store.save({ accountId, card, scope }, sections, seen),
      forceForAll: () => store.forceForAll(accountId, card),
      retry: outbox.retry,
      discard: outbox.discard,
    }
  })
}

const toEditable = ({ sections, isPending, problems }: Layout) => ({ sections, isPending, problems })
