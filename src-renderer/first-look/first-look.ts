import type { KeptFrame, KeptLines, KeptLook, LookFit } from './kept-look.ts'
import { drawTree } from './look-tree.ts'

/** The picture of the window that stands until the window itself is there. Its search field can be typed into already. */
export interface FirstLook {
  readonly text: string
  /** In whose alphabet the list is sorted. */
  readonly sortLanguage: string
  /** Told of each change of the text. */
  onTyped(listener: (text: string) => void): void
  /**
   * Makes room for the window; once, later calls do nothing. Whoever is putting a character together finishes it first.
   * @param taker gets what has been typed, and the caret with it, if the picture's search field has the focus
   */
  leave(taker?: () => HTMLInputElement | null): void
}

/** What a look has to fit to be shown in this page. */
export const fitOf = (window: Window, build: string): LookFit => ({
  build,
  width: window.innerWidth,
  isDark: window.matchMedia('(prefers-color-scheme: dark)').matches,
  language: window.navigator.language,
})

/** Shows the list as it last looked; `null`, and nothing happens, where none is kept that fits. */
export function showFirstLook(window: Window, kept: KeptLook, build: string): FirstLook | null {
  if (!['', '#/'].includes(window.location.hash)) return null
  const frame = kept.readFrame(fitOf(window, build))
  const lines = frame === null ? null : kept.readLines()
  if (frame === null || lines === null) return null
  return place(window.document, frame, lines)
}

function place(page: Document, frame: KeptFrame, { total, lines }: KeptLines): FirstLook | null {
  const stage = page.querySelector<HTMLElement>('#app')
  const picture = drawTree(page, frame.tree)
  const [grid, space] = [picture.querySelector('[role="grid"]'), picture.querySelector('[data-look="lines"]')]
  const input = picture.querySelector<HTMLInputElement>('input[type="search"]')
  if (stage === null || grid === null || space === null || input === null) return null
  page.documentElement.lang = frame.lang
  page.documentElement.style.cssText = frame.rootStyle
  grid.setAttribute('aria-rowcount', String(total))
  space.append(...lines.map((line) => drawTree(page, line)))
  silence(picture, input)
  const root = page.createElement('div')
  root.className = 'first-look'
  root.append(...frame.sheets.map((sheet) => toStyle(page, sheet)), picture)
  // Laid out, but not seen, not heard and not in reach of the keys until it takes the picture's place.
  stage.style.visibility = 'hidden'
  stage.before(root)
  return toFirstLook(root, stage, input, frame.sortLanguage)
}

/** Nothing of a picture can be used or is read out, but for the field. */
function silence(element: Element, input: Element): void {
  for (const child of element.children) {
    if (child === input) continue
    if (child.contains(input)) silence(child, input)
    else {
      child.setAttribute('inert', '')
      child.setAttribute('aria-hidden', 'true')
    }
  }
}

function toStyle(page: Document, text: string): HTMLStyleElement {
  const style = page.createElement('style')
  style.nonce = page.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
  style.textContent = text
  return style
}

function toFirstLook(root: HTMLElement, stage: HTMLElement, input: HTMLInputElement, sortLanguage: string): FirstLook {
  let isComposing = false
  input.addEventListener('compositionstart', () => (isComposing = true))
  input.addEventListener('compositionend', () => (isComposing = false))

  return {
    sortLanguage,
    get text() {
      return input.value
    },
    onTyped: (listener) => input.addEventListener('input', () => listener(input.value)),
    leave(taker = () => null) {
      if (!root.isConnected) return
      if (isComposing) return input.addEventListener('compositionend', () => this.leave(taker), { once: true })
      const hadFocus = input.ownerDocument.activeElement === input
      const { selectionStart, selectionEnd } = input
      root.remove()
      stage.style.visibility = ''
      const next = hadFocus ? taker() : null
      next?.focus()
      next?.setSelectionRange(selectionStart, selectionEnd)
    },
  }
}
