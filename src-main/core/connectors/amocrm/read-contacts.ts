import type { RemoteContact } from '#shared/domain/contact.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { RemoteChange } from '../pull-page.ts'
import { contactWith } from './contact-facts.ts'
import type { Collection } from './collection.ts'
import type { AmocrmContext } from './context.ts'
import { toRemoteContact } from './mapping.ts'
import { toRemoteId } from './remote-ids.ts'
import { linkTypes } from './removal-events.ts'
import { withoutMarker } from './marker.ts'
import { readPage, type ListSource } from './read-pages.ts'
import { ContactWire } from './wire.ts'

export const contactSource: ListSource<ContactWire> = {
  path: '/api/v4/contacts',
  key: 'contacts',
  row: ContactWire,
  query: contactWith,
}

/** A contact as users know it: what is technical stays out. */
export function toContact({ accountId, account, marker }: AmocrmContext, wire: ContactWire): RemoteContact {
  const contact = toRemoteContact(wire, accountId, account.zone)
  return { ...contact, fields: { ...contact.fields, custom: withoutMarker(contact.fields.custom, marker) } }
}

/** An address line holds this many ids with room to spare: web servers cut it at 8 KB. */
export const IDS_PER_REQUEST = 100

/** Contacts as they are now, by id; the deleted ones and those out of reach are absent. */
export async function readContacts(
  context: AmocrmContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, RemoteContact>> {
  const unique = [...new Set(ids)]
  const found: ContactWire[] = []
  for (let at = 0; at < unique.length; at += IDS_PER_REQUEST) {
    found.push(...(await readSome(context, unique.slice(at, at + IDS_PER_REQUEST), signal)))
  }
  return new Map(
    found
      .filter(({ is_deleted }) => is_deleted !== true)
      .map((wire) => [toRemoteId(wire.id), toContact(context, wire)]),
  )
}

/** What is looked for is a name, a number or an address: more hits than this are no answer. */
const HITS = 50

/**
 * Contacts that the vendor's search finds in any of their fields. How soon it knows what has just changed is not documented.
 * @source https://www.amocrm.ru/developers/content/crm_platform/contacts-api
 */
export async function findContacts(
  context: AmocrmContext,
  text: string,
  signal: AbortSignal,
): Promise<readonly RemoteContact[]> {
  const query = text.trim()
  if (query === '') return []
  const { rows } = await readPage(context, contactSource, { query, limit: HITS }, 1, signal)
  return rows.filter(({ is_deleted }) => is_deleted !== true).map((wire) => toContact(context, wire))
}

async function readSome(
  context: AmocrmContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly ContactWire[]> {
  if (context.filters.areObeyed && ids.length > 1) {
    const rows = await readByFilter(context, ids, signal)
    if (rows !== null) return rows
  }
  const found: ContactWire[] = []
  for (const id of ids) {
    const wishes = { query: contactWith, schema: ContactWire, absentOn404: true, signal }
    const one = await context.http.getJson(`/api/v4/contacts/${id}`, wishes)
    if (one !== null) found.push(one)
  }
  return found
}

/** `null` when the answer shows that the filter was ignored: then it says nothing about who is absent. */
async function readByFilter(
  context: AmocrmContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly ContactWire[] | null> {
  const { rows } = await readPage(context, contactSource, { 'filter[id][]': ids, 'order[id]': 'asc' }, 1, signal)
  if (rows.every(({ id }) => ids.includes(toRemoteId(id)))) return rows
  context.filters.areObeyed = false
  return null
}

/** Contacts as they are pulled. */
export function createContactCollection(context: AmocrmContext): Collection<ContactWire, RemoteChange> {
  return {
    source: contactSource,
    entity: 'contact',
    isAwaited: true,
    toGone: (remoteId) => ({ kind: 'delete', remoteId }),
    hints: linkTypes('contact'),
    toItem: (wire) =>
      wire.is_deleted === true
        ? { kind: 'delete', remoteId: toRemoteId(wire.id) }
        : { kind: 'upsert', contact: toContact(context, wire) },
    async confirm(ids, signal) {
      const present = await readContacts(context, ids, signal)
      return ids.map((remoteId) => {
        const contact = present.get(remoteId)
        return contact === undefined ? { kind: 'delete', remoteId } : { kind: 'upsert', contact }
      })
    },
  }
}
