import { computed, type ComputedRef } from 'vue'
import type { ChatContext } from '../components/card/chat-context.ts'
import { denialText } from '../composables/denial-words.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useChatStore } from '../stores/chat-store.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { useAccountContext } from './use-account-context.ts'

/** Chats of the open contact, and what may be done about them; `null` where its CRM knows no chats. */
export function useChatContext(): ComputedRef<ChatContext | null> {
  const [app, open, store, outbox] = [useAppStore(), useContactStore(), useChatStore(), useOutboxStore()]
  const rights = useRightsStore()
  const account = useAccountContext(() => open.contact?.accountId)
  return computed(() => {
    const contactId = open.contact?.id
    const signedIn = app.accounts.find(({ id }) => id === open.contact?.accountId)
    if (account.value === null || contactId === undefined || signedIn === undefined) return null
    const { chats, chatsNeed } = signedIn.capabilities
    if (!chats && chatsNeed === undefined) return null
    const { accountId, speaker, isReadOnly } = account.value
    const need = chatsNeed === undefined ? '' : speaker.text.t('chat.needs', { right: chatsNeed })
    return {
      ...{ accountId, contactId, speaker, isReadOnly },
      deniedBy: denialText(rights.denialIn(signedIn, 'chats'), speaker.text) || need,
      chats: store.chats,
      canBind: signedIn.capabilities.bindsChats,
      ownerOf: (chatId) => store.ownerOf(accountId, chatId).catch(() => 'unknown' as const),
      bind: (chatId) => store.bind(contactId, chatId),
      retry: outbox.retry,
      discard: outbox.discard,
    }
  })
}
