import { emptyReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import { phpList } from '../http/php-query.ts'
import type { ChatLink } from '../store/chat-store.ts'
import { bump } from '../store/link-writer.ts'
import { fieldMissing, hal, notSupportedChoice, problem, validationProblem } from './answers.ts'
import { readBatch, readInt, readText, saveBatch } from './batch.ts'
import type { Item } from './batch.ts'
import { authorOf } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import type { FieldError } from './answers.ts'
import { readJsonItems } from './json-body.ts'
import { toPhpInt } from './list-parameters.ts'
import { forbidden } from './rights.ts'

/**
 * GET /contacts/chats: chats of contacts, or contacts of chats. Only chats of channels that this integration owns are there.
 * @source seed 004_83f956714330a79b.txt, "Получение списка чатов контакта"
 */
export const listContactChats: Handler = (context, api) => {
  const refused = refuse(context, api)
  if (refused !== undefined) return refused
  const { query } = api.call
  const contactIds = phpList(query['contact_id']).map(toPhpInt)
  const chatIds = phpList(query['chat_id'])
  if (contactIds.length === 0 && chatIds.length === 0) {
    return validationProblem([{ request_id: '0', errors: [fieldMissing('contact_id')] }])
  }
  const links = context.store.chats.links(contactIds, chatIds).filter((link) => isShown(context, link))
  if (links.length === 0 && context.switches().noChats === 'no-content') return emptyReply(204)
  return chatsAnswer(links.map((link) => formatLink(link)))
}

/**
 * POST /contacts/chats: ties chats to contacts. A chat has one contact, so that tying it again moves it.
 * @source seed 004_83f956714330a79b.txt, "Привязка чатов к контактам"
 */
export const postContactChats: Handler = (context, api) => {
  const refused = refuse(context, api)
  if (refused !== undefined) return refused
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  const reads = readBatch(body.items, (item, errors) => readTie(context, item, errors))
  return saveBatch(context, reads, (ties) => {
    const { chatsBumpUpdatedAt, rebindChatLink } = context.switches()
    const author = authorOf(context, api.user.id)
    return chatsAnswer(
      ties.map(({ requestId, value: { contactId, chatId } }) => {
        const link = context.store.chats.bind(chatId, contactId, rebindChatLink === 'same-id')
        bump(context.store, 'contacts', contactId, author, chatsBumpUpdatedAt)
        return { ...formatLink(link), request_id: requestId }
      }),
    )
  })
}

/** For administrators, and for calls that carry no session of a browser. */
function refuse(context: AmoContext, { call, user }: ApiCall): Reply | undefined {
  if (hasCookie(call)) return problem(context.switches().cookieStatus, 'Session cookies are not allowed')
  return user.isAdmin ? undefined : forbidden()
}

function hasCookie(call: Call): boolean {
  return call.headers.cookie !== undefined
}

function readTie(
  context: AmoContext,
  item: Item,
  errors: FieldError[],
): { readonly contactId: number; readonly chatId: string } | undefined {
  const contactId = readInt(context, item, 'contact_id', errors)
  const chatId = readText(item, 'chat_id', errors)
  if (errors.length > 0) return undefined
  if (contactId === undefined) errors.push(fieldMissing('contact_id'))
  else if (context.store.records.findVisible('contacts', contactId) === undefined) {
    errors.push(notSupportedChoice('contact_id'))
  }
  if (chatId === undefined) errors.push(fieldMissing('chat_id'))
  else if (!isOwn(context, chatId)) errors.push(notSupportedChoice('chat_id'))
  return contactId === undefined || chatId === undefined ? undefined : { contactId, chatId }
}

/** A chat of a foreign channel looks to the integration like one that does not exist. */
function isOwn(context: AmoContext, chatId: string): boolean {
  return context.store.chats.chat(chatId)?.owner === 'this-integration'
}

function isShown(context: AmoContext, { chatId, contactId }: ChatLink): boolean {
  return isOwn(context, chatId) && context.store.records.findVisible('contacts', contactId) !== undefined
}

function formatLink({ id, chatId, contactId }: ChatLink): Readonly<Record<string, unknown>> {
  return { chat_id: chatId, contact_id: contactId, id }
}

function chatsAnswer(chats: readonly Readonly<Record<string, unknown>>[]): Reply {
  return hal({ _total_items: chats.length, _embedded: { chats } })
}
