import { computed, watch } from 'vue'
import type { ContactId } from '#shared/domain/ids.ts'
import { useAppStore } from './app-store.ts'
import { useContactStore } from './contact-store.ts'
import { useServices } from './services.ts'

/** Whoever walks through cards asks about none that they pass. */
const PAUSE_MS = 400
/** What was told so lately is not asked for again by itself. */
const FRESH_MS = 5 * 60_000

/**
 * Asks the CRM for what stands beside the open contact and pulls bring late or not at all, such as notes of long ago. Quietly: without
 * a network what is here shows, and it is asked again once there is one, or with the next look at the card.
 */
export function useLookBeside(): void {
  const { context, main } = useServices()
  const [app, open] = [useAppStore(), useContactStore()]
  const toldAt = new Map<ContactId, number>()
  const wanted = computed<ContactId | null>(() => {
    const { contact } = open
    const canAsk = app.readOnly === null && app.connection === 'online' && !app.isOffline
    return !canAsk || contact === null || contact.remoteId === null || contact.isDeleted ? null : contact.id
  })

  async function ask(contactId: ContactId): Promise<void> {
    await main.call('contacts/look-beside', { contactId })
    toldAt.set(contactId, context.now())
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const askSoon = (contactId: ContactId | null) => {
    clearTimeout(timer)
    if (contactId === null || context.now() - (toldAt.get(contactId) ?? -Infinity) < FRESH_MS) return
    timer = setTimeout(() => void ask(contactId).catch(() => undefined), PAUSE_MS)
  }
  // Made with the first card that is opened: that one is to be asked about as well.
  watch(wanted, askSoon, { immediate: true })
}
