import { nextTick, watch, type Ref } from 'vue'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useContactStore } from '../stores/contact-store.ts'

const FIELDS = 'input, textarea, select, button'

/**
 * Keeps the keys in the same field while the card moves from contact to contact.
 * @param watchUser marks a moment; the mark tells whether the user has gone on to something else since
 */
export function useCardFocus(panel: Readonly<Ref<HTMLElement | null>>, watchUser: () => () => boolean) {
  const [list, open] = [useContactListStore(), useContactStore()]
  /** The field to go on in when the next contact is there. */
  let wanted: string | null = null
  let hasGoneOn = watchUser()

  /** What the focus is on within the card; `null` when it is elsewhere. */
  function fieldInFocus(): string | null {
    const { activeElement } = document
    const isInside = activeElement instanceof HTMLElement && (panel.value?.contains(activeElement) ?? false)
    return isInside ? nameOf(activeElement) : null
  }

  /** Focuses the field of that name; without it, or for `''`, the first that can be typed in. */
  async function focusField(name: string): Promise<void> {
    wanted = null
    await nextTick()
    const fields = [...(panel.value?.querySelectorAll<HTMLElement>(FIELDS) ?? [])]
    const same = fields.find((field) => name !== '' && nameOf(field) === name)
    const target = same ?? fields.find((field) => field instanceof HTMLInputElement)
    target?.focus()
  }

  /** To another contact, and in it to the same field. */
  async function walk(step: () => Promise<void>): Promise<void> {
    // A step further before the card of the last one was there: nothing has the focus in between.
    focusNext(document.activeElement === document.body ? wanted : fieldInFocus())
    await step()
    if (open.contact?.id === list.openId) await focusWanted()
  }

  /** As `focusField`, in the contact that is opened next, unless the user goes on to something else before it is there. */
  function focusNext(name: string | null): void {
    wanted = name
    hasGoneOn = watchUser()
  }

  async function focusWanted(): Promise<void> {
    if (wanted === null) return
    if (hasGoneOn()) wanted = null
    else await focusField(wanted)
  }

  watch(
    () => open.contact?.id,
    (id) => {
      if (id !== undefined) void focusWanted()
    },
    { flush: 'post' },
  )

  return { focusField, focusNext, walk }
}

function nameOf(field: HTMLElement): string {
  const label = 'labels' in field && field.labels instanceof NodeList ? field.labels[0]?.textContent : undefined
  return field.getAttribute('aria-label') ?? label ?? ''
}
