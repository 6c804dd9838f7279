import type { StoredRecord, StoredValue } from '../../store/records.ts'
import { companyFieldIds, contactFieldIds, users } from '../../seed/account-data.ts'
import { COMPANY, CONTACT } from '../crm/entities.ts'
import { storedMoment } from '../crm/field-values.ts'
import { hasFlags } from '../crm/multifield-input.ts'
import type { FieldMap, Item } from '../store/item-store.ts'
import type { Multifield } from '../store/multifield-store.ts'
import { portalStatuses } from './directory-data.ts'

/** A seeded record with what belongs to it. */
export type SeededRecord = { readonly item: Item; readonly multifields: readonly Omit<Multifield, 'id'>[] }

const PHONES = ['WORK', 'WORK', 'MOBILE', 'FAX', 'HOME', 'OTHER']
const EMAILS = ['WORK', 'HOME', 'OTHER']
const SOURCES = portalStatuses.filter(({ entityId }) => entityId === 'SOURCE').map(({ statusId }) => statusId)
const TYPES = ['CLIENT', 'CLIENT', 'CLIENT', 'PARTNER', 'SUPPLIER', 'OTHER']
/** One of so many has written in a chat of an open line. */
const CHAT_STEP = 25

/** The people of the other dialect as this one would hold them: the same names, phones, companies and times. */
export function toPortalContact(record: StoredRecord, optionIds: ReadonlyMap<string, number>): SeededRecord {
  const of = (key: string): readonly StoredValue[] => record.fields[contactFieldIds.get(key) ?? 0] ?? []
  const multifields = [
    ...several(of('phone'), 'PHONE', PHONES),
    ...several(of('email'), 'EMAIL', EMAILS),
    ...of('im').map(({ value }) => ({ typeId: 'IM', valueType: 'TELEGRAM', value: textOf(value) })),
    ...(record.id % CHAT_STEP === 0 ? [openLine(record.id)] : []),
  ]
  const [first, last] =
    record.firstName === '' && record.lastName === '' ? splitName(record.name) : [record.firstName, record.lastName]
  return {
    item: itemOf(CONTACT, record, {
      ...{ NAME: first || null, LAST_NAME: last || null, EXPORT: 'Y', POST: one(of('position')) },
      TYPE_ID: TYPES[record.id % TYPES.length] ?? null,
      SOURCE_ID: SOURCES[record.id % SOURCES.length] ?? null,
      BIRTHDATE: dayOf(of('birthday')),
      COMMENTS: one(of('note')),
      COMPANY_ID: record.companyId === null ? null : String(record.companyId),
      ...hasFlags(multifields.map((field) => ({ ...field, id: 0 }))),
      ...userFields(of, optionIds),
    }),
    multifields,
  }
}

/** A company of the other dialect, likewise. */
export function toPortalCompany(record: StoredRecord): SeededRecord {
  const of = (key: string): readonly StoredValue[] => record.fields[companyFieldIds.get(key) ?? 0] ?? []
  const multifields = [
    ...several(of('phone'), 'PHONE', ['WORK']),
    ...several(of('email'), 'EMAIL', ['WORK']),
    ...several(of('web'), 'WEB', ['WORK']),
  ]
  return {
    item: itemOf(COMPANY, record, {
      ...{ TITLE: record.name, COMPANY_TYPE: 'CUSTOMER', IS_MY_COMPANY: 'N', CURRENCY_ID: 'RUB', REVENUE: '0.00' },
      ADDRESS: one(of('address')),
      ...hasFlags(multifields.map((field) => ({ ...field, id: 0 }))),
    }),
    multifields,
  }
}

/** Users of the other dialect are numbered in steps; here they count from 1. Whoever is no more is the administrator. */
export function portalUserId(userId: number): string {
  const index = users.findIndex(({ id }) => id === userId)
  return String(index < 0 ? 1 : index + 1)
}

function itemOf(type: number, record: StoredRecord, fields: FieldMap): Item {
  const responsible = portalUserId(record.responsibleUserId)
  const common = {
    ...{ OPENED: 'Y', ASSIGNED_BY_ID: responsible, CREATED_BY_ID: portalUserId(record.createdBy) },
    MODIFY_BY_ID: portalUserId(record.updatedBy),
    LAST_ACTIVITY_BY: responsible,
    LAST_ACTIVITY_TIME: storedMoment(record.updatedAt),
  }
  const present = Object.entries({ ...common, ...fields }).filter(([, value]) => value !== null)
  return {
    ...{ type, id: record.id, created: record.createdAt, modified: record.updatedAt, ownerType: null, ownerId: null },
    fields: Object.fromEntries(present),
  }
}

function userFields(of: (key: string) => readonly StoredValue[], optionIds: ReadonlyMap<string, number>): FieldMap {
  const option = (field: string, { value }: StoredValue): string =>
    String(optionIds.get(`${field} ${textOf(value)}`) ?? '')
  const interests = of('interests')
    .map((value) => option('UF_CRM_INTERESTS', value))
    .filter((id) => id !== '')
  const [loyalty] = of('loyalty')
  const moment = Number(of('nextCall')[0]?.value ?? 0)
  return {
    UF_CRM_INTERESTS: interests.length === 0 ? null : interests,
    UF_CRM_LOYALTY: loyalty === undefined ? null : option('UF_CRM_LOYALTY', loyalty) || null,
    UF_CRM_NEWSLETTER: of('newsletter')[0] === undefined ? null : of('newsletter')[0]?.value === true ? '1' : '0',
    UF_CRM_ORDERS: one(of('orders')),
    UF_CRM_TURNOVER: of('turnover')[0] === undefined ? null : String(Number(of('turnover')[0]?.value)),
    UF_CRM_FIRST_DEAL: dayOf(of('firstDeal')),
    UF_CRM_NEXT_CALL: moment === 0 ? null : storedMoment(moment),
    UF_CRM_SITE: one(of('site')),
  }
}

function several(values: readonly StoredValue[], typeId: string, kinds: readonly string[]) {
  return values.map(({ value, enumId }) => ({
    typeId,
    valueType: kinds[(enumId ?? 0) % 10] ?? 'OTHER',
    value: textOf(value),
  }))
}

function openLine(contactId: number) {
  const value = `imol|livechat|1|${contactId + 1000}|${contactId}`
  return { typeId: 'IM', valueType: 'OPENLINE', value }
}

/** Where a full name stands alone, its first word is the first name. */
function splitName(name: string): readonly [string, string] {
  const [first = '', ...rest] = name.split(' ')
  return [first, rest.join(' ')]
}

function one(values: readonly StoredValue[]): string | null {
  const [value] = values
  return value === undefined ? null : textOf(value.value)
}

function dayOf(values: readonly StoredValue[]): string | null {
  const seconds = Number(values[0]?.value ?? 0)
  return seconds === 0 ? null : new Date(seconds * 1000).toISOString().slice(0, 10)
}

function textOf(value: StoredValue['value']): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
