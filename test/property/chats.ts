import type { ChatStore } from '#demo-crm/store/chat-store.ts'
import type { Store } from '#demo-crm/store/store.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { rowsOf } from '#renderer/db/account-rows.ts'
import type { CacheDb } from '#renderer/db/cache-db.ts'
import { bindChat } from '#renderer/db/edit-neighbour.ts'
import { isContactId, kindOf, remoteIdOf, type ContactId, type RecordId, type RemoteId } from '#shared/domain/ids.ts'
import { aboutIdsOf } from '#shared/domain/neighbour.ts'
import type { SignedIn } from './device.ts'
import type { Intent } from './ledger.ts'
import { readShownRows } from './read-shown-rows.ts'
import type { FirstCrm } from './simulated-crm.ts'
import type { UserOptions } from './submit-as.ts'
import type { World } from './world.ts'

/** A chat as the CRM's own database has it. */
export interface CrmChat {
  readonly id: RemoteId
  /** Of those who are not in the trash. */
  readonly contactId: number | null
  /** Whoever has ever had it. */
  readonly hadBy: ReadonlySet<number>
}

type ChatHistory = ReadonlyMap<string, ReadonlySet<number>>

/** Remembers whose each chat has been. */
export function watchChats(chats: ChatStore): ChatHistory {
  const history = new Map<string, Set<number>>()
  const [bind, move] = [chats.bind.bind(chats), chats.move.bind(chats)]
  const note = (chatId: string, contactId: number) =>
    history.set(chatId, new Set([...(history.get(chatId) ?? []), contactId]))
  chats.bind = (chatId, contactId, keepsId) => {
    note(chatId, contactId)
    return bind(chatId, contactId, keepsId)
  }
  chats.move = (fromId, toId) => {
    for (const { chatId } of chats.links([fromId], [])) note(chatId, toId)
    move(fromId, toId)
  }
  return history
}

export const chatsIn = ({ chats, records }: Store, history: ChatHistory): readonly CrmChat[] =>
  chats
    .chats()
    .filter(({ owner }) => owner === 'this-integration')
    .map(({ id }) => {
      const contactId = chats.link(id)?.contactId
      const isThere = contactId !== undefined && records.findVisible('contacts', contactId) !== undefined
      return { id: id as RemoteId, contactId: isThere ? contactId : null, hadBy: history.get(id) ?? new Set() }
    })

/** A colleague gives a chat to somebody in the vendor's own interface, or takes it away. */
export function moveChat(crm: FirstCrm, pick: number, n: number): void {
  const chat = crm.chats()[n % 2]
  const there = crm.contacts().filter(({ isTrashed }) => !isTrashed)
  const contactId = n % 5 === 0 ? null : (there[pick % Math.max(1, there.length)]?.id ?? null)
  if (chat !== undefined) {
    crm.vendor({ action: 'bind', entity: 'chats', chatId: chat.id, contactId, userId: crm.users.at(-1) ?? null })
  }
}

/** Somebody at a device gives one of the chats to a contact. */
export function bindSomeChat(options: UserOptions, pick: number, n: number): void {
  const { device, window, ledger, time } = options
  const { context, main } = window
  async function bind(): Promise<void> {
    const rows = (await readShownRows(context.db)).filter(({ deletedAt }) => deletedAt === undefined)
    const row = rows[pick % Math.max(1, rows.length)]
    const signedIn = device.accounts.find(({ account }) => account.id === row?.accountId)
    const chat = signedIn?.crm.chats()[n % 2]
    if (row === undefined || chat === undefined) return
    const mutation = await bindChat(context, row.id, chat.id)
    if (mutation === null) return
    const intent = ledger.add(device.index, mutation, [], time.now())
    try {
      await acceptMutation(context, main, mutation)
      if (!window.life.isOver()) intent.isTold = true
    } catch (error) {
      if (!window.life.isOver()) intent.state = 'refused'
      throw error
    }
  }
  bind().catch(() => undefined)
}

/** Chats that a user was told to have given to a contact who never had them. */
export function findLostBindings({ devices, ledger }: World): readonly string[] {
  return ledger.intents.flatMap((intent, at) => {
    const { change, id } = intent.mutation
    if (change.kind !== 'edit-neighbour' || kindOf(change.recordId) !== 'chat') return []
    const signedIn = devices[intent.device]?.accounts.find(({ ids }) => ids.has(intent.accountId))
    const chat = signedIn?.crm.chats().find((one) => one.id === remoteIdOf(change.recordId))
    const { to } = change.edit
    // A draft may come to any record, and a later wish of the same user takes the place of an earlier one.
    const contactId = isContactId(to) ? remoteIdOf(to) : null
    const isReplaced = ledger.intents.slice(at + 1).some((later) => isSameChat(later, intent))
    if (chat === undefined || contactId === null || isReplaced) return []
    const { state, isTold, isWiped, isWithdrawn, isGivenUp } = intent
    const isKept = state === 'accepted' || (state === 'open' && isTold && !isWiped)
    if (!isKept || isWithdrawn || isGivenUp || chat.hadBy.has(Number(contactId))) return []
    return [`lost: chat ${chat.id} for ${contactId} (${id})`]
  })
}

const isSameChat = (one: Intent, other: Intent): boolean =>
  one.device === other.device &&
  one.mutation.change.kind === 'edit-neighbour' &&
  other.mutation.change.kind === 'edit-neighbour' &&
  one.mutation.change.recordId === other.mutation.change.recordId

/** Where a device shows another owner of a chat than the CRM has. What waits for its user may differ. */
export async function compareChats(
  db: CacheDb,
  { account, crm, userId }: SignedIn,
  busy: ReadonlySet<RecordId>,
): Promise<readonly string[]> {
  const rows = (await rowsOf(db.neighbours, account.id).toArray()).filter(({ record }) => record.kind === 'chat')
  const kept = rows.filter(({ id, base }) => base !== undefined && !busy.has(id))
  const wrong = kept.map(({ id }) => `${id} keeps a base though nothing is pending`)
  if (!crm.isAdmin(userId)) return wrong
  const remoteOf = async (id: ContactId) => remoteIdOf(id) ?? (await db.contacts.get(id))?.remoteId ?? null
  for (const chat of crm.chats()) {
    const row = rows.find(({ remoteId }) => remoteId === chat.id)
    if (row !== undefined && busy.has(row.id)) continue
    const [aboutId = null] = row === undefined ? [] : aboutIdsOf(row.record)
    const shown = aboutId === null ? null : await remoteOf(aboutId)
    const stored = chat.contactId === null ? null : String(chat.contactId)
    if (shown !== stored) wrong.push(`chat ${chat.id} is with ${stored ?? 'nobody'}, shown with ${shown ?? 'nobody'}`)
  }
  return wrong
}
