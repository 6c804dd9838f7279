import { computed, type ComputedRef } from 'vue'
import type { RequisiteForm } from '#shared/domain/requisite.ts'
import type { AccountContext } from '../components/card/card-context.ts'
import type { RequisiteContext } from '../components/card/requisite-context.ts'
import type { CompanyFieldsContext } from '../components/companies/company-context.ts'
import { denialText } from '../composables/denial-words.ts'
import { useCompanyStore } from '../stores/company-store.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useCompanyRequisiteStore, useRequisiteStore } from '../stores/requisite-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { useAccountContext } from './use-account-context.ts'

const nothing = { values: {}, addresses: {}, isAddressOnly: false, isRemoved: false }

/** Requisites of the open contact, and what may be done about them; `null` where its CRM keeps none. */
export function useRequisiteContext(): ComputedRef<RequisiteContext | null> {
  const [open, store, rights] = [useContactStore(), useRequisiteStore(), useRightsStore()]
  const account = useAccountContext(() => open.contact?.accountId)
  const outbox = useOutboxStore()
  return computed(() => {
    const { contact } = open
    const form = account.value?.capabilities.requisites ?? null
    if (account.value === null || contact === null || form === null) return null
    const { accountId, speaker, isReadOnly } = account.value
    // Whoever may change the contact may change them.
    const lockedBy = denialText(rights.denialOf(contact), speaker.text)
    return {
      ...{ accountId, speaker, form, lockedBy, requisites: store.requisites },
      isReadOnly: isReadOnly || contact.isDeleted || lockedBy !== '',
      add(templateId) {
        const about = { aboutId: contact.id, templateId, name: nameOf(form, templateId) }
        return store.add(contact.id, { ...about, ...nothing })
      },
      edit: store.edit,
      retry: outbox.retry,
      discard: outbox.discard,
      draftOf: outbox.draftOf,
    }
  })
}

/** The same of the open company, as far as the CRM has more of it than a name. */
export function useCompanyRequisites(
  account: ComputedRef<AccountContext | null>,
  fields: ComputedRef<CompanyFieldsContext | null>,
): ComputedRef<RequisiteContext | null> {
  const [open, store] = [useCompanyStore(), useCompanyRequisiteStore()]
  return computed(() => {
    const { company } = open
    const form = account.value?.capabilities.requisites ?? null
    if (fields.value === null || company === null || form === null) return null
    const { accountId, speaker, lockedBy, isReadOnly, retry, discard, draftOf } = fields.value
    return {
      ...{ accountId, speaker, form, lockedBy, isReadOnly, retry, discard, requisites: store.requisites },
      ...(draftOf === undefined ? {} : { draftOf }),
      add(templateId) {
        const about = { aboutId: null, companyId: company.id, templateId, name: nameOf(form, templateId) }
        return store.add(company.id, { ...about, ...nothing })
      },
      edit: store.edit,
    }
  })
}

const nameOf = ({ templates }: RequisiteForm, templateId: string): string =>
  templates.find(({ id }) => id === templateId)?.name ?? ''
