import {
  isUuid,
  toEntityId,
  toNeighbourId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { RequisiteFields } from '#shared/domain/requisite.ts'
import type { CreatedNeighbours, NeighbourPort, RemoteNeighbourChange } from '../neighbour-port.ts'
import type { Cursor } from '../pull-page.ts'
import { orNull } from '../not-for-user.ts'
import { ORIGINATOR, toRemoteId, toUserId, type ContactContext } from './contact-context.ts'
import { families } from './families.ts'
import { parseResult } from './parse-result.ts'
import { nothingFor, pullAllowed } from './pull-allowed.ts'
import type { Collection } from './pull.ts'
import { createRequisites, updateRequisites } from './push-requisites.ts'
import { readRowsById } from './read-by-ids.ts'
import { readAddresses } from './requisite-addresses.ts'
import { isOwnLine, type RequisiteForms } from './requisite-form.ts'
import { RequisiteWire } from './requisite-wire.ts'
import { momentOf, textOf, toMomentText } from './scalars.ts'
import { createRequisiteSweep } from './sweep-requisites.ts'
import { toChanges } from './to-changes.ts'
import { readStretch, type Listing } from './walk-ids.ts'
import type { RowWire } from './wire.ts'

const LIST = 'crm.requisite.list'
// Without a list of names all are told, those that users have made as well. Contacts and companies alone have any.
const ofAll: Listing = { method: LIST, filter: {}, select: undefined }
const { contact, company } = families
const owners = ['contacts', 'company'] as const

/**
 * Requisites of contacts and of companies with their addresses. One that was never changed has no date of a change, so new ones are asked for by
 * the day on which they were made; a change of an address moves no date at all, so addresses are compared now and then.
 * @source https://apidocs.bitrix24.com/api-reference/crm/requisites/index.html
 */
export function createRequisitePort(context: ContactContext, forms: RequisiteForms): NeighbourPort {
  const read = async (ids: readonly RemoteId[], signal: AbortSignal) => {
    const rows = await readRowsById(context, LIST, ids, undefined, signal)
    return new Map((await toRequisites(context, rows.filter(isKept), signal)).map((one) => [one.remoteId, one]))
  }
  const sweep = createRequisiteSweep(context, LIST, read)
  const collection: Collection<RemoteNeighbourChange> = {
    ...{ listing: ofAll, madeAt: 'DATE_CREATE' },
    async toItems({ rows }, signal) {
      const told = await toRequisites(context, rows.filter(isKept), signal)
      return toChanges(
        rows.map(({ ID }) => toRemoteId(ID)),
        new Map(told.map((one) => [one.remoteId, one])),
      )
    },
    // Of owners that this user may not see none are listed: they have not gone.
    sweep: async (known, signal) => ({
      items: owners.some((kind) => context.withheld.has(kind)) ? [] : await sweep(known, signal),
    }),
  }
  return {
    async *pull(cursor, signal, known) {
      // A portal without presets may not even know the methods.
      if ((await forms.current(signal)) === null) return void (yield nothingFor(cursor))
      for await (const page of pullAllowed(
        context,
        { kind: 'requisite', collection },
        toOwnCursor(cursor),
        signal,
        known,
      )) {
        yield { ...page, cursor: toCursor(page.cursor) }
      }
    },
    read,
    async readAbout(contactIds, signal) {
      if ((await forms.current(signal)) === null) return []
      return (await orNull(readRequisitesOf(context, contactIds, signal))) ?? []
    },
    create: (items, signal) => createRequisites(context, items, signal),
    update: (items, signal) => updateRequisites(context, items, signal),
    findCreated: (since, signal) => findCreatedRequisites(context, since, signal),
  }
}

/** What was pulled before companies had any here has none of theirs: whoever has a cursor of those days begins anew. */
const GENERATION = 'both:'
const toCursor = (own: Cursor): Cursor => `${GENERATION}${own}` as Cursor
const toOwnCursor = (cursor: Cursor | null): Cursor | null =>
  cursor?.startsWith(GENERATION) === true ? (cursor.slice(GENERATION.length) as Cursor) : null

/** Whether they are of somebody who is kept here. */
const isKept = (row: RowWire): boolean =>
  [contact, company].some(({ typeId }) => textOf(row['ENTITY_TYPE_ID']) === String(typeId))

async function readRequisitesOf(
  context: ContactContext,
  contactIds: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[]> {
  const filter = { ENTITY_TYPE_ID: contact.typeId, '@ENTITY_ID': contactIds }
  const listing = { ...ofAll, filter, mostPages: 1 }
  const all: RemoteNeighbour[] = []
  for (let [after, hasMore] = ['0', true]; hasMore;) {
    const stretch = await readStretch(context, listing, after, signal)
    all.push(...(await toRequisites(context, stretch.rows, signal)))
    after = stretch.rows.at(-1)?.ID ?? after
    hasMore = stretch.hasMore
  }
  return all
}

async function toRequisites(
  context: ContactContext,
  rows: readonly RowWire[],
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[]> {
  if (rows.length === 0) return []
  const wires = rows.map((row) => parseResult(RequisiteWire, row, LIST))
  const addresses = await readAddresses(
    context,
    wires.map(({ ID }) => toRemoteId(ID)),
    signal,
  )
  return wires.map((wire) => toRequisite(wire, addresses.get(wire.ID) ?? {}, context.accountId))
}

function toRequisite(
  wire: RequisiteWire,
  addresses: RequisiteFields['addresses'],
  accountId: AccountId,
): RemoteNeighbour {
  const remoteId = toRemoteId(wire.ID)
  const lines = Object.entries(wire).map(([name, value]) => [name, textOf(value)] as const)
  const createdBy = toUserId(accountId, wire.CREATED_BY_ID)
  return {
    ...{ kind: 'requisite', id: toNeighbourId('requisite', accountId, remoteId), remoteId, accountId },
    fields: {
      ...toOwner(wire, accountId),
      ...{ templateId: wire.PRESET_ID, name: wire.NAME },
      values: Object.fromEntries(lines.filter(([name, text]) => isOwnLine(name) && text !== '')),
      addresses: Object.fromEntries(Object.entries(addresses).filter(([, lines]) => Object.keys(lines).length > 0)),
      ...{ isAddressOnly: wire.ADDRESS_ONLY, isRemoved: false },
    },
    ...{ createdAt: wire.DATE_CREATE, createdBy },
    ...(wire.DATE_MODIFY === null
      ? { updatedAt: wire.DATE_CREATE, updatedBy: createdBy }
      : { updatedAt: wire.DATE_MODIFY, updatedBy: toUserId(accountId, wire.MODIFY_BY_ID) }),
  }
}

function toOwner(
  { ENTITY_TYPE_ID: type, ENTITY_ID }: RequisiteWire,
  accountId: AccountId,
): Pick<RequisiteFields, 'aboutId' | 'companyId'> {
  const id = toRemoteId(ENTITY_ID)
  if (type !== String(company.typeId)) return { aboutId: toEntityId<ContactId>(accountId, id) }
  return { aboutId: null, companyId: toEntityId<CompanyId>(accountId, id) }
}

/** The server knows whole seconds; the one in which `since` falls counts. */
const MARGIN_MS = 1_000

/** Each that was made here carries its key, so no other can be meant. */
async function findCreatedRequisites(
  context: ContactContext,
  since: number,
  signal: AbortSignal,
): Promise<CreatedNeighbours> {
  const { offsetMinutes } = await context.catalog.current(signal)
  const from = { '=ORIGINATOR_ID': ORIGINATOR, '>=DATE_CREATE': toMomentText(since - MARGIN_MS, offsetMinutes) }
  const listing = { ...ofAll, filter: from }
  const created: RemoteNeighbour[] = []
  const keys = new Map<RemoteId, string>()
  let at: number | null = null
  for (let [after, hasMore] = ['0', true]; hasMore;) {
    const clock = { name: 'clock', method: 'server.time', params: {} }
    const stretch = await readStretch(context, listing, after, signal, [clock])
    const [told] = stretch.ahead
    at ??= told?.kind === 'answered' ? momentOf(told.answer.result) : null
    created.push(...(await toRequisites(context, stretch.rows.filter(isKept), signal)))
    for (const row of stretch.rows) {
      const key = textOf(row['XML_ID'])
      if (isUuid(key)) keys.set(toRemoteId(row.ID), key)
    }
    after = stretch.rows.at(-1)?.ID ?? after
    hasMore = stretch.hasMore
  }
  return { at: at ?? context.api.heardAt() ?? since, created, keys }
}
