import { useEventListener } from '@vueuse/core'
import type { Ref } from 'vue'

const MODIFIERS: ReadonlySet<string> = new Set(['Alt', 'Control', 'Meta', 'Shift'])

/**
 * Whether the user has gone on to something else, so that what ends late takes neither focus nor selection from it.
 * Keys typed within `own` are no other thing, shortcuts are.
 * @returns marks this moment; the mark tells whether anything was done since
 */
export function useGoneOn(own: Readonly<Ref<HTMLElement | null>>): () => () => boolean {
  let acts = 0
  const isOwn = ({ target }: Event) => target instanceof Node && (own.value?.contains(target) ?? false)
  const listen = { capture: true, passive: true }
  // The focus alone: as moved by a screen reader.
  useEventListener(document, ['pointerdown', 'focusin'], (event) => (acts += isOwn(event) ? 0 : 1), listen)
  useEventListener(
    document,
    'keydown',
    (event) => {
      const isShortcut = event.ctrlKey || event.metaKey || event.altKey
      if (!MODIFIERS.has(event.key) && (isShortcut || !isOwn(event))) acts += 1
    },
    listen,
  )
  return () => {
    const then = acts
    return () => acts !== then
  }
}
