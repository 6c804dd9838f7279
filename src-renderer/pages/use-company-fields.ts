import { computed, type ComputedRef } from 'vue'
import type { AccountContext } from '../components/card/card-context.ts'
import type { CompanyFieldsContext } from '../components/companies/company-context.ts'
import { lineOfProblem } from '../components/deals/deal-problems.ts'
import { denialText } from '../composables/denial-words.ts'
import { withFactName } from '../composables/sale-fact-words.ts'
import { useCompanyStore } from '../stores/company-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'

/** What the fields of the open company may ask and do; `null` while there is nothing but a name. */
export function useCompanyFields(
  account: ComputedRef<AccountContext | null>,
): ComputedRef<CompanyFieldsContext | null> {
  const [open, outbox, directory, rights] = [
    ...([useCompanyStore(), useOutboxStore()] as const),
    ...([useDirectoryStore(), useRightsStore()] as const),
  ]
  return computed(() => {
    const record = open.company?.record ?? null
    if (account.value === null || record === null) return null
    const { accountId, speaker, users, capabilities, isReadOnly, opens, records, pageOf } = account.value
    const definitions = directory
      .fieldDefinitions(accountId, 'company')
      .map((definition) => withFactName(definition, speaker.text))
    const { id, remoteId, problems, pendingFields } = record
    const lockedBy = denialText(rights.denialOf(record, 'companies'), speaker.text, 'companies')
    const isLocked = isReadOnly || record.isDeleted || record.isRemoved || lockedBy !== ''
    const canRemove = !isLocked && capabilities.deletes?.includes('company') === true
    return {
      ...{ accountId, speaker, users, definitions, opens, records, lockedBy },
      isReadOnly: isLocked,
      page: remoteId === null ? null : pageOf(remoteId, 'companies'),
      isPending: (field) => pendingFields.has(field.replace(/^neighbour:/, '')),
      problemsOf: (field) => problems.filter(({ problem }) => lineOfProblem(problem, definitions) === field),
      general: problems.filter(({ problem }) => lineOfProblem(problem, definitions) === null),
      retry: outbox.retry,
      discard: outbox.discard,
      draftOf: outbox.draftOf,
      remove: canRemove ? () => open.remove(id) : null,
      edit: (field, to) => open.edit(id, field, to),
      accept: (edit) => open.editCustom(id, edit),
      acceptPoint: (edit) => open.editPoint(id, edit),
      pointKinds: { phones: capabilities.phoneKinds, emails: capabilities.emailKinds },
    }
  })
}
