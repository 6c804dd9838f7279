import { createSharedComposable } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import type { AccountId, SaleKind } from '#shared/domain/ids.ts'
import { emptySaleDraft, type SaleDraft } from '../components/deals/sale-draft.ts'
import { denialText } from '../composables/denial-words.ts'
import { useText } from '../composables/use-text.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'

/** The form of a new deal, or of a new lead, beside its list: the palette and the keys open it from anywhere. */
export type SalePanel = ReturnType<typeof createSalePanel>

const useDealPanel = createSharedComposable(() => createSalePanel('deal'))
const useLeadPanel = createSharedComposable(() => createSalePanel('lead'))
export const useSalePanel = (kind: SaleKind): SalePanel => (kind === 'deal' ? useDealPanel() : useLeadPanel())

function createSalePanel(kind: SaleKind) {
  const [app, rights] = [useAppStore(), useRightsStore()]
  const text = useText()
  const isCreating = shallowRef(false)
  /** What was typed stays when a card is looked at meanwhile. */
  const draft = shallowRef<SaleDraft>(emptySaleDraft)
  /** Which account it is for, as chosen; `undefined` until somebody has. */
  const accountId = shallowRef<AccountId>()
  const keepers = computed(() => app.accounts.filter(({ capabilities }) => kind === 'deal' || capabilities.leads))
  /** Accounts in which one may be made. */
  const addable = computed(() => keepers.value.filter(({ id }) => rights.denialOfNew(id, 'deals') === null))
  const isOffered = computed(() => app.readOnly === null && keepers.value.length > 0)
  /** Why none may be made in any of them, in words; empty where one may. */
  const denied = computed(() => (addable.value.length > 0 ? '' : denialText('no-add', text, 'deals')))
  return { isCreating, draft, accountId, addable, isOffered, denied }
}
