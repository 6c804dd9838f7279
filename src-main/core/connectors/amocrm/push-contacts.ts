import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import { partLinked } from '#shared/domain/linked.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import type { ContactCreate, ContactUpdate, ItemResult } from '../contact-writes.ts'
import { beTold, readAccount } from './account-state.ts'
import type { BatchLimit } from './batch-limit.ts'
import { heardAt, type AmocrmContext } from './context.ts'
import type { FieldTypeCache } from './field-types.ts'
import { isForbidden, sendAllowed } from './forbidden.ts'
import { toMs, toRemoteId } from './remote-ids.ts'
import { readContacts } from './read-contacts.ts'
import { CREATED_MARGIN_MS, findSaved } from './find-saved.ts'
import { hasLinked, sendLinked } from './push-linked.ts'
import { readRefusal } from './rejections.ts'
import { sendInParts, toHalves, toParts } from '../send-in-parts.ts'
import { toCreateOut, toUpdateOut, type ContactOut, type ValueForm } from './submission.ts'
import { CreatedContactsWire, UpdatedContactsWire } from './wire.ts'

const PATH = '/api/v4/contacts'

export interface ContactWriter {
  readonly create: (items: readonly ContactCreate[], signal: AbortSignal) => Promise<readonly ItemResult[]>
  readonly update: (items: readonly ContactUpdate[], signal: AbortSignal) => Promise<readonly ItemResult[]>
}

/** @source https://www.amocrm.ru/developers/content/crm_platform/contacts-api */
export function createContactWriter(context: AmocrmContext, types: FieldTypeCache, limit: BatchLimit): ContactWriter {
  /** Contacts that this run has created and reported. */
  const accounted = new Set<RemoteId>()
  async function formOf(ids: readonly FieldId[], signal: AbortSignal): Promise<ValueForm> {
    const known = await types.covering(ids, signal)
    if (ids.length > 0) await beTold(context, signal)
    return { types: known, zone: context.account.zone }
  }
  return {
    async create(items, signal) {
      const { marker } = context
      const marked = items.some(({ isMarked }) => isMarked) && marker.fieldId !== null ? [marker.fieldId] : []
      const form = await formOf([...fieldIdsOf(items.map(({ fields }) => fields.custom)), ...marked], signal)
      // Its field is gone: those that were to carry a key go again without, and are written down so before they do.
      if (marked.length > 0 && !marker.isUsable()) return items.map(() => ({ kind: 'not-sent' }))
      if (context.http.heardAt() === null) await readAccount(context, signal)
      const since = heardAt(context) - CREATED_MARGIN_MS
      const write: Write<ContactCreate> = {
        toOut: (item, at) => toCreateOut(item, at, form, marker.fieldId),
        perform: (submitted) => postContacts(context, submitted, signal),
        savedInSpite: (refused) => findSaved(context, refused, accounted, since, signal),
      }
      const results = marker.note(items, await sendAll(items, write, limit, signal))
      for (const result of results) if (result.kind === 'applied') accounted.add(result.remoteId)
      return results
    },
    async update(items, signal) {
      const sendable = items.filter((item) => !leavesNobody(item))
      const worded = sendable.map(withoutLinked).filter((item) => item !== null)
      const form = await formOf(fieldIdsOf(worded.map(({ patch }) => patch.custom ?? {})), signal)
      const write: Write<ContactUpdate> = {
        toOut: (item) => toUpdateOut(item, form),
        perform: (submitted) => patchContacts(context, submitted, signal),
        // Sending an update again is harmless.
        savedInSpite: async () => new Map(),
      }
      const written = await sendAll(worded, write, limit, signal)
      const results = new Map(worded.map(({ remoteId }, at) => [remoteId, written[at]]))
      const isWritten = ({ remoteId }: ContactUpdate) => (results.get(remoteId)?.kind ?? 'applied') === 'applied'
      const linked = sendable.filter((item) => hasLinked(item) && isWritten(item))
      for (const [at, result] of (await sendLinked(context, linked, limit, signal)).entries()) {
        const remoteId = linked[at]?.remoteId
        if (remoteId !== undefined && (result.kind !== 'applied' || !results.has(remoteId)))
          results.set(remoteId, result)
      }
      return items.map((item) => results.get(item.remoteId) ?? needsSomebody)
    },
  }
}

/** Every contact of this vendor has somebody responsible; the API has no word for "nobody". */
const leavesNobody = ({ patch }: ContactUpdate): boolean => patch.responsibleId === null
const needsSomebody: ItemResult = {
  kind: 'rejected',
  field: 'responsible',
  reason: 'required',
  message: 'a contact cannot be left without a responsible user',
}

/** What goes by a PATCH; `null` where links are all there is. */
function withoutLinked(item: ContactUpdate): ContactUpdate | null {
  if (!hasLinked(item)) return item
  const { custom = {}, ...rest } = item.patch
  const { others } = partLinked(custom)
  const isLeft = Object.keys(others).length > 0
  const { addTags, removeTags, ...keys } = rest
  if (!isLeft && addTags.length === 0 && removeTags.length === 0 && Object.keys(keys).length === 0) return null
  return { ...item, patch: { ...rest, ...(isLeft ? { custom: others } : {}) } }
}

/** One kind of write. */
interface Write<Item> {
  readonly toOut: (item: Item, at: number) => ContactOut
  readonly perform: (submitted: readonly ContactOut[]) => Promise<readonly ItemResult[]>
  /** Items of a refused batch that the vendor kept all the same. */
  readonly savedInSpite: (items: readonly Item[]) => Promise<ReadonlyMap<Item, ItemResult>>
}

const fieldIdsOf = (customs: readonly Readonly<Record<FieldId, unknown>>[]): readonly FieldId[] => [
  ...new Set(customs.flatMap((custom) => Object.keys(custom) as FieldId[])),
]

const sendAll = <Item>(items: readonly Item[], write: Write<Item>, limit: BatchLimit, signal: AbortSignal) =>
  sendInParts(toParts(items, limit.current()), (part) => sendBatch(part, write, limit, signal), signal)

/**
 * One request. The vendor refuses a batch as a whole for one bad item: the items it names are rejected, the others go
 * back as they are. If it names none, the batch is halved until the culprit stands alone.
 */
async function sendBatch<Item>(
  items: readonly Item[],
  write: Write<Item>,
  limit: BatchLimit,
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const submitted = items.map(write.toOut)
  try {
    return await write.perform(submitted)
  } catch (error) {
    limit.note(error, items.length)
    if (isForbidden(error)) return sendAllowed(items, (half) => sendBatch(half, write, limit, signal), signal)
    if (!(error instanceof HttpRefusal)) throw error
    const { named, message } = readRefusal(error, submitted)
    const innocent = items.filter((_, at) => !named.has(at))
    if (named.size === 0 && items.length === 1) {
      return [{ kind: 'rejected', field: null, reason: `http-${error.status}`, message }]
    }
    const saved = innocent.length === 0 ? new Map<Item, ItemResult>() : await write.savedInSpite(innocent)
    const left = innocent.filter((item) => !saved.has(item))
    const sendHalf = (half: readonly Item[]) => sendBatch(half, write, limit, signal)
    const again = named.size > 0 ? [] : await sendInParts(toHalves(left), sendHalf, signal, saved.size > 0)
    return items.map(
      (item, at) => named.get(at) ?? saved.get(item) ?? again[left.indexOf(item)] ?? { kind: 'not-sent' },
    )
  }
}

/** The answer has ids alone; when they were created the next pull will tell. */
async function postContacts(
  { http }: AmocrmContext,
  submitted: readonly ContactOut[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const answer = await http.postJson(PATH, { body: submitted, schema: CreatedContactsWire, signal })
  const created = answer?._embedded.contacts ?? []
  const byPlace = new Map(created.map(({ id, request_id }, at) => [Number(request_id ?? at), id]))
  return submitted.map((_, at) => {
    const id = byPlace.get(at)
    if (id === undefined) throw unaccounted('created')
    return { kind: 'applied', remoteId: toRemoteId(id), updatedAt: null }
  })
}

async function patchContacts(
  context: AmocrmContext,
  submitted: readonly ContactOut[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const [first, ...more] = submitted
  const sent = first !== undefined && more.length === 0 ? patchOne(context, first, signal) : null
  const answer = await (sent ?? context.http.patchJson(PATH, { body: submitted, schema: UpdatedContactsWire, signal }))
  const updated = new Map((answer ?? []).map(({ id, updated_at }) => [id, updated_at ?? null]))
  const ids = submitted.map(({ id }) => id ?? 0)
  const missing = ids.filter((id) => !updated.has(id)).map(toRemoteId)
  // Left out of the answer without a word: deleted meanwhile, or the answer is not what it should be.
  const present = missing.length === 0 ? null : await readContacts(context, missing, signal)
  return ids.map((id) => {
    const remoteId = toRemoteId(id)
    const updatedAt = updated.get(id)
    if (updatedAt !== undefined)
      return { kind: 'applied', remoteId, updatedAt: updatedAt === null ? null : toMs(updatedAt) }
    if (present?.has(remoteId) === true) throw unaccounted('updated')
    return { kind: 'gone' }
  })
}

/** The form for one contact. What is not there is left out of the answer, as in the form for many. */
async function patchOne({ http }: AmocrmContext, { id, ...body }: ContactOut, signal: AbortSignal) {
  try {
    return await http.patchJson(`${PATH}/${id}`, { body, schema: UpdatedContactsWire, signal })
  } catch (error) {
    if (error instanceof HttpRefusal && error.status === 404) return null
    throw error
  }
}

const unaccounted = (what: string) =>
  new AppError('remote/invalid-response', `the answer does not say which contacts were ${what}`, {
    details: { path: '_embedded.contacts', reached: true },
  })
