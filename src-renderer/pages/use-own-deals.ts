import { computed, type ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import { pipelinesFor } from '#shared/domain/directory.ts'
import { remoteIdOf, type SaleKind } from '#shared/domain/ids.ts'
import type { OwnDealsContext } from '../components/deals/deal-context.ts'
import { emptySaleDraft, firstStageOf, toSale } from '../components/deals/sale-draft.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useSaleStore } from '../stores/deal-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { denialText } from '../composables/denial-words.ts'
import { useAccountContext } from './use-account-context.ts'

/** Deals, or leads, of the open contact, and the way to one more; `null` while no card is open. */
export function useOwnDeals(kind: SaleKind): ComputedRef<OwnDealsContext | null> {
  const [open, store, directory] = [useContactStore(), useSaleStore(kind), useDirectoryStore()]
  const [router, rights] = [useRouter(), useRightsStore()]
  const account = useAccountContext(() => open.contact?.accountId)
  return computed(() => {
    const { contact } = open
    if (account.value === null || contact === null) return null
    const { accountId, speaker, isReadOnly, capabilities } = account.value
    if (kind === 'lead' && !capabilities.leads) return null
    const pipelines = pipelinesFor(kind, directory.pipelines(accountId))
    return {
      ...{ kind, speaker, pipelines, deals: store.ofContact },
      isReadOnly: isReadOnly || contact.isDeleted,
      lockedBy: denialText(rights.denialOfNew(accountId, 'deals'), speaker.text, 'deals'),
      open(id) {
        store.openId = id
        void router.push(kind === 'deal' ? '/deals' : '/leads')
      },
      async create(name, price) {
        const { id, fields } = contact
        const [companyId] = fields.companyIds
        const draft = {
          ...{ ...emptySaleDraft, name, price: String(price), responsibleId: fields.responsibleId },
          people: [{ id, name: '', label: '' }],
          // A company that the CRM has not heard of cannot be named to it: the contact brings it later.
          company: { name: '', id: companyId !== undefined && remoteIdOf(companyId) !== null ? companyId : null },
        }
        await store.create(accountId, toSale(kind, draft, firstStageOf(pipelines), name))
      },
    }
  })
}
