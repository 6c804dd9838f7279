import type { MethodCall } from '../portal.ts'
import { plainText } from '../protocol/php-json.ts'
import { isoTime, nowSeconds, parseDay, parseMoment } from '../protocol/server-time.ts'
import type { FieldMap, FieldValue, Item } from '../store/item-store.ts'
import type { Status } from '../store/portal-rows.ts'
import { COMPANY, CONTACT, DEAL, LEAD } from './entities.ts'
import type { CrmType } from './entities.ts'
import { storedMoment } from './field-values.ts'
import { userFieldsOf } from './record-fields.ts'
import { wordsOf } from './entities.ts'

/** A new deal is meant to be closed within a week. */
const DEAL_DAYS = 7
const CURRENCY = 'RUB'

/** What a new record has before anybody says anything. */
export function newRecordFields(call: MethodCall, type: CrmType, id: number, given: FieldMap): FieldMap {
  const now = nowSeconds(call.portal)
  const user = String(call.caller.user.id)
  const common = {
    ...{ OPENED: 'Y', ASSIGNED_BY_ID: user, CREATED_BY_ID: user, MODIFY_BY_ID: user },
    ...{ LAST_ACTIVITY_TIME: storedMoment(now), LAST_ACTIVITY_BY: user },
    ...userFieldDefaults(call, type),
  }
  const flags = { HAS_PHONE: 'N', HAS_EMAIL: 'N', HAS_IMOL: 'N' }
  switch (type) {
    case CONTACT:
      return {
        ...common,
        ...flags,
        EXPORT: 'Y',
        TYPE_ID: first(call, 'CONTACT_TYPE'),
        SOURCE_ID: first(call, 'SOURCE'),
      }
    case COMPANY:
      return {
        ...common,
        ...flags,
        IS_MY_COMPANY: 'N',
        COMPANY_TYPE: first(call, 'COMPANY_TYPE'),
        CURRENCY_ID: CURRENCY,
        REVENUE: '0.00',
      }
    case LEAD:
      return {
        ...common,
        ...flags,
        ...money(given),
        TITLE: `Lead #${id}`,
        SOURCE_ID: first(call, 'SOURCE'),
        ...moved(user, now),
      }
    case DEAL:
      return { ...common, ...money(given), ...dealFields(now), TITLE: `Deal #${id}`, ...moved(user, now) }
  }
}

/** Stage, its group, and what follows from moving: for a new record, or for a change of one. */
export function stageFields(call: MethodCall, type: CrmType, before: Item | undefined, given: FieldMap): FieldMap {
  if (type !== LEAD && type !== DEAL) return {}
  const name = type === LEAD ? 'STATUS_ID' : 'STAGE_ID'
  const returned = isReturning(type, { ...before?.fields, ...given })
  const asked = given[name]
  const was = text(before?.fields['CATEGORY_ID']) || '0'
  const category = text(given['CATEGORY_ID'] ?? before?.fields['CATEGORY_ID']) || '0'
  // Whatever goes to another pipeline begins there, unless it is said where in it.
  const begins = before === undefined || category !== was
  if (!begins && (asked === undefined || asked === before.fields[name])) return returned
  const stages = stagesOf(call, type, Number(category))
  const stage = stages.find(({ statusId }) => statusId === asked) ?? (begins ? stages[0] : undefined)
  // A stage that is none of this pipeline's changes nothing.
  if (stage === undefined) return { ...returned, [name]: before?.fields[name] ?? null }
  const semantics = stage.semantics ?? 'P'
  const now = nowSeconds(call.portal)
  const closing =
    type === LEAD
      ? { STATUS_SEMANTIC_ID: semantics, DATE_CLOSED: semantics === 'P' ? null : storedMoment(now) }
      : { STAGE_SEMANTIC_ID: semantics, CLOSED: semantics === 'P' ? 'N' : 'Y', CATEGORY_ID: category }
  return { ...returned, [name]: stage.statusId, ...closing, ...moved(String(call.caller.user.id), now) }
}

/** Stages of leads, or of one pipeline of deals, in their order. */
export function stagesOf(call: MethodCall, type: CrmType, category = 0): Status[] {
  const entity = type === LEAD ? 'STATUS' : category === 0 ? 'DEAL_STAGE' : `DEAL_STAGE_${category}`
  return directory(call, entity)
}

function directory(call: MethodCall, entityId: string): Status[] {
  return call.data.statuses
    .all()
    .filter((status) => status.entityId === entityId)
    .toSorted((a, b) => a.sort - b.sort)
}

function first(call: MethodCall, entityId: string): string | null {
  return directory(call, entityId)[0]?.statusId ?? null
}

function money(given: FieldMap): FieldMap {
  const isManual = text(given['OPPORTUNITY']) !== '' && given['IS_MANUAL_OPPORTUNITY'] === undefined
  return { OPPORTUNITY: '0.00', CURRENCY_ID: CURRENCY, IS_MANUAL_OPPORTUNITY: isManual ? 'Y' : 'N' }
}

function dealFields(now: number): FieldMap {
  const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10)
  return {
    ...{
      TYPE_ID: 'SALE',
      CATEGORY_ID: '0',
      BEGINDATE: day(now),
      CLOSEDATE: day(now + DEAL_DAYS * 86_400),
      CLOSED: 'N',
    },
    ...{ IS_NEW: 'Y', IS_RECURRING: 'N', IS_RETURN_CUSTOMER: 'N', IS_REPEATED_APPROACH: 'N', TAX_VALUE: '0.00' },
  }
}

function moved(user: string, now: number): FieldMap {
  return { MOVED_BY_ID: user, MOVED_TIME: storedMoment(now) }
}

function isReturning(type: CrmType, fields: FieldMap): FieldMap {
  if (type !== LEAD) return {}
  const isKnown = text(fields['COMPANY_ID']) !== '' || text(fields['CONTACT_ID']) !== ''
  return { IS_RETURN_CUSTOMER: isKnown ? 'Y' : 'N' }
}

/** What the fields of the portal's people have in a new record of which nobody says anything. */
export function userFieldDefaults(call: MethodCall, type: CrmType): FieldMap {
  const known = userFieldsOf(call.data, wordsOf(type).userFields).flatMap(
    ({ fieldName, isMultiple, settings, options, typeId }) => {
      const chosen = options.filter(({ isDefault }) => isDefault).map(({ id }) => String(id))
      const usual = settings['DEFAULT_VALUE']
      const value = typeId === 'date' || typeId === 'datetime' ? usualTime(call, typeId, usual) : plainText(usual)
      const values = options.length > 0 ? chosen : value === '' ? [] : [value]
      return values.length === 0 ? [] : [[fieldName, isMultiple ? values : (values[0] ?? null)] as const]
    },
  )
  return Object.fromEntries(known)
}

/** Days and moments are those of the making (`NOW`), always the same (`FIXED`), or none. */
function usualTime(call: MethodCall, typeId: 'date' | 'datetime', usual: unknown): string {
  const { TYPE, VALUE } = {
    TYPE: 'NONE',
    VALUE: '',
    ...(usual as Readonly<Record<string, unknown>> | null | undefined),
  }
  const now = nowSeconds(call.portal)
  // The day is that of the server.
  const written = TYPE === 'NOW' ? isoTime(call.portal, now) : TYPE === 'FIXED' ? plainText(VALUE) : ''
  if (typeId === 'date') return parseDay(written) ?? ''
  const seconds = parseMoment(call.portal, written)
  return seconds === undefined ? '' : storedMoment(seconds)
}

function text(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
