import type { AccountId, ContactId, MutationId, NeighbourId, RemoteId } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { Speaker } from '#renderer/composables/mutation-words.ts'

/** One chat as a card shows it. */
export interface CardChat {
  readonly id: NeighbourId
  readonly chatId: RemoteId
  readonly title: string
  readonly isPending: boolean
  /** Whose it is in the CRM until it is sent. */
  readonly before: ContactId | null
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
}

/** What the section of chats knows and may ask. */
export interface ChatContext {
  readonly accountId: AccountId
  readonly contactId: ContactId
  readonly speaker: Speaker
  readonly isReadOnly: boolean
  /** Why chats are not for this user, in words; empty where they are. */
  readonly deniedBy: string
  readonly chats: readonly CardChat[]
  /** The CRM can be told whose a chat is. */
  readonly canBind: boolean
  /** Whose it is; `null` where the CRM names nobody, `unknown` where it cannot be asked. Never rejects. */
  readonly ownerOf: (chatId: RemoteId) => Promise<ContactId | null | 'unknown'>
  /** Rejects when nothing was saved. */
  readonly bind: (chatId: RemoteId) => Promise<void>
  readonly retry: (mutationId: MutationId) => Promise<void>
  readonly discard: (mutationId: MutationId) => Promise<void>
}
