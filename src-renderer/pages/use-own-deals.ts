import { computed, type ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import { pipelinesFor, type Pipeline } from '#shared/domain/directory.ts'
import { remoteIdOf, type SaleKind, type StageId } from '#shared/domain/ids.ts'
import type { DealFields, Sale } from '#shared/domain/neighbour.ts'
import type { OwnDealsContext } from '../components/deals/deal-context.ts'
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
      create(name, price) {
        const { id, fields } = contact
        const [companyId] = fields.companyIds
        const links = {
          ...{ contactIds: [id], mainContactId: id },
          // A company that the CRM has not heard of cannot be named to it: the contact brings it later.
          companyId: companyId !== undefined && remoteIdOf(companyId) !== null ? companyId : null,
        }
        const { responsibleId } = fields
        return store.create(
          accountId,
          toSale(kind, { name, price, stage: firstStage(pipelines), responsibleId, ...links }),
        )
      },
    }
  })
}

/** Of a lead nothing else is known yet. */
const toSale = (kind: SaleKind, fields: DealFields): Sale =>
  kind === 'deal'
    ? { kind, fields }
    : {
        kind,
        fields: {
          ...fields,
          ...{ firstName: '', lastName: '', companyName: '', phones: [], emails: [] },
          ...{ isPriceManual: fields.price !== 0, rows: [] },
        },
      }

/** Where a new deal begins; `null` where nobody knows: then the CRM chooses. */
function firstStage(pipelines: readonly Pipeline[]): StageId | null {
  const pipeline = pipelines.find(({ isMain }) => isMain) ?? pipelines[0]
  return pipeline?.stages.find(({ kind }) => kind === 'open')?.id ?? null
}
