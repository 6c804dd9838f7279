import { useEventListener, useMutationObserver } from '@vueuse/core'
import type { Ref } from 'vue'
import { isTyping } from './use-hotkeys.ts'

/**
 * The arrows move the focus between the rows of a page; whoever types into a row keeps them. When the row that has the
 * focus goes away, the one that takes its place gets it: whoever decides by the keys goes on with the next.
 */
export function useRowWalk(root: Readonly<Ref<HTMLElement | null>>, selector: string): void {
  const rowsNow = () => [...(root.value?.querySelectorAll<HTMLElement>(selector) ?? [])]
  let focused: { readonly row: HTMLElement; readonly at: number } | null = null

  useEventListener(root, 'focusin', ({ target }: FocusEvent) => {
    const rows = rowsNow()
    const at = rows.findIndex((row) => target instanceof Node && row.contains(target))
    const row = rows[at]
    focused = row === undefined ? null : { row, at }
  })
  useMutationObserver(
    root,
    () => {
      if (focused === null || focused.row.isConnected || document.activeElement !== document.body) return
      const rows = rowsNow()
      rows[Math.min(focused.at, rows.length - 1)]?.focus()
    },
    { childList: true, subtree: true },
  )

  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    if (root.value === null || document.querySelector('dialog[open]') !== null) return
    const rows = rowsNow()
    const active = document.activeElement
    const at = isTyping(active) ? -1 : rows.findIndex((row) => row.contains(active))
    const isElsewhere = active !== document.body && !isFrame(active)
    if (rows.length === 0 || (at === -1 && isElsewhere)) return
    event.preventDefault()
    const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)
    rows[next]?.focus()
  }
  // Before the frame's own keys, which mean the list of contacts.
  useEventListener(document, 'keydown', walk, { capture: true })
}

/** What has the focus when nothing in particular has it. */
const isFrame = (element: Element | null): boolean => element?.id === 'content' || element instanceof HTMLAnchorElement
