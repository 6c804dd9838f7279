import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { AccountId, ContactId, RemoteId } from '#shared/domain/ids.ts'
import { acceptMutation } from '../db/accept-mutation.ts'
import { bindChat } from '../db/edit-neighbour.ts'
import { findOwner, readChats, type Chat } from '../db/read-chats.ts'
import { useContactListStore } from './contact-list-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

/** Chats of the contact in the card, and whose any chat is. */
export const useChatStore = defineStore('chats', () => {
  const { context, main } = useServices()
  const [list, outbox] = [useContactListStore(), useOutboxStore()]
  const read = async (): Promise<{ id: ContactId | null; chats: readonly Chat[] }> => {
    const id = list.openId
    return { id, chats: id === null ? [] : await readChats(context.db, id) }
  }
  const last = useLiveQuery(read, { id: null, chats: [] }, () => list.openId)
  /** Live; empty while another contact's are still there. */
  const chats = computed(() => (last.value.id === list.openId ? last.value.chats : []))

  /** Whose it is on this device; `null` where nobody is known to have it. */
  const ownerHere = (accountId: AccountId, chatId: RemoteId): Promise<ContactId | null> =>
    findOwner(context.db, accountId, chatId)

  /** The same by the CRM's own answer, where this device knows nobody. @throws {AppError} as a sync */
  async function ownerOf(accountId: AccountId, chatId: RemoteId): Promise<ContactId | null> {
    const here = await ownerHere(accountId, chatId)
    if (here !== null) return here
    await main.call('contacts/find', { accountId, text: chatId })
    return ownerHere(accountId, chatId)
  }

  /** @throws {AppError} `storage/failed`, `state/refused`: then nothing changed */
  async function bind(contactId: ContactId, chatId: RemoteId): Promise<void> {
    await outbox.perform(async () => {
      const mutation = await bindChat(context, contactId, chatId)
      return mutation === null ? [] : [await acceptMutation(context, main, mutation)]
    })
  }
  return { chats, ownerHere, ownerOf, bind }
})
