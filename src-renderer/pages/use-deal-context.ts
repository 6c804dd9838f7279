import { computed, type ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import { pipelinesFor } from '#shared/domain/directory.ts'
import type { ContactId, SaleKind } from '#shared/domain/ids.ts'
import type { DealContext } from '../components/deals/deal-context.ts'
import { isOfContacts, lineOfProblem } from '../components/deals/deal-problems.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useSaleStore } from '../stores/deal-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useAccountContext } from './use-account-context.ts'

/** What the card of the open deal, or lead, may ask and do; `null` while none is open. */
export function useDealContext(kind: SaleKind): ComputedRef<DealContext | null> {
  const [open, outbox, directory] = [useSaleStore(kind), useOutboxStore(), useDirectoryStore()]
  const list = useContactListStore()
  const router = useRouter()
  const account = useAccountContext(() => open.deal?.accountId)

  function openContact(id: ContactId): void {
    list.selectOnly(id)
    list.open(id)
    void router.push('/')
  }

  return computed(() => {
    const { deal } = open
    if (account.value === null || deal === null) return null
    const { accountId, speaker, mark, users, isReadOnly, pageOf } = account.value
    const { id, problems, pendingFields, remoteId, isDeleted } = deal
    return {
      ...{ accountId, speaker, mark, users, openContact },
      lockedBy: '',
      isReadOnly: isReadOnly || isDeleted,
      kind,
      pipelines: pipelinesFor(kind, directory.pipelines(accountId)),
      page: remoteId === null ? null : pageOf(remoteId, kind === 'deal' ? 'deals' : 'leads'),
      isPending: (field) => pendingFields.has(field.replace(/^neighbour:/, '')),
      problemsOf: (field) =>
        problems.filter(({ problem }) =>
          field === 'neighbour:contactIds' ? isOfContacts(problem) : lineOfProblem(problem) === field,
        ),
      general: problems.filter(({ problem }) => lineOfProblem(problem) === null && !isOfContacts(problem)),
      retry: outbox.retry,
      discard: outbox.discard,
      edit: (field, to) => open.edit(id, field, to),
      changeRows: (change) => open.changeRows(id, change),
      addContact: (contactId) => open.addContact(id, contactId),
      removeContact: (person) => open.removeContact(deal, person),
      makeMain: (contactId) => open.makeMain(id, contactId),
      findContacts: (text) => open.findContacts(accountId, text),
    }
  })
}
