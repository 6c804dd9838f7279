import { nextTick, watch, type Ref } from 'vue'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useContactStore } from '../stores/contact-store.ts'

const FIELDS = 'input, textarea, select, button'

/** Keeps the keys in the same field while the card moves from contact to contact. */
export function useCardFocus(panel: Readonly<Ref<HTMLElement | null>>) {
  const [list, open] = [useContactListStore(), useContactStore()]
  /** The field to go on in when the next contact is there. */
  let wanted: string | null = null

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
    wanted = fieldInFocus()
    await step()
    if (open.contact?.id === list.openId && wanted !== null) await focusField(wanted)
  }

  /** As `focusField`, in the contact that is opened next. */
  function focusNext(name: string): void {
    wanted = name
  }

  watch(
    () => open.contact?.id,
    (id) => {
      if (id !== undefined && wanted !== null) void focusField(wanted)
    },
    { flush: 'post' },
  )

  return { focusField, focusNext, walk }
}

function nameOf(field: HTMLElement): string {
  const label = 'labels' in field && field.labels instanceof NodeList ? field.labels[0]?.textContent : undefined
  return field.getAttribute('aria-label') ?? label ?? ''
}
