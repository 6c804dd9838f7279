import type { RemoteId } from '#shared/domain/ids.ts'
import {
  keyOfLinked,
  linkedFields,
  linkedIn,
  linkedKinds,
  partLinked,
  type Linked,
  type LinkedKind,
} from '#shared/domain/linked.ts'
import type { ContactUpdate, ItemResult } from '../contact-writes.ts'
import type { BatchLimit } from './batch-limit.ts'
import { sendLinks, type ContactLink } from './contact-links.ts'
import type { AmocrmContext } from './context.ts'
import { LinksWire } from './wire.ts'

/** Whether an update says anything that goes by calls of links, beside companies. */
export const hasLinked = ({ patch }: ContactUpdate): boolean =>
  Object.keys(partLinked(patch.custom ?? {}).links).length > 0

/**
 * Links contacts to customers and to elements of catalogs, or takes them off: the difference between what the contact had when it
 * was compared and what it is to have. What colleagues have linked since stays.
 * @returns what became of each, in order: the first refusal, else that it is done
 */
export async function sendLinked(
  context: AmocrmContext,
  updates: readonly ContactUpdate[],
  limit: BatchLimit,
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const gone = updates.flatMap((update) => goneFrom(update).map((link) => toLink(update, link, {})))
  const come: ContactLink[] = []
  for (const update of updates) {
    const wanted = comeTo(update)
    const isChanged = ({ kind, id }: Linked) => linkedBefore(update, kind).some((one) => one.id === id)
    const prices = wanted.some(isChanged)
      ? await readPrices(context, update.remoteId, signal)
      : new Map<string, Amount>()
    come.push(...wanted.map((link) => toLink(update, link, { ...amountOf(link), ...prices.get(link.id) })))
  }
  const results = [
    ...pair(gone, await sendLinks(context, 'unlink', gone, limit, signal)),
    ...pair(come, await sendLinks(context, 'link', come, limit, signal)),
  ]
  return updates.map(({ remoteId }) => {
    const own = results.filter(({ link }) => link.contactId === remoteId).map(({ result }) => result)
    return own.find(({ kind }) => kind !== 'applied') ?? { kind: 'applied', remoteId, updatedAt: null }
  })
}

const pair = (links: readonly ContactLink[], results: readonly ItemResult[]) =>
  links.map((link, at) => ({ link, result: results[at] ?? ({ kind: 'not-sent' } as const) }))

const linkedBefore = ({ base }: ContactUpdate, kind: LinkedKind): readonly Linked[] =>
  base === undefined ? [] : linkedIn(base.custom, kind)

/** Kinds of which the update speaks. */
const kindsIn = ({ patch }: ContactUpdate): readonly LinkedKind[] =>
  linkedKinds.filter((kind) => patch.custom?.[linkedFields[kind]] !== undefined)

function goneFrom(update: ContactUpdate): readonly Linked[] {
  return kindsIn(update).flatMap((kind) => {
    const kept = new Set(linkedIn(update.patch.custom ?? {}, kind).map(keyOfLinked))
    return linkedBefore(update, kind).filter((link) => !kept.has(keyOfLinked(link)))
  })
}

/** New ones, and those of which there is to be another amount. */
function comeTo(update: ContactUpdate): readonly Linked[] {
  return kindsIn(update).flatMap((kind) => {
    const before = new Map(linkedBefore(update, kind).map((link) => [keyOfLinked(link), link.quantity]))
    return linkedIn(update.patch.custom ?? {}, kind).filter((link) => before.get(keyOfLinked(link)) !== link.quantity)
  })
}

type Amount = Readonly<Record<string, number>>

const amountOf = ({ quantity }: Linked) => (quantity === null ? {} : { quantity })

function toLink({ remoteId }: ContactUpdate, link: Linked, amount: Amount): ContactLink {
  const { kind, id, catalogId } = link
  const common = { contactId: remoteId, toId: id, field: `custom:${linkedFields[kind]}` } as const
  if (kind === 'customer') return { ...common, to: 'customers' }
  const metadata = { ...(catalogId === null ? {} : { catalog_id: Number(catalogId) }), ...amount }
  return { ...common, to: 'catalog_elements', metadata }
}

/** Which of its prices each element has: said again with another amount, or the vendor might forget it. */
async function readPrices({ http }: AmocrmContext, contactId: RemoteId, signal: AbortSignal) {
  const links = await http.getJson(`/api/v4/contacts/${contactId}/links`, {
    schema: LinksWire,
    absentOn404: true,
    signal,
  })
  return new Map<string, Amount>(
    (links?._embedded.links ?? []).flatMap(({ to_entity_type: to, to_entity_id: id, metadata }) =>
      to === 'catalog_elements' && metadata?.price_id ? [[String(id), { price_id: metadata.price_id }] as const] : [],
    ),
  )
}
