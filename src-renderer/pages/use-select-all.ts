import { watch } from 'vue'
import { useText } from '../composables/use-text.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useContactPanel } from './use-contact-panel.ts'

/** Selects all that match, once they have been read: before that a part would pass for the whole. */
export function useSelectAll(): () => void {
  const list = useContactListStore()
  const { notice } = useContactPanel()
  const { t } = useText()
  const refusal = () => t('contacts.readingSelect')
  watch(
    () => list.isIndexing,
    (isReading) => {
      if (!isReading && notice.value === refusal()) notice.value = ''
    },
  )

  return () => {
    if (list.isIndexing) notice.value = refusal()
    else void list.selectAllMatching()
  }
}
