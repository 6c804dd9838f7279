import * as v from 'valibot'
import type { Capabilities } from '#shared/domain/account.ts'
import { toEntityId, toNeighbourId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { ChatPort } from '../neighbour-port.ts'
import { orNull } from '../not-for-user.ts'
import type { Command } from './api.ts'
import { toRemoteId } from './contact-context.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { readRowsById } from './read-by-ids.ts'
import { answerOf, readAll } from './run-commands.ts'
import { isYes, textOf } from './scalars.ts'
import { IdWire, listOfRows } from './wire.ts'

const METHOD = 'imopenlines.crm.chat.get'
/** What we must be let into: asked without it, the portal would refuse all that is asked in the same breath. */
const SCOPE = 'imopenlines'
/** Twenty pages of a list, in one request; few contacts have ever written. */
const CONTACTS_PER_READ = 1_000
const MAX_AGE_MS = 15 * 60_000

const ChatWire = v.looseObject({
  CHAT_ID: IdWire,
  CONNECTOR_TITLE: v.optional(v.pipe(v.unknown(), v.transform(textOf)), ''),
})

export interface OpenLines {
  /** Whether chats are for us to see; if not, what opens them. */
  capabilities(signal: AbortSignal): Promise<Pick<Capabilities, 'chats' | 'bindsChats' | 'chatsNeed'>>
  readonly port: ChatPort
}

/**
 * Conversations of open lines, told for each contact by itself; contacts that have written are marked. Whom a conversation is
 * with the open lines alone decide.
 * @source https://apidocs.bitrix24.com/api-reference/imopenlines/openlines/chats/imopenlines-crm-chat-get.html
 */
export function createOpenLines(context: Bitrix24Context): OpenLines {
  let last: { readonly at: number; readonly isOpen: boolean } | null = null
  async function isOpen(signal: AbortSignal): Promise<boolean> {
    const now = context.clock.now()
    if (last === null || Math.abs(now - last.at) >= MAX_AGE_MS) {
      const { result } = await context.api.call('scope', {}, signal)
      const scopes = parseResult(v.array(v.string()), result, 'scope')
      last = { at: now, isOpen: scopes.some((name) => name.toLowerCase() === SCOPE) }
    }
    return last.isOpen
  }
  const nobodys = (id: RemoteId) => [id, toChat(context, id, null, '')] as const
  return {
    async capabilities(signal) {
      const chats = await isOpen(signal)
      return { chats, bindsChats: false, ...(chats ? {} : { chatsNeed: SCOPE }) }
    },
    port: {
      contactsPerRead: CONTACTS_PER_READ,
      readAbout: async (contactIds, signal) =>
        (await isOpen(signal)) ? orNull(readChatsOf(context, contactIds, signal)) : null,
      // Asked for are those that no contact has any more which had them: nobody tells who has them now.
      read: async (ids, signal) => ((await isOpen(signal)) ? new Map(ids.map(nobodys)) : null),
      create: (items) => Promise.resolve(items.map(() => notSupported)),
      update: (items) => Promise.resolve(items.map(() => notSupported)),
      findCreated: (since) => Promise.resolve({ at: context.api.heardAt() ?? since, created: [] }),
    },
  }
}

const notSupported: ItemResult = { kind: 'rejected', field: null, reason: 'not-supported', message: '' }

async function readChatsOf(
  context: Bitrix24Context,
  contactIds: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[]> {
  const rows = await readRowsById(context, 'crm.contact.list', contactIds, ['ID', 'HAS_IMOL'], signal)
  const ids = rows.filter((row) => isYes(row['HAS_IMOL'])).map(({ ID }) => toRemoteId(ID))
  const commands = ids.map((id, at): Command => ({
    ...{ name: `i${at}`, method: METHOD },
    params: { CRM_ENTITY_TYPE: 'contact', CRM_ENTITY: id, ACTIVE_ONLY: 'N' },
  }))
  const outcomes = await readAll(context, commands, signal)
  return ids.flatMap((contactId, at) => {
    const outcome = outcomes[at]
    if (outcome?.kind === 'refused') return []
    const chats = parseResult(listOfRows(ChatWire), answerOf(outcome, METHOD).result, METHOD)
    return chats.map((chat) => toChat(context, toRemoteId(chat.CHAT_ID), contactId, chat.CONNECTOR_TITLE))
  })
}

/** When it began, or moved, nobody tells. */
function toChat(
  { accountId }: Bitrix24Context,
  remoteId: RemoteId,
  contactId: RemoteId | null,
  title: string,
): RemoteNeighbour {
  const aboutId = contactId === null ? null : toEntityId<ContactId>(accountId, contactId)
  return {
    ...{ kind: 'chat', id: toNeighbourId('chat', accountId, remoteId), remoteId, accountId },
    fields: title === '' ? { aboutId } : { aboutId, title },
    ...{ createdAt: 0, createdBy: null, updatedAt: 0, updatedBy: null },
  }
}
