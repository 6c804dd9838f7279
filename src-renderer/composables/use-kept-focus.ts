import { useEventListener, useMutationObserver } from '@vueuse/core'
import { nextTick, type Ref } from 'vue'

const FOCUSABLE = 'a[href], button, input, select, textarea, [tabindex]'

/** One ancestor of what had the focus, and which of the ancestor's focusable parts that was. */
interface Place {
  readonly within: Element
  readonly at: number
}

/**
 * Keeps the keys where the user was when the focused part goes away with what was done: the item that was cancelled, the
 * chip that was removed, the bar that was dismissed. The focus moves to what took its place there.
 * @param fallback called when nothing around it is left
 */
export function useKeptFocus(root: Readonly<Ref<HTMLElement | null>>, fallback: () => void): void {
  let focused: HTMLElement | null = null
  let places: readonly Place[] = []

  useEventListener(root, 'focusin', ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return
    focused = target
    places = [...ancestorsOf(target, root.value)].map((within) => ({ within, at: partsOf(within).indexOf(target) }))
  })
  useEventListener(root, 'focusout', ({ target }: FocusEvent) => {
    // Whoever clicks beside everything wants no focus; what is taken away or disabled loses it without wanting to.
    queueMicrotask(() => {
      if (target === focused && focused?.isConnected === true && !focused.matches(':disabled')) focused = null
    })
  })
  useMutationObserver(root, () => void (isLost() ? restore() : undefined), {
    childList: true,
    subtree: true,
    attributeFilter: ['disabled'],
  })

  /** A part that is disabled while it works gets the focus back afterwards. */
  const isLost = () =>
    focused !== null &&
    document.activeElement === document.body &&
    !(focused.isConnected && focused.matches(':disabled'))

  async function restore(): Promise<void> {
    // Whoever took the part away may place the focus himself.
    await nextTick()
    if (!isLost()) return
    if (focused?.isConnected === true) return focused.focus()
    focused = null
    for (const { within, at } of places) {
      if (within === root.value || !within.isConnected) continue
      const parts = partsOf(within)
      const next = parts[Math.min(at, parts.length - 1)]
      if (next !== undefined) return next.focus()
    }
    fallback()
  }
}

function* ancestorsOf(element: Element, root: Element | null): Generator<Element> {
  for (let parent = element.parentElement; parent !== null && parent !== root; parent = parent.parentElement)
    yield parent
}

const partsOf = (within: ParentNode): readonly HTMLElement[] =>
  [...within.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (part) => part.tabIndex >= 0 && !part.matches(':disabled') && part.checkVisibility(),
  )
