import { useEventListener } from '@vueuse/core'

/** A key by its place in the alphabet or its name; `Mod` is Ctrl, or Cmd on a Mac. */
export type Hotkeys = Readonly<Record<string, (event: KeyboardEvent) => void>>

const isMac = /mac/i.test(navigator.userAgent)

/** Whether keys typed there are meant as text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)
}

/** A field in which nothing is being typed says so by `data-settled`: what it shows is saved. */
const isSettled = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.dataset['settled'] !== undefined

/** `Mod+KeyK`, `Alt+ArrowDown`, `?`: by place for letters with a modifier, so that they work in a Russian layout. */
function namesOf(event: KeyboardEvent): readonly string[] {
  const hasMod = isMac ? event.metaKey : event.ctrlKey
  if (hasMod && !event.altKey) return [`Mod+${event.shiftKey ? 'Shift+' : ''}${event.code}`]
  if (event.altKey && !hasMod) return [`Alt+${event.code}`]
  return hasMod ? [] : [event.key, event.code]
}

/**
 * Keys of the whole window while the caller lives. Keys without a modifier wait until nobody is typing; a dialog that is
 * open keeps all keys to itself.
 * @param hotkeys   work anywhere but where somebody types
 * @param always    work while typing, too
 * @param settled   work in a field, too, as long as nothing new is typed there
 */
export function useHotkeys(hotkeys: Hotkeys, always: Hotkeys = {}, settled: Hotkeys = {}): void {
  useEventListener(document, 'keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') !== null) return
    // The browser closes what is open by this key, unless somebody else takes it.
    if (event.key === 'Escape' && document.querySelector('[popover="auto"]:popover-open') !== null) return
    const { target } = event
    const tables = [always, ...(isTyping(target) ? [] : [hotkeys])]
    if (!isTyping(target) || isSettled(target)) tables.push(settled)
    const act = tables
      .flatMap((table) => namesOf(event).map((name) => table[name]))
      .find((found) => found !== undefined)
    if (act === undefined) return
    event.preventDefault()
    act(event)
  })
}
