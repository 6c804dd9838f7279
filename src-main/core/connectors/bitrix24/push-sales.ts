import { remoteIdOf, uuidOf, type ContactId, type FieldId, type RemoteId } from '#shared/domain/ids.ts'
import { aboutIdsOf, customOf, isSale, memberOf, type Neighbour } from '#shared/domain/neighbour.ts'
import { valueIn } from '#shared/sync/neighbour-edits.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourCreate, NeighbourUpdate } from '../neighbour-port.ts'
import { ORIGINATOR, toRemoteId, type ContactContext } from './contact-context.ts'
import { createFieldCheck, sayingDropped } from './check-fields.ts'
import { clearLinks, type Leaving, type LinkFamily } from './clear-links.ts'
import type { Family } from './families.ts'
import { formOf, type Catalog } from './field-catalog.ts'
import type { LinkFacts } from './link-fields.ts'
import { parseResult } from './parse-result.ts'
import { isTakenAway, nobodyLooked, sendChanges, toDelete, writtenFields, type Looked } from './push-parts.ts'
import { readRowsById } from './read-by-ids.ts'
import { readContactLinks } from './sale-links.ts'
import type { ContactLinkWire } from './sale-wire.ts'
import { placeAmong, toCustomPart, type SaleOut, type SaleWords } from './sale-words.ts'
import { sendWrites, toRejected, toWrite, type Write } from './send-writes.ts'
import { IdWire } from './wire.ts'

/**
 * New ones, fifty in a request, each with its contacts and the key by which it is found again.
 * @source https://apidocs.bitrix24.com/api-reference/crm/deals/crm-deal-add.html
 */
export async function createSales(
  context: ContactContext,
  words: SaleWords,
  items: readonly NeighbourCreate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const method = `${words.family.method}.add`
  const { owner } = words.family
  const catalog = await context.catalog.covering(
    items.flatMap(({ record }) => customIdsOf(record)),
    signal,
  )
  const writes = items.map((item): Write => {
    const fields = toCreateOut(words, item, catalog)
    return {
      command: { method, params: { fields } },
      toResult: (outcome) =>
        outcome.kind === 'refused'
          ? toRejected(outcome.refusal, placeAmong(words, formOf(catalog, owner), item.record, Object.keys(fields)))
          : applied(toRemoteId(parseResult(IdWire, outcome.answer.result, method))),
    }
  })
  const written = items.map(({ record }) => writtenFields(words.family, record, customIdsOf(record)))
  const check = written.some(({ length }) => length > 0) ? createFieldCheck(words.family) : null
  if (check === null) return sendWrites(context, writes, signal)
  const results = await sendWrites(context, writes, signal, [check])
  return sayingDropped(context, { family: words.family, check, written }, results, signal)
}

/** Fields of the form with something in them. */
const customIdsOf = (record: Neighbour): readonly FieldId[] =>
  isSale(record) ? (Object.keys(record.fields.custom ?? {}) as FieldId[]) : []

function toCreateOut(words: SaleWords, { key, record }: NeighbourCreate, catalog: Catalog): SaleOut {
  const contactIds = aboutIdsOf(record).flatMap((id) => remoteIdOf(id) ?? [])
  return {
    ...words.toCreateOut(record),
    ...toCustomPart(words.family, catalog, customIdsOf(record), record),
    // The first of them is the primary one.
    ...(contactIds.length === 0 ? {} : { CONTACT_IDS: contactIds }),
    ...{ ORIGINATOR_ID: ORIGINATOR, ORIGIN_ID: uuidOf(key) ?? key },
  }
}

const applied = (remoteId: RemoteId): ItemResult => ({ kind: 'applied', remoteId, updatedAt: null })

/**
 * Changed ones: their own fields, then who belongs to them. Links that somebody else has made meanwhile stay, in their order.
 * @source https://apidocs.bitrix24.com/api-reference/crm/deals/contacts/index.html
 */
export async function updateSales(
  context: ContactContext,
  words: SaleWords,
  items: readonly NeighbourUpdate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const moving = items.filter(({ fields }) => fields.includes('mainContactId')).map(({ remoteId }) => remoteId)
  const links = await readContactLinks(context, words, moving, signal)
  const looked = await readNeeded(context, words, items, signal)
  const { family } = words
  const left = await clearLinks(context, contactsOf(family), items.map(toLeaving), signal)
  const ids = items.map(({ fields }) => fields.flatMap((field) => customOf(field) ?? []))
  const catalog = await context.catalog.covering(ids.flat(), signal)
  const facts = catalog.links[words.kind]
  const plans = items.map((item, at) => {
    if (isTakenAway(item)) return [toDelete(family, item)]
    const custom = toCustomPart(
      ...([family, catalog, ids[at] ?? [], item.record, item.before] as const),
      looked.rows.get(item.remoteId),
    )
    const placeOf = (sent: readonly string[]) => placeAmong(words, formOf(catalog, family.owner), item.record, sent)
    return [
      ...words.toWrites(item, looked.rows.get(item.remoteId), custom, placeOf),
      ...(left.has(item.remoteId) ? [] : toLinkWrites(words, item, links.get(item.remoteId) ?? [], facts)),
    ]
  })
  const written = items.map((item, at) => (isTakenAway(item) ? [] : writtenFields(family, item.record, ids[at] ?? [])))
  const results = await sendChanges(context, family, { items, plans, written, looked }, signal)
  if (facts.hasMain) return results
  const isBarred = (at: number) => items[at]?.fields.includes('mainContactId') === true
  return results.map((result, at) => (result.kind === 'applied' && isBarred(at) ? NOT_SUPPORTED : result))
}

/** A portal that knows no main contact would forget it, and say yes. */
const NOT_SUPPORTED: ItemResult = {
  ...{ kind: 'rejected', field: 'neighbour:mainContactId', reason: 'not-supported', message: '' },
}

/** As late as can be. */
async function readNeeded(
  context: ContactContext,
  { family, neededFor }: SaleWords,
  items: readonly NeighbourUpdate[],
  signal: AbortSignal,
): Promise<Looked> {
  const needs = items.filter((item) => neededFor(item).length > 0)
  if (needs.length === 0) return nobodyLooked
  const select = ['ID', ...new Set(needs.flatMap(neededFor))]
  const ids = needs.map(({ remoteId }) => remoteId)
  const rows = await readRowsById(context, `${family.method}.list`, ids, select, signal)
  return { asked: new Set(ids), rows: new Map(rows.map((row) => [row.ID, row])) }
}

const contactsOf = ({ method }: Family): LinkFamily => ({ method: `${method}.contact`, key: 'CONTACT_ID' })

/** Whom it loses, where nobody comes; nobody otherwise, or where it goes itself. */
function toLeaving(item: NeighbourUpdate): Leaving {
  const { remoteId: ownerId, record, fields } = item
  const members = fields.flatMap((field) => memberOf(field) ?? [])
  const comes = members.some((id) => valueIn(record, fieldOf(id)) === true)
  const isMoved = fields.includes('mainContactId') && valueIn(record, 'mainContactId') !== null
  const childIds = comes || isMoved || isTakenAway(item) ? [] : members.flatMap((id) => remoteIdOf(id) ?? [])
  return { ownerId, childIds }
}

/** Who becomes the primary one first: the vendor would put another one in the place of one that leaves. */
function toLinkWrites(
  words: SaleWords,
  item: NeighbourUpdate,
  links: readonly ContactLinkWire[],
  { hasMain }: LinkFacts,
): readonly Write[] {
  const { record, fields } = item
  const main = hasMain && fields.includes('mainContactId') ? valueIn(record, 'mainContactId') : null
  const members = fields.flatMap((field) => memberOf(field) ?? []).filter((id) => id !== main)
  const isIn = (id: ContactId) => valueIn(record, fieldOf(id)) === true
  return [
    ...(typeof main === 'string' ? [toMainWrite(words, item, main as ContactId, links)] : []),
    ...members.filter(isIn).map((id) => toMemberWrite(words, item, id, 'add')),
    ...members.filter((id) => !isIn(id)).map((id) => toMemberWrite(words, item, id, 'delete')),
  ]
}

const fieldOf = (id: ContactId): string => `contact:${id}`

/** Whether `add` lets one take over is documented of companies alone: the whole set is told, with the places that all have. */
function toMainWrite(
  { family }: SaleWords,
  { remoteId }: NeighbourUpdate,
  main: ContactId,
  links: readonly ContactLinkWire[],
): Write {
  const id = remoteIdOf(main) ?? ''
  const others = links.filter(({ CONTACT_ID }) => CONTACT_ID !== id)
  const last = Math.max(0, ...links.map(({ SORT }) => SORT))
  const sort = links.find(({ CONTACT_ID }) => CONTACT_ID === id)?.SORT ?? last + SORT_STEP
  const items = [
    { CONTACT_ID: id, SORT: sort, IS_PRIMARY: 'Y' },
    ...others.map(({ CONTACT_ID, SORT }) => ({ CONTACT_ID, SORT, IS_PRIMARY: 'N' })),
  ]
  const params = { id: remoteId, items }
  return toWrite(`${family.method}.contact.items.set`, params, remoteId, 'neighbour:mainContactId')
}

/** As far apart as the vendor puts them. */
const SORT_STEP = 10

function toMemberWrite(
  { family }: SaleWords,
  { remoteId }: NeighbourUpdate,
  member: ContactId,
  action: 'add' | 'delete',
): Write {
  const params = { id: remoteId, fields: { CONTACT_ID: remoteIdOf(member) } }
  // `false` is told where nothing had to be done.
  return toWrite(`${family.method}.contact.${action}`, params, remoteId, `neighbour:${fieldOf(member)}`)
}
