import { computed, type ComputedRef } from 'vue'
import { fieldOf, type FieldEdit } from '#shared/domain/field-edit.ts'
import { accountOf, type ContactId, type MutationId, type RemoteId } from '#shared/domain/ids.ts'
import { touchesSame } from '#shared/sync/merge-custom.ts'
import { isSamePoint } from '#shared/sync/same-value.ts'
import type { CardContext } from '../components/card/card-context.ts'
import { fieldOfProblem } from '../components/card/problem-field.ts'
import { useConflictStore, type OpenConflict } from '../stores/conflict-store.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useLinkedStore } from '../stores/linked-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { denialText } from '../composables/denial-words.ts'
import { errorText } from '../composables/error-words.ts'
import { useAccountContext } from './use-account-context.ts'
import { useContactPanel } from './use-contact-panel.ts'
import { useDoubtWays } from './use-doubt-ways.ts'
import { useLayoutContext } from './use-layout-context.ts'

/** What the card of the open contact may ask and do. */
export function useCardContext(): ComputedRef<CardContext | null> {
  const [open, outbox, conflicts] = [useContactStore(), useOutboxStore(), useConflictStore()]
  const [list, rights, linked] = [useContactListStore(), useRightsStore(), useLinkedStore()]
  const account = useAccountContext(() => open.contact?.accountId)
  const { notice, deleting, isLayingOut } = useContactPanel()
  const layout = useLayoutContext('contact')
  const doubtOf = useDoubtWays((contactId) => {
    // The draft has gone into another contact: the card goes on with that one.
    if (list.openId === null || list.openId === contactId) return
    list.selectOnly(contactId)
    list.open(contactId)
  })
  const questions = computed(() => conflicts.conflicts.flatMap((contact) => contact.conflicts))

  /** Whoever types into a field in conflict has decided it: by a third value. */
  function conflictOf(edit: FieldEdit, contactId: ContactId): OpenConflict | undefined {
    const ofField = questions.value.filter((one) => one.contactId === contactId)
    return ofField.find(({ conflict }) => isAbout(conflict.edit, edit))
  }

  /** A conflict is decided where decisions are written down; anything else that was set aside goes its own way. */
  function decideOr(
    mutationId: MutationId,
    decide: (one: OpenConflict) => Promise<void>,
    otherwise: (mutationId: MutationId) => Promise<void>,
  ): Promise<void> {
    const question = questions.value.find(({ mutation }) => mutation.id === mutationId)
    return question === undefined ? otherwise(mutationId) : decide(question)
  }

  return computed(() => {
    const contactId = open.contact?.id
    if (account.value === null || contactId === undefined) return null
    const { text } = account.value.speaker
    const pageOf = (remoteId: RemoteId | null) => (remoteId === null ? null : (account.value?.pageOf(remoteId) ?? null))
    async function saying(accepting: Promise<unknown>): Promise<void> {
      try {
        await accepting
      } catch (error) {
        // The card shows another contact by now: its fields must not speak for this one.
        if (open.contact?.id !== contactId) notice.value = text.t('error.notSaved', { reason: errorText(error, text) })
        throw error
      }
    }
    const lockedBy = denialText(open.contact === null ? null : rights.denialOf(open.contact), text)
    return {
      ...account.value,
      page: pageOf(open.contact?.remoteId ?? null),
      lockedBy,
      isReadOnly: account.value.isReadOnly || lockedBy !== '',
      isPending: (field) => open.pendingFields.has(field),
      problemsOf: (field) => open.problems.filter(({ problem }) => fieldOfProblem(problem) === field),
      accept(edit) {
        const question = conflictOf(edit, contactId)
        return saying(question === undefined ? open.edit(edit, contactId) : conflicts.editConflict(question, edit))
      },
      acceptAll: (edits) => saying(open.editAll(edits, contactId)),
      retry: (mutationId) => decideOr(mutationId, (one) => conflicts.keepMine([one]), outbox.retry),
      discard: (mutationId) => decideOr(mutationId, (one) => conflicts.takeTheirs([one]), outbox.discard),
      linkable: {
        find: (kind, typed) => linked.find(accountOf(contactId), kind, typed),
        keep: (one) => linked.keep(accountOf(contactId), one),
        ask: (refs) => linked.askFor(accountOf(contactId), refs),
      },
      ...{ deviceTags: open.deviceTags, doubtOf, draftOf: outbox.draftOf },
      layout: layout.value?.current ?? null,
      layOut: layout.value === null ? null : () => (isLayingOut.value = true),
      refresh: () => open.refresh(contactId),
      mayRefresh: !account.value.isReadOnly,
      async deleteContact() {
        // Nobody is asked about what no CRM has heard of.
        if (open.contact?.remoteId === null) await conflicts.deleteContact(contactId)
        else deleting.value = [contactId]
      },
    }
  })
}

/** Of several phones, or lines of an address, only the one in conflict; tags are never in conflict. */
function isAbout(inConflict: FieldEdit, typed: FieldEdit): boolean {
  if (fieldOf(inConflict) !== fieldOf(typed)) return false
  if (inConflict.kind === 'custom' && typed.kind === 'custom') return touchesSame(inConflict, typed)
  if (inConflict.kind !== typed.kind) return false
  return inConflict.kind !== 'point' || (typed.kind === 'point' && isSamePoint(inConflict.to, typed.from))
}
