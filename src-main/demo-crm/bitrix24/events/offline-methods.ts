import { randomBytes } from 'node:crypto'
import { basicMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asFlag, asInt, asList, asMap, asText, upperKeys } from '../protocol/parameters.ts'
import { PAGE_SIZE, pageEnd, readPage } from '../protocol/paging.ts'
import { accessDenied, argumentError, RestError } from '../protocol/rest-error.ts'
import { isoTime, nowSeconds } from '../protocol/server-time.ts'
import type { Condition } from '../store/item-store.ts'
import { mustBeApp } from './event-methods.ts'
import { offlineConditions, offlineOrder } from './offline-filter.ts'
import { countOffline, purgeOffline, readOffline, removeOffline, reserveOffline } from './offline-queue.ts'
import type { OfflineEvent } from './offline-queue.ts'

/** event.offline.*: the queue of changes, for applications of administrators. */
export function offlineMethods(): readonly (readonly [string, Method])[] {
  return [
    ['event.offline.get', basicMethod(get)],
    ['event.offline.list', { scopes: [], run: list }],
    ['event.offline.clear', basicMethod(clear)],
    ['event.offline.error', basicMethod(error)],
  ]
}

/** Read whole: nobody asks for more in one go than a queue can hold. */
const NO_LIMIT = 1_000_000

function get(call: MethodCall): unknown {
  mustBeReader(call)
  const params = upperKeys(call.params)
  const limit = params['LIMIT'] === undefined ? PAGE_SIZE : asInt(params['LIMIT'])
  if (limit <= 0) throw argumentError('Value must be positive integer', 'LIMIT')
  const isClearing = params['CLEAR'] === undefined || asFlag(params['CLEAR'])
  const known = asText(params['PROCESS_ID']) ?? ''
  if (!isClearing || known !== '') mustHaveExtended(call)
  const wanted = offlineConditions(call, asMap(params['FILTER']) ?? {}, false)
  const order = offlineOrder(asMap(params['ORDER']) ?? {}, 'timestamp ASC, id ASC')
  const read = (conditions: readonly Condition[]): OfflineEvent[] =>
    readOffline(call.data, call.connector, { conditions: [...conditions, ...wanted], order, limit, offset: 0 })
  // What was read before under this name is read again, as it is.
  if (known !== '') return format(call, known, read([ofProcess(known)]))
  const isError = asFlag(params['ERROR'])
  const found = read([ofProcess(''), { sql: 'error = ?', params: [isError ? 1 : 0] }])
  const ids = found.map(({ id }) => id)
  if (isClearing) {
    removeOffline(call.data, ids)
    return format(call, null, found)
  }
  const processId = randomBytes(16).toString('hex')
  reserveOffline(call.data, ids, processId, false)
  return format(call, processId, found)
}

function list(call: MethodCall): MethodResult {
  mustBeReader(call)
  const params = upperKeys(call.params)
  const conditions = offlineConditions(call, asMap(params['FILTER']) ?? {}, true)
  const page = readPage(call.start, true)
  const order = offlineOrder(asMap(params['ORDER']) ?? {}, 'id ASC')
  const found = readOffline(call.data, call.connector, { conditions, order, limit: PAGE_SIZE, offset: page.offset })
  const total = countOffline(call.data, call.connector, conditions)
  const result = found.map((event) => ({
    ...formatEvent(call, event),
    PROCESS_ID: event.processId,
    ERROR: event.isError ? '1' : '0',
  }))
  return { result, ...pageEnd(page, total) }
}

function clear(call: MethodCall): true {
  mustBeReader(call)
  const reserved = reservedBy(call)
  const params = upperKeys(call.params)
  const ids = asList(params['ID']).map(asInt)
  const messageIds = asList(params['MESSAGE_ID']).map((id) => asText(id) ?? '')
  if (messageIds.some((id) => id.length !== 32))
    throw argumentError('Value must be an array of MESSAGE_ID values', 'MESSAGE_ID')
  const isById = ids.length > 0 && (messageIds.length === 0 || call.portal.switches().clearBy === 'id')
  const isAll = ids.length === 0 && messageIds.length === 0
  const gone = reserved.filter(
    ({ id, messageId }) => isAll || (isById ? ids.includes(id) : messageIds.includes(messageId)),
  )
  removeOffline(
    call.data,
    gone.map(({ id }) => id),
  )
  return true
}

function error(call: MethodCall): true {
  mustBeReader(call)
  const messageIds = asList(upperKeys(call.params)['MESSAGE_ID']).map((id) => asText(id) ?? '')
  const failed = reservedBy(call).filter(({ messageId }) => messageIds.length === 0 || messageIds.includes(messageId))
  reserveOffline(
    call.data,
    failed.map(({ id }) => id),
    '',
    true,
  )
  return true
}

function reservedBy(call: MethodCall): OfflineEvent[] {
  const processId = asText(upperKeys(call.params)['PROCESS_ID']) ?? ''
  if (processId === '') throw argumentError("Argument 'PROCESS_ID' is null or empty", 'PROCESS_ID')
  const query = { conditions: [ofProcess(processId)], order: 'id ASC', limit: NO_LIMIT, offset: 0 }
  return readOffline(call.data, call.connector, query)
}

function ofProcess(processId: string): Condition {
  return { sql: 'process_id = ?', params: [processId] }
}

function mustBeReader(call: MethodCall): void {
  mustBeApp(call)
  if (!call.caller.user.isAdmin) throw accessDenied()
  if (call.connector !== '') mustHaveExtended(call)
  purgeOffline(call.data, nowSeconds(call.portal))
}

function mustHaveExtended(call: MethodCall): void {
  if (call.portal.switches().extendedOffline) return
  throw new RestError('Feature is not available on the current plan', 'ACCESS_DENIED', 403)
}

function format(call: MethodCall, processId: string | null, events: readonly OfflineEvent[]): unknown {
  return { process_id: processId, events: events.map((event) => formatEvent(call, event)) }
}

function formatEvent(call: MethodCall, event: OfflineEvent): Readonly<Record<string, unknown>> {
  return {
    ID: String(event.id),
    TIMESTAMP_X: isoTime(call.portal, event.timestamp),
    EVENT_NAME: event.event,
    EVENT_DATA: event.data,
    EVENT_ADDITIONAL: event.additional,
    MESSAGE_ID: event.messageId,
  }
}
