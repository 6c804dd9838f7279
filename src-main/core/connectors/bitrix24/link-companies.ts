import type { RemoteId } from '#shared/domain/ids.ts'
import type { CompanyLink, CompanyOrder, ItemResult } from '../contact-writes.ts'
import { clearLinks, type LinkFamily } from './clear-links.ts'
import { readLinks } from './company-links.ts'
import { toRemoteId, type ContactContext } from './contact-context.ts'
import { readRows } from './contacts.ts'
import type { LinkFacts } from './link-fields.ts'
import { sendWrites, type Write } from './send-writes.ts'
import { isAccessDenied } from './refusals.ts'
import type { CompanyLinkWire } from './wire.ts'

/**
 * Links companies to contacts. One that takes the place of another gets its place in the order, and is the primary one if that
 * was. Linking what is linked changes nothing.
 * @source https://apidocs.bitrix24.com/api-reference/crm/contacts/company/crm-contact-company-add.html
 */
export async function linkCompanies(
  context: ContactContext,
  links: readonly CompanyLink[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const replacing = links.filter(({ insteadOf }) => insteadOf !== undefined).map(({ contactId }) => contactId)
  const known = await readLinks(context, [...new Set(replacing)], signal)
  const fieldsOf = ({ contactId, companyId, insteadOf }: CompanyLink) => {
    const before = known.get(contactId)?.find(({ COMPANY_ID }) => COMPANY_ID === insteadOf)
    return { COMPANY_ID: companyId, ...(before === undefined ? {} : placeOf(before)) }
  }
  return send(context, 'crm.contact.company.add', links, fieldsOf, signal)
}

const placeOf = ({ SORT, IS_PRIMARY }: CompanyLinkWire) => ({ SORT, IS_PRIMARY: IS_PRIMARY ? 'Y' : 'N' })

const COMPANIES: LinkFamily = { method: 'crm.contact.company', key: 'COMPANY_ID' }

/** Takes companies off contacts, all of one at once where all of them go. Taking off what is not linked changes nothing. */
export async function unlinkCompanies(
  context: ContactContext,
  links: readonly CompanyLink[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const leaving = [...Map.groupBy(links, ({ contactId }) => contactId)].map(([ownerId, own]) => ({
    ownerId,
    childIds: [...new Set(own.map(({ companyId }) => companyId))],
  }))
  const cleared = await clearLinks(context, COMPANIES, leaving, signal)
  const rest = links.filter(({ contactId }) => !cleared.has(contactId))
  const toFields = ({ companyId }: CompanyLink) => ({ COMPANY_ID: companyId })
  const results = await send(context, 'crm.contact.company.delete', rest, toFields, signal)
  const told = new Map(rest.map((link, at) => [link, results[at] ?? { kind: 'not-sent' as const }]))
  return links.map((link) => told.get(link) ?? { kind: 'applied', remoteId: link.contactId, updatedAt: null })
}

async function send(
  context: ContactContext,
  method: string,
  links: readonly CompanyLink[],
  fieldsOf: (link: CompanyLink) => Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const writes = links.map((link): Write => ({
    command: { method, params: { id: link.contactId, fields: fieldsOf(link) } },
    toResult: (outcome) => toLinked(link.contactId, outcome),
  }))
  return withGone(context, links, await sendWrites(context, writes, signal), signal)
}

/** `false` is told where nothing had to be done. */
function toLinked(remoteId: RemoteId, outcome: Parameters<Write['toResult']>[0]): ItemResult {
  if (outcome.kind === 'answered') return { kind: 'applied', remoteId, updatedAt: null }
  const { message, code } = outcome.refusal
  const reason = isAccessDenied(outcome.refusal) ? 'forbidden' : code.toLowerCase() || 'refused'
  return { kind: 'rejected', field: 'company', reason, message }
}

/** What was refused because the contact is not there: the portal says so in its own words, so it is looked for. */
async function withGone(
  context: ContactContext,
  links: readonly Pick<CompanyLink, 'contactId'>[],
  results: readonly ItemResult[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const isRefused = (at: number) => results[at]?.kind === 'rejected'
  const refused: readonly RemoteId[] = links.filter((_, at) => isRefused(at)).map(({ contactId }) => contactId)
  if (refused.length === 0) return results
  const there = await readRows(context, refused, ['ID'], signal)
  return results.map((result, at): ItemResult => {
    const link = links[at]
    return isRefused(at) && link !== undefined && !there.has(link.contactId) ? { kind: 'gone' } : result
  })
}

const STEP = 10

/**
 * Puts companies of contacts into an order. The vendor takes the whole list, so it is read right before; one that stands so
 * already is left alone, and so is one that is linked and not named, but that it comes last.
 * @source https://apidocs.bitrix24.com/api-reference/crm/contacts/company/crm-contact-company-items-set.html
 */
export async function orderCompanies(
  context: ContactContext,
  orders: readonly CompanyOrder[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const ids = orders.map(({ contactId }) => contactId)
  const known = await readLinks(context, [...new Set(ids)], signal)
  const wanted = orders.map((order) => ({ ...order, ids: inOrder(order, known.get(order.contactId) ?? []) }))
  const linksOf = (id: RemoteId) => known.get(id) ?? []
  // Who has no links has perhaps gone since, whatever the portal says of that: it is no order that stands already.
  const bare = wanted.filter(({ contactId }) => linksOf(contactId).length === 0)
  const { company: facts } = (await context.catalog.current(signal)).links
  const moved = wanted.filter(({ contactId, ids: order }) => !isSame(order, linkedIn(linksOf(contactId))))
  const barred = moved.filter(({ contactId, ids: order }) => !canStand(order, linkedIn(linksOf(contactId)), facts))
  const toSend = moved.filter((one) => !barred.includes(one))
  const writes = toSend.map(({ contactId, ids: order }): Write => ({
    command: { method: 'crm.contact.company.items.set', params: { id: contactId, items: toItems(order, facts) } },
    toResult: (outcome) => toLinked(contactId, outcome),
  }))
  const told = [...(await sendWrites(context, writes, signal)), ...bare.map(() => UNTOLD)]
  const asked = [...toSend, ...bare]
  const results = await withGone(context, asked, told, signal)
  const sent = new Map(asked.map(({ contactId }, at) => [contactId, results[at] ?? { kind: 'not-sent' as const }]))
  for (const { contactId } of bare)
    if (sent.get(contactId)?.kind !== 'gone' && known.has(contactId)) sent.delete(contactId)
  for (const { contactId } of barred) sent.set(contactId, NOT_SUPPORTED)
  return ids.map((id) => sent.get(id) ?? { kind: 'applied', remoteId: id, updatedAt: null })
}

/** Whether the portal can be told so: what it does not know of links it would forget, and say yes. */
function canStand(order: readonly RemoteId[], now: readonly RemoteId[], { hasMain, hasOrder }: LinkFacts): boolean {
  const [main] = order
  const without = (ids: readonly RemoteId[]) => ids.filter((id) => id !== main)
  return (hasMain || main === now[0]) && (hasOrder || isSame(without(order), without(now)))
}

const toItems = (order: readonly RemoteId[], { hasMain, hasOrder }: LinkFacts) =>
  order.map((id, at) => ({
    COMPANY_ID: id,
    ...(hasOrder ? { SORT: (at + 1) * STEP } : {}),
    ...(hasMain ? { IS_PRIMARY: at === 0 ? 'Y' : 'N' } : {}),
  }))

const NOT_SUPPORTED: ItemResult = { kind: 'rejected', field: 'company', reason: 'not-supported', message: '' }

/** Of whose links nothing is known. */
const UNTOLD: ItemResult = { kind: 'rejected', field: 'company', reason: 'forbidden', message: '' }

/** As the portal has them: the main one first, then by their numbers. */
const linkedIn = (links: readonly CompanyLinkWire[]): readonly RemoteId[] =>
  links
    .toSorted((a, b) => Number(b.IS_PRIMARY) - Number(a.IS_PRIMARY) || a.SORT - b.SORT)
    .map(({ COMPANY_ID }) => toRemoteId(COMPANY_ID))

function inOrder({ companyIds }: CompanyOrder, links: readonly CompanyLinkWire[]): readonly RemoteId[] {
  const linked = linkedIn(links)
  return [...companyIds.filter((id) => linked.includes(id)), ...linked.filter((id) => !companyIds.includes(id))]
}

const isSame = (a: readonly RemoteId[], b: readonly RemoteId[]): boolean =>
  a.length === b.length && a.every((id, at) => id === b[at])
