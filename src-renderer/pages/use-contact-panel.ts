import { createSharedComposable } from '@vueuse/core'
import { shallowRef } from 'vue'
import type { ContactId } from '#shared/domain/ids.ts'
import { emptyDraft, type ContactDraft } from '../components/card/contact-draft.ts'

/** What the Contacts page has open beside or above its list; the palette and the keys open it from anywhere. */
export const useContactPanel = createSharedComposable(() => {
  const isCreating = shallowRef(false)
  const isTagging = shallowRef(false)
  const isBulkEditing = shallowRef(false)
  /** Contacts that somebody is asked about before they are deleted. */
  const deleting = shallowRef<readonly ContactId[] | null>(null)
  const isImporting = shallowRef(false)
  /** A file that was let fall, to be imported. */
  const dropped = shallowRef<File | null>(null)
  const isLayingOut = shallowRef(false)
  /** What was typed of a new contact stays when another card is looked at meanwhile. */
  const draft = shallowRef<ContactDraft>(emptyDraft)
  /** Gives the keys to the list; set by the page while it is there. */
  const listFocus = shallowRef<() => void>(() => undefined)
  const focusList = () => listFocus.value()
  /** What could not be done, where no field is left to say it. */
  const notice = shallowRef('')
  return {
    isCreating,
    isTagging,
    isBulkEditing,
    isImporting,
    isLayingOut,
    dropped,
    deleting,
    draft,
    listFocus,
    focusList,
    notice,
  }
})
