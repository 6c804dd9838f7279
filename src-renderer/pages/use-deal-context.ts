import { computed, type ComputedRef } from 'vue'
import { pipelinesFor } from '#shared/domain/directory.ts'
import type { SaleKind } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { DealContext } from '../components/deals/deal-context.ts'
import { isOfContacts, lineOfProblem } from '../components/deals/deal-problems.ts'
import { denialText } from '../composables/denial-words.ts'
import { withFactName } from '../composables/sale-fact-words.ts'
import { useSaleStore, type OpenDeal } from '../stores/deal-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useLinkedStore } from '../stores/linked-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { removeRecord } from './remove-record.ts'
import { useAccountContext } from './use-account-context.ts'
import { useContactPanel } from './use-contact-panel.ts'
import { useLayoutContext } from './use-layout-context.ts'
import { useRecordWay } from './use-record-way.ts'

/** Which card it has. */
export const cardOfLead = (deal: OpenDeal | null): 'lead' | 'repeat-lead' =>
  deal?.lead?.isRepeat === true ? 'repeat-lead' : 'lead'

/** What the card of the open deal, or lead, may ask and do; `null` while none is open. */
export function useDealContext(kind: SaleKind): ComputedRef<DealContext | null> {
  const [open, outbox, directory] = [useSaleStore(kind), useOutboxStore(), useDirectoryStore()]
  const [rights, linked] = [useRightsStore(), useLinkedStore()]
  const { openContact } = useRecordWay()
  const account = useAccountContext(() => open.deal?.accountId)
  const layouts = { lead: useLayoutContext('lead'), 'repeat-lead': useLayoutContext('repeat-lead') }
  const { isLayingOut } = useContactPanel()

  return computed(() => {
    const { deal } = open
    if (account.value === null || deal === null) return null
    const { accountId, speaker, mark, users, capabilities, isReadOnly, pageOf, searchCompanies, opens, records } =
      account.value
    const definitions = directory
      .fieldDefinitions(accountId, kind)
      .map((definition) => withFactName(definition, speaker.text))
    const lineOf = (problem: Problem) => lineOfProblem(problem, definitions)
    const { id, problems, pendingFields, remoteId, isDeleted, isRemoved } = deal
    const layout = kind === 'lead' ? layouts[cardOfLead(deal)].value : null
    const lockedBy = denialText(rights.denialOf(deal, 'deals'), speaker.text, 'deals')
    const isLocked = isReadOnly || isDeleted || isRemoved || lockedBy !== ''
    const canRemove = !isLocked && (remoteId === null || capabilities.deletes?.includes(kind) === true)
    const isMainFixed = capabilities.fixedLinks?.includes(`${kind}-main`) === true
    return {
      ...{ accountId, speaker, mark, users, openContact, opens, records, definitions },
      lockedBy,
      isReadOnly: isLocked,
      kind,
      layout: layout?.current ?? null,
      layOut: layout === null ? null : () => (isLayingOut.value = true),
      pipelines: pipelinesFor(kind, directory.pipelines(accountId)),
      page: remoteId === null ? null : pageOf(remoteId, kind === 'deal' ? 'deals' : 'leads'),
      refresh: isReadOnly || remoteId === null ? null : () => open.refresh(id),
      isPending: (field) => pendingFields.has(field.replace(/^neighbour:/, '')),
      problemsOf: (field) =>
        problems.filter(({ problem }) =>
          field === 'neighbour:contactIds' ? isOfContacts(problem) : lineOf(problem) === field,
        ),
      general: problems.filter(({ problem }) => lineOf(problem) === null && !isOfContacts(problem)),
      retry: outbox.retry,
      discard: outbox.discard,
      draftOf: outbox.draftOf,
      edit: (field, to) => open.edit(id, field, to),
      accept: (custom) => open.editCustom(id, custom),
      linkable: {
        find: (linkedKind, typed) => linked.find(accountId, linkedKind, typed),
        keep: (one) => linked.keep(accountId, one),
        ask: (refs) => linked.askFor(accountId, refs),
      },
      acceptPoint: (edit) => open.editPoint(id, edit),
      pointKinds: { phones: capabilities.phoneKinds, emails: capabilities.emailKinds },
      changeRows: (change) => open.changeRows(id, change),
      countPrice: (total) => open.countPrice(id, total),
      remove: canRemove ? () => removeRecord(outbox, deal, () => open.remove(id)) : null,
      addContact: (contactId) => open.addContact(id, contactId),
      removeContact: (person) => open.removeContact(deal, person, isMainFixed),
      removeContacts: () => open.removeContacts(deal, isMainFixed),
      mainFixedBy: isMainFixed ? speaker.text.t('deals.mainFixed') : '',
      makeMain: (contactId) => open.makeMain(id, contactId),
      searchCompanies: async (text) => (await searchCompanies(text)).filter((one) => one.remoteId !== null),
      findContacts: (text) => open.findContacts(accountId, text),
    }
  })
}
