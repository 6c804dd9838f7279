import { createHash } from 'node:crypto'
import { emptyReply } from '../http/exchange.ts'
import { phpList } from '../http/php-query.ts'
import type { StoredRecord, User } from '../store/records.ts'
import { hal, nothingThere } from './answers.ts'
import type { AmoContext, Handler } from './context.ts'
import { PLURAL } from './entity-words.ts'
import { CATEGORIES, detailsOf, pipelineOf } from './incoming-details.ts'
import type { Category } from './incoming-details.ts'
import { readFilter } from './list-parameters.ts'
import { recordHref } from './neighbours.ts'
import { pageLinks, readPage } from './paging.ts'
import { findFor } from './record-access.ts'
import { viewConditions } from './rights.ts'

const NEWEST_FIRST = [
  { column: 'created_at', direction: 'desc' },
  { column: 'id', direction: 'desc' },
] as const

/** What became of incoming leads so far: how many, and after how many seconds in all. */
export type SortedCounts = { readonly accepted: number; readonly declined: number; readonly seconds: number }

/**
 * GET /leads/unsorted: contacts that came in by themselves and that nobody has accepted, each as an incoming lead, newest
 * first whatever order is asked for.
 * @source https://www.amocrm.ru/developers/content/crm_platform/unsorted-api
 */
export const listIncoming: Handler = (context, { call, user }) => {
  const page = readPage(call.query, context.switches().defaultLimit)
  const filter = readFilter(call.query, context.switches())
  const [uids, categories] = [phpList(filter['uid']), phpList(filter['category'])]
  const found = allIncoming(context, user)
    .filter((contact) => uids.length === 0 || uids.includes(uidOf(context, contact)))
    .filter((contact) => categories.length === 0 || categories.includes(categoryOf(context, contact)))
    .slice(page.offset, page.offset + page.limit + 1)
  if (found.length === 0) return emptyReply(204)
  return hal({
    _page: page.page,
    _links: pageLinks(call, page, found.length > page.limit),
    _embedded: { unsorted: found.slice(0, page.limit).map((contact) => formatIncoming(context, contact, call.base)) },
  })
}

/** GET /leads/unsorted/{uid} */
export const getIncoming: Handler = (context, { call, params, user }) => {
  const contact = findIncoming(context, user, params[0] ?? '')
  if (contact === undefined) return nothingThere(context.switches().missingStatus)
  return hal(formatIncoming(context, contact, call.base))
}

/** GET /leads/unsorted/summary: what came in, and what became of it. */
export const getIncomingSummary: Handler = (context, { call, user }) => {
  const waiting = allIncoming(context, user)
  const { accepted, declined, seconds } = sortedCounts(context)
  const done = accepted + declined
  const totals = CATEGORIES.map((category) => {
    const total = waiting.filter((contact) => categoryOf(context, contact) === category).length
    return [category, { total }] as const
  })
  return hal({
    total: waiting.length + done,
    accepted,
    declined,
    average_sort_time: done === 0 ? 0 : Math.round(seconds / done),
    categories: Object.fromEntries(totals),
    _links: { self: { href: `${call.base}${call.path}` } },
  })
}

/** The contact behind an incoming lead that still waits and that the user sees. */
export function findIncoming(context: AmoContext, user: User, uid: string): StoredRecord | undefined {
  const contact = findFor(context, user, 'contacts', Number.parseInt(uid.slice(-ID_DIGITS), 16))
  return contact?.isUnsorted === true && uidOf(context, contact) === uid ? contact : undefined
}

const COUNTS = 'amocrm.sortedCounts'

/** What became of incoming leads so far. */
export function sortedCounts({ store }: AmoContext): SortedCounts {
  const none: SortedCounts = { accepted: 0, declined: 0, seconds: 0 }
  return { ...none, ...(JSON.parse(store.meta(COUNTS) ?? '{}') as Partial<SortedCounts>) }
}

/** Counts one more. */
export function countSorted(context: AmoContext, as: 'accepted' | 'declined', contact: StoredRecord, at: number): void {
  const counts = sortedCounts(context)
  const seconds = counts.seconds + Math.max(0, at - contact.createdAt)
  context.store.setMeta(COUNTS, JSON.stringify({ ...counts, [as]: counts[as] + 1, seconds }))
}

/** What an incoming lead is made of; of those that were accepted the lead too. */
export function formatSorted(
  context: AmoContext,
  contact: StoredRecord,
  base: string,
  deals: readonly number[],
): Readonly<Record<string, unknown>> {
  const link = (entity: 'contacts' | 'companies' | 'deals', id: number) => ({
    id,
    _links: { self: { href: recordHref(base, entity, id) } },
  })
  return {
    uid: uidOf(context, contact),
    pipeline_id: pipelineOf(context, contact),
    category: categoryOf(context, contact),
    created_at: detailsOf(context, contact)?.createdAt ?? contact.createdAt,
    _embedded: {
      [PLURAL.deals]: deals.map((id) => link('deals', id)),
      contacts: [link('contacts', contact.id)],
      companies: contact.companyId === null ? [] : [link('companies', contact.companyId)],
    },
  }
}

function formatIncoming(context: AmoContext, contact: StoredRecord, base: string): Readonly<Record<string, unknown>> {
  const { uid, _embedded, ...rest } = formatSorted(context, contact, base, [])
  const details = detailsOf(context, contact)
  return {
    uid,
    source_uid: details?.sourceUid ?? null,
    source_name: details?.sourceName ?? contact.name,
    ...rest,
    metadata: details?.metadata ?? untoldMetadata(context, contact),
    account_id: context.account.id,
    _links: { self: { href: `${base}/api/v4/leads/unsorted/${String(uid)}` } },
    _embedded,
  }
}

/** Of who came in without being told of: every key of the category, as clients read them, with what is known here. */
function untoldMetadata(context: AmoContext, contact: StoredRecord): Readonly<Record<string, unknown>> {
  const { name, createdAt } = contact
  if (categoryOf(context, contact) === 'forms') {
    return { form_id: '', form_name: name, form_page: '', form_sent_at: createdAt, ip: null, referer: null }
  }
  const chatId = context.store.chats.links([contact.id], [])[0]?.chatId ?? null
  return {
    ...{ from: name, to: '', received_at: createdAt, service: '', client: { name, avatar: '' } },
    ...{ origin: { chat_id: chatId, ref: null, visitor_uid: null }, last_message_text: '', source_name: name },
  }
}

function allIncoming(context: AmoContext, user: User): readonly StoredRecord[] {
  const conditions = [{ kind: 'unsorted' } as const, ...viewConditions(context.store, user, 'contacts')]
  const query = { trashed: false, conditions, order: NEWEST_FIRST, limit: Number.MAX_SAFE_INTEGER, offset: 0 }
  return context.store.records.list('contacts', query)
}

/** Who came in without being told of has a chat, or else counts as a form that was filled in. */
function categoryOf(context: AmoContext, contact: StoredRecord): Category {
  const told = detailsOf(context, contact)?.category
  return told ?? (context.store.chats.links([contact.id], []).length > 0 ? 'chats' : 'forms')
}

const ID_DIGITS = 10

/** Opaque to clients; the end of it is the contact. */
function uidOf({ account }: AmoContext, { id }: StoredRecord): string {
  const digest = createHash('sha256').update(`${account.uuid} ${id}`).digest('hex')
  return `${digest.slice(0, 44)}${id.toString(16).padStart(ID_DIGITS, '0')}`
}
