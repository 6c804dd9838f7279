import * as v from 'valibot'
import { remoteIdOf, toEntityId, toNeighbourId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { aboutIdsOf, type RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { Query } from '#core/http/query-string.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { ChatPort, NeighbourUpdate } from '../neighbour-port.ts'
import type { BatchLimit } from './batch-limit.ts'
import { heardAt, type AmocrmContext } from './context.ts'
import { isForbidden } from './forbidden.ts'
import { sendAll, unaccounted, type PlaceOf } from './push-neighbours.ts'
import { toRemoteId } from './remote-ids.ts'
import { toParts } from '../send-in-parts.ts'

const PATH = '/api/v4/contacts/chats'
/** An address line holds so many ids with room to spare. */
const CONTACTS_PER_REQUEST = 100
/** The vendor's ids of chats are four times as long. */
const CHATS_PER_REQUEST = 50

const IdWire = v.pipe(v.number(), v.integer(), v.minValue(1))
const ChatLinkWire = v.object({ chat_id: v.pipe(v.string(), v.regex(/^[^~\s.][^\s.]{0,63}$/u)), contact_id: IdWire })
type ChatLinkWire = v.InferOutput<typeof ChatLinkWire>
const ChatLinksWire = v.pipe(
  v.object({ _embedded: v.object({ chats: v.array(ChatLinkWire) }) }),
  v.transform(({ _embedded }) => _embedded.chats),
)

/**
 * Whose the chats are. Only those of channels that this integration owns are told, and only to administrators; the channel
 * itself is not. There is no list of all of them and no feed of changes: somebody has to ask for each contact, or each chat.
 * A chat cannot be taken from a contact, only given to another one.
 * @source https://www.amocrm.ru/developers/content/crm_platform/contacts-api
 */
export function createChatPort(context: AmocrmContext, limit: BatchLimit): ChatPort {
  return {
    contactsPerRead: CONTACTS_PER_REQUEST,
    async readAbout(contactIds, signal) {
      const links = await readLinks(context, 'contact_id[]', contactIds, CONTACTS_PER_REQUEST, signal)
      return links?.map((link) => toChat(context, link.chat_id as RemoteId, link.contact_id)) ?? null
    },
    // One that nobody has is as absent as one that does not exist: whether it can be given to somebody shows when it is.
    async read(ids, signal) {
      const links = await readLinks(context, 'chat_id[]', ids, CHATS_PER_REQUEST, signal)
      const owners = new Map(links?.map((link) => [link.chat_id, link.contact_id]))
      return links === null ? null : new Map(ids.map((id) => [id, toChat(context, id, owners.get(id) ?? null)]))
    },
    create: (items) =>
      Promise.resolve(
        items.map((): ItemResult => ({ kind: 'rejected', field: null, reason: 'not-supported', message: '' })),
      ),
    update: (items, signal) =>
      sendAll(toParts(items, limit.current()), limit, placeOf, signal, (part) => bind(context, part, signal)),
    findCreated: () => Promise.resolve({ at: heardAt(context), created: [] }),
  }
}

/** `null` where chats are not for this user to see. */
async function readLinks(
  { http, logger }: AmocrmContext,
  name: 'contact_id[]' | 'chat_id[]',
  ids: readonly RemoteId[],
  most: number,
  signal: AbortSignal,
): Promise<readonly ChatLinkWire[] | null> {
  const found: ChatLinkWire[] = []
  try {
    for (const part of toParts(ids, most)) {
      const query: Query = { [name]: part }
      const links = (await http.getJson(PATH, { query, schema: ChatLinksWire, signal })) ?? []
      // More than was asked for would be an account that ignores the question.
      const asked = new Set<string>(part)
      found.push(
        ...links.filter((link) => asked.has(name === 'chat_id[]' ? link.chat_id : toRemoteId(link.contact_id))),
      )
    }
    return found
  } catch (error) {
    if (!isForbidden(error)) throw error
    logger.warn('chats are not for this user to see')
    return null
  }
}

/** The vendor keeps no times of this: it is as old as the answer. */
function toChat(context: AmocrmContext, remoteId: RemoteId, contactId: number | null): RemoteNeighbour {
  const { accountId } = context
  const at = heardAt(context)
  const aboutId = contactId === null ? null : toEntityId<ContactId>(accountId, toRemoteId(contactId))
  return {
    kind: 'chat',
    id: toNeighbourId('chat', accountId, remoteId),
    ...{ remoteId, accountId },
    fields: { aboutId },
    ...{ createdAt: at, createdBy: null, updatedAt: at, updatedBy: null },
  }
}

const placeOf: PlaceOf<NeighbourUpdate> = (path) => ({
  field: path.startsWith('chat_id') ? 'neighbour:chat' : 'neighbour:aboutId',
})

/** Binding a chat again, to the same contact or to another one, moves it: nothing is made twice. */
async function bind(
  { http }: AmocrmContext,
  part: readonly NeighbourUpdate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const body = part.map(({ remoteId, record }, at) => {
    const [aboutId] = aboutIdsOf(record)
    const contactId = aboutId === undefined ? null : Number(remoteIdOf(aboutId))
    return { chat_id: remoteId, contact_id: contactId, request_id: String(at) }
  })
  const bound = new Set(((await http.postJson(PATH, { body, schema: ChatLinksWire, signal })) ?? []).map(toChatId))
  return part.map(({ remoteId }) => {
    if (!bound.has(remoteId)) throw unaccounted('chats')
    return { kind: 'applied', remoteId, updatedAt: null }
  })
}

const toChatId = (link: ChatLinkWire): string => link.chat_id
