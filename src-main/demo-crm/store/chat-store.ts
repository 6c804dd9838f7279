import { int, text } from './sql.ts'
import type { Sql, SqlRow } from './sql.ts'

/** Whose channel it is: of the integration that this server plays, of another one, or of nobody: users among themselves. */
export type ChannelOwner = 'this-integration' | 'another-integration' | 'internal'

export type Channel = { readonly id: string; readonly name: string; readonly owner: ChannelOwner }

export type Chat = {
  readonly id: string
  readonly channelId: string
  readonly title: string
  readonly owner: ChannelOwner
}

/** The tie of a chat to its one contact. */
export type ChatLink = { readonly id: number; readonly chatId: string; readonly contactId: number }

/** Channels, their chats, and whose they are. Messages are another service's business. */
export class ChatStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  channels(): Channel[] {
    return this.#sql.all('SELECT * FROM channels ORDER BY name').map((row) => ({
      id: text(row, 'id'),
      name: text(row, 'name'),
      owner: text(row, 'owner') as ChannelOwner,
    }))
  }

  putChannel({ id, name, owner }: Channel): void {
    this.#sql.run('REPLACE INTO channels (id, name, owner) VALUES (?, ?, ?)', id, name, owner)
  }

  chats(): Chat[] {
    return this.#sql.all(`${CHATS} ORDER BY c.id`).map(toChat)
  }

  chat(id: string): Chat | undefined {
    const row = this.#sql.get(`${CHATS} WHERE c.id = ?`, id)
    return row === undefined ? undefined : toChat(row)
  }

  addChat(chat: Omit<Chat, 'owner'>): void {
    this.#sql.run('INSERT INTO chats (id, channel_id, title) VALUES (?, ?, ?)', chat.id, chat.channelId, chat.title)
  }

  link(chatId: string): ChatLink | undefined {
    const row = this.#sql.get('SELECT * FROM chat_links WHERE chat_id = ?', chatId)
    return row === undefined ? undefined : toLink(row)
  }

  /** Ties of all that is asked for; an empty part does not matter. */
  links(contactIds: readonly number[], chatIds: readonly string[]): ChatLink[] {
    const sql = `SELECT * FROM chat_links WHERE (? OR contact_id IN (SELECT value FROM json_each(?)))
      AND (? OR chat_id IN (SELECT value FROM json_each(?))) ORDER BY id`
    const contacts = [contactIds.length === 0 ? 1 : 0, JSON.stringify(contactIds)]
    const chats = [chatIds.length === 0 ? 1 : 0, JSON.stringify(chatIds)]
    return this.#sql.all(sql, ...contacts, ...chats).map(toLink)
  }

  /**
   * Ties a chat to a contact, and unties it from any other.
   * @param keepsId the tie keeps its number when the chat moves
   */
  bind(chatId: string, contactId: number, keepsId: boolean): ChatLink {
    const known = this.link(chatId)
    if (known?.contactId === contactId) return known
    this.unbind(chatId)
    const id = known !== undefined && keepsId ? known.id : this.#nextLinkId(known?.id ?? 0)
    this.#sql.run('INSERT INTO chat_links (id, chat_id, contact_id) VALUES (?, ?, ?)', id, chatId, contactId)
    return { id, chatId, contactId }
  }

  unbind(chatId: string): void {
    this.#sql.run('DELETE FROM chat_links WHERE chat_id = ?', chatId)
  }

  /** The absorbed contact of a merge leaves its chats to the survivor. */
  move(fromId: number, toId: number): void {
    this.#sql.run('UPDATE chat_links SET contact_id = ? WHERE contact_id = ?', toId, fromId)
  }

  #nextLinkId(above: number): number {
    const row = this.#sql.get('SELECT coalesce(max(id), ?) AS top FROM chat_links', FIRST_CHAT_LINK_ID)
    return Math.max(int(row ?? {}, 'top'), above) + 1
  }
}

const FIRST_CHAT_LINK_ID = 26_218
const CHATS = 'SELECT c.id, c.channel_id, c.title, n.owner FROM chats c JOIN channels n ON n.id = c.channel_id'

function toChat(row: SqlRow): Chat {
  return {
    id: text(row, 'id'),
    channelId: text(row, 'channel_id'),
    title: text(row, 'title'),
    owner: text(row, 'owner') as ChannelOwner,
  }
}

function toLink(row: SqlRow): ChatLink {
  return { id: int(row, 'id'), chatId: text(row, 'chat_id'), contactId: int(row, 'contact_id') }
}
