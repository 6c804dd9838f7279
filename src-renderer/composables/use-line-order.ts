import { shallowRef, type ShallowRef } from 'vue'

/**
 * Lines that are put in order by dragging, or by Alt with an arrow: what is dragged, and what a line listens to.
 * @template What names a line to whoever moves it
 */
export function useLineOrder<What>() {
  const dragged: ShallowRef<What | null> = shallowRef(null)

  /** What was dropped; it is dragged no more. */
  function take(): What | null {
    const what = dragged.value
    dragged.value = null
    return what
  }

  /** By place on the keyboard, as everywhere. The card's own Alt with an arrow, the next one of the list, hears nothing. */
  function onKey(event: KeyboardEvent, step: (by: -1 | 1) => void): void {
    const by = event.code === 'ArrowUp' ? -1 : event.code === 'ArrowDown' ? 1 : 0
    if (!event.altKey || by === 0) return
    event.preventDefault()
    event.stopPropagation()
    step(by)
  }

  /** Makes an element something to take hold of. */
  const gripOf = (what: What) => ({
    draggable: true,
    onDragstart: (event: DragEvent) => {
      event.stopPropagation()
      dragged.value = what
    },
    onDragend: () => (dragged.value = null),
  })

  return { dragged, take, onKey, gripOf }
}
