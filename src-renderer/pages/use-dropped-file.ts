import { useEventListener } from '@vueuse/core'
import { useContactPanel } from './use-contact-panel.ts'

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true

/** Takes files that are let fall on the window, which would leave for them otherwise. From the start on. */
export function useDroppedFile() {
  const { dropped } = useContactPanel()
  useEventListener(document, 'dragover', (event) => {
    if (hasFiles(event)) event.preventDefault()
  })
  useEventListener(document, 'drop', (event) => {
    if (!hasFiles(event) || event.defaultPrevented) return
    event.preventDefault()
    if (document.querySelector('dialog[open]') === null) dropped.value = event.dataTransfer?.files[0] ?? null
  })
  return dropped
}
