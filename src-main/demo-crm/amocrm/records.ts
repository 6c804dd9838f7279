import { emptyReply, isJsonObject } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import type { EntityName, StoredRecord } from '../store/records.ts'
import { createRecord, updateRecord } from '../store/record-writer.ts'
import type { RecordChange } from '../store/record-writer.ts'
import { hal, invalidType, notSupportedChoice, nothingThere, validationProblem } from './answers.ts'
import type { FieldError, ItemErrors } from './answers.ts'
import { authorOf } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { PLURAL } from './entity-words.ts'
import { readJsonBody, readJsonItems } from './json-body.ts'
import { readListQuery, readWith } from './list-parameters.ts'
import { pageLinks, readPage } from './paging.ts'
import { recordHref } from './neighbours.ts'
import { formatBare, formatRecord, formatSources } from './record-format.ts'
import { linkNew, readNewLinks } from './new-links.ts'
import { findEditable, findFor, hiddenFrom, isDenied, isHidden, modifiedSince, searchLag } from './record-access.ts'
import { readRecordItem } from './record-input.ts'
import { forbidden, rightsOf } from './rights.ts'
import { isIntLike } from './scalars.ts'

/** GET /contacts, /companies, /leads, /customers. Nothing found is 204, never an empty list. */
export function listRecords(entity: EntityName): Handler {
  return (context, { call, user }) => {
    const { defaultLimit, maxPages, trashedFields } = context.switches()
    const page = readPage(call.query, defaultLimit)
    if (maxPages > 0 && page.page > maxPages) return emptyReply(204)
    if (isHidden(context, entity)) return emptyReply(204)
    const query = readListQuery(entity, call.query, page, context.store.directory.fields(entity), context.switches())
    const since = modifiedSince(context, call)
    const found = context.store.records.list(entity, {
      ...query,
      conditions: [...query.conditions, ...since, ...searchLag(context, call), ...hiddenFrom(context, user, entity)],
    })
    if (found.length === 0) return emptyReply(since.length > 0 ? 304 : 204)
    const shown = found.slice(0, page.limit)
    const sources = formatSources(context, call.base, entity, readWith(call.query), shown)
    const format = (record: StoredRecord): unknown =>
      record.trashed && (trashedFields === 'bare' || entity === 'deals')
        ? formatBare(record, sources)
        : formatRecord(record, sources)
    return hal({
      _page: page.page,
      _links: pageLinks(call, page, found.length > page.limit),
      _embedded: { [PLURAL[entity]]: shown.map(format) },
    })
  }
}

/** GET /contacts/{id}: 204 when there is none, or when it is in the trash. */
export function getRecord(entity: EntityName): Handler {
  return (context, { call, params, user }) => {
    const record = findFor(context, user, entity, Number(params[0]))
    if (record === undefined) return nothingThere(context.switches().missingStatus)
    const sources = formatSources(context, call.base, entity, readWith(call.query), [record])
    return hal(formatRecord(record, sources))
  }
}

/** POST /contacts: a list of new records. An `id` in the body is ignored: the vendor makes a new record. */
export function postRecords(entity: EntityName): Handler {
  return (context, api) =>
    withItems(context, api, (items) => {
      if (rightsOf(api.user, entity).add === 'none' || isHidden(context, entity)) return forbidden()
      const prepared = items.map((item, index) => prepareNew(context, entity, item, index))
      return save(context, api, entity, prepared, (records) => hal(createdAnswer(context, api, entity, records)))
    })
}

/** PATCH /contacts: a list, each item with its `id`. */
export function patchRecords(entity: EntityName): Handler {
  return (context, api) =>
    withItems(context, api, (items) => {
      const prepared = items.flatMap((item, index) =>
        preparePatch(context, api, entity, item, isJsonObject(item) ? item['id'] : undefined, index),
      )
      if (isDenied(context, api, entity, prepared)) return forbidden()
      return save(context, api, entity, prepared, (records) =>
        records.length === 0 ? emptyReply(204) : hal(updatedAnswer(context, api, entity, records)),
      )
    })
}

/** PATCH /contacts/{id}: one object. */
export function patchRecord(entity: EntityName): Handler {
  return (context, api) => {
    const body = readJsonBody(api.call)
    if (!body.isOk) return body.reply
    if (!isJsonObject(body.value)) return wholeBodyError(invalidType('', 'object'))
    const id = Number(api.params[0])
    const isMissing = findFor(context, api.user, entity, id) === undefined
    if (isMissing && context.switches().missingPatchId === 'not-found') return nothingThere(404)
    const prepared = preparePatch(context, api, entity, body.value, id, 0)
    if (isDenied(context, api, entity, prepared)) return forbidden()
    return save(context, api, entity, prepared, (records) => {
      const [saved] = records
      return saved === undefined ? emptyReply(204) : hal(singleAnswer(context, api, entity, saved))
    })
  }
}

type Prepared = {
  readonly requestId: RequestId
  readonly item: unknown
  readonly current: StoredRecord | undefined
  readonly change: RecordChange
  readonly errors: readonly FieldError[]
}
/** `wasSent` tells an own id from the index that the server fills in. */
type RequestId = { readonly value: string; readonly wasSent: boolean }
type Saved = { readonly record: StoredRecord; readonly requestId: RequestId }

function withItems(context: AmoContext, api: ApiCall, write: (items: readonly unknown[]) => Reply): Reply {
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  return write(body.items)
}

function prepareNew(context: AmoContext, entity: EntityName, item: unknown, index: number): Prepared {
  const { change, errors } = readRecordItem(context, entity, item, undefined)
  const linkErrors: FieldError[] = []
  if (entity === 'deals' || entity === 'customers') readNewLinks(context, item, linkErrors)
  return { requestId: requestIdOf(item, index), item, current: undefined, change, errors: [...errors, ...linkErrors] }
}

function preparePatch(
  context: AmoContext,
  api: ApiCall,
  entity: EntityName,
  item: unknown,
  id: unknown,
  index: number,
): readonly Prepared[] {
  const known = isIntLike(id, context.switches()) ? Number(id) : undefined
  const current = known === undefined ? undefined : findEditable(context, api, entity, known)
  if (current === undefined && context.switches().missingPatchId === 'skip') return []
  const { change, errors } = readRecordItem(context, entity, item, current)
  const missing = current === undefined ? [notSupportedChoice('id')] : []
  return [{ requestId: requestIdOf(item, index), item, current, change, errors: [...missing, ...errors] }]
}

/** One transaction for the whole request. Any error: nothing is saved, unless the account is switched otherwise. */
function save(
  context: AmoContext,
  api: ApiCall,
  entity: EntityName,
  prepared: readonly Prepared[],
  answer: (saved: readonly Saved[]) => Reply,
): Reply {
  const bad = prepared.filter((item) => item.errors.length > 0)
  const good = prepared.filter((item) => item.errors.length === 0)
  const isRefused = bad.length > 0 && context.switches().badBatch === 'reject-all'
  const saved = isRefused ? [] : context.store.transaction(() => saveEach(context, api, entity, good))
  return bad.length > 0 ? validationProblem(bad.map(toItemErrors)) : answer(saved)
}

function saveEach(context: AmoContext, api: ApiCall, entity: EntityName, good: readonly Prepared[]): Saved[] {
  const { store } = context
  const author = authorOf(context, api.user.id)
  const written = new Set<number>()
  return good.map(({ item, current, change, requestId }): Saved => {
    if (current === undefined) {
      const record = createRecord(store, entity, change, author)
      linkNew(context, entity, item, record.id, author)
      return { record, requestId }
    }
    if (!written.has(current.id)) {
      written.add(current.id)
      return { record: updateRecord(store, entity, current, change, author), requestId }
    }
    // The same id stands in this batch twice: the later item is read against what the earlier one has left.
    const latest = store.records.find(entity, current.id) ?? current
    const again = readRecordItem(context, entity, item, latest)
    return { record: updateRecord(store, entity, latest, again.change, author), requestId }
  })
}

function createdAnswer(context: AmoContext, api: ApiCall, entity: EntityName, saved: readonly Saved[]): unknown {
  const flags = { is_deleted: false, ...(entity === 'contacts' ? { is_unsorted: false } : {}) }
  return {
    _links: { self: { href: `${api.call.base}${api.call.path}` } },
    _embedded: {
      [PLURAL[entity]]: saved.map(({ record, requestId }) => ({
        id: record.id,
        request_id: requestId.value,
        ...(context.switches().writeAnswerFlags ? flags : {}),
        _links: { self: { href: recordHref(api.call.base, entity, record.id) } },
      })),
    },
  }
}

function updatedAnswer(context: AmoContext, api: ApiCall, entity: EntityName, saved: readonly Saved[]): unknown {
  const { base } = api.call
  return {
    _links: { self: { href: `${base}/api/v4/${PLURAL[entity]}` } },
    _embedded: { [PLURAL[entity]]: saved.map((item) => updatedItem(context, base, entity, item)) },
  }
}

/** The manual shows the form of a list here, the vendor's own library reads the root: by default both are served. */
function singleAnswer(context: AmoContext, api: ApiCall, entity: EntityName, saved: Saved): unknown {
  const root = updatedItem(context, api.call.base, entity, saved)
  const embedded = { _embedded: { [PLURAL[entity]]: [root] } }
  switch (context.switches().singlePatchAnswer) {
    case 'root':
      return root
    case 'embedded':
      return updatedAnswer(context, api, entity, [saved])
    case 'both':
      return { ...root, ...embedded }
  }
}

function updatedItem(context: AmoContext, base: string, entity: EntityName, { record, requestId }: Saved) {
  const { patchRequestId } = context.switches()
  const isEchoed = patchRequestId === 'always' || (patchRequestId === 'when-sent' && requestId.wasSent)
  return {
    id: record.id,
    name: record.name,
    updated_at: record.updatedAt,
    ...(isEchoed ? { request_id: requestId.value } : {}),
    _links: { self: { href: recordHref(base, entity, record.id) } },
  }
}

function requestIdOf(item: unknown, index: number): RequestId {
  const sent = isJsonObject(item) ? item['request_id'] : undefined
  if (typeof sent === 'string' || typeof sent === 'number') return { value: String(sent), wasSent: true }
  return { value: String(index), wasSent: false }
}

function toItemErrors({ requestId, errors }: Prepared): ItemErrors {
  return { request_id: requestId.value, errors }
}

function wholeBodyError(error: FieldError): Reply {
  return validationProblem([{ request_id: '0', errors: [error] }])
}
