import type { RemoteContact } from '../domain/contact.ts'
import { isAccountId, isCompanyId, isContactId, isFieldId, isRemoteId, isUserId } from '../domain/ids.ts'

type Check = (value: unknown) => boolean
/** By key; `true` for one that may be absent. */
type Keys = Readonly<Record<string, Check | { readonly optional: Check }>>

const isText: Check = (value) => typeof value === 'string'
const isTime: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isTrueOrFalse: Check = (value) => typeof value === 'boolean'
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)

/** An object with these keys and no others. */
function objectOf(keys: Keys): Check {
  const needed = Object.entries(keys).flatMap(([key, check]) =>
    typeof check === 'function' ? [[key, check] as const] : [],
  )
  const optional = Object.entries(keys).flatMap(([key, check]) =>
    typeof check === 'function' ? [] : [[key, check.optional] as const],
  )
  return (value) => {
    if (!isObject(value)) return false
    let known = 0
    for (const [key, check] of needed) {
      if (!check(value[key])) return false
      known++
    }
    for (const [key, check] of optional) {
      if (!(key in value)) continue
      if (!check(value[key])) return false
      known++
    }
    return Object.keys(value).length === known
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

const isPoints = listOf(objectOf({ value: isText, kind: isText }))
/** Of values with parts of their own the schema decides. */
const isFlat: Check = (value) =>
  isText(value) || isTrueOrFalse(value) || value === null || (typeof value === 'number' && !Number.isNaN(value))
const isItems = listOf(objectOf({ value: isFlat, optionId: { optional: isText }, code: { optional: isText } }))
const isCustom: Check = (value) =>
  isObject(value) && Object.keys(value).every((key) => isFieldId(key) && isItems(value[key]))

const isFields = objectOf({
  ...{ name: isText, firstName: isText, lastName: isText, phones: isPoints, emails: isPoints },
  ...{ companyIds: listOf(isCompanyId), tags: listOf(isText), responsibleId: orNull(isUserId), custom: isCustom },
})

const isFacts = objectOf({
  ...{
    createdBy: orNull(isUserId),
    closestTaskAt: orNull(isTime),
    isUnsorted: isTrueOrFalse,
    groupId: orNull(isRemoteId),
  },
  dealIds: listOf(isRemoteId),
})

const isContact = objectOf({
  ...{ id: isContactId, remoteId: isRemoteId, accountId: isAccountId, fields: isFields },
  ...{ createdAt: isTime, updatedAt: isTime, updatedBy: orNull(isUserId), facts: { optional: isFacts } },
})

/**
 * Whether it is a contact as nearly all are: what the schema would give for it is the same. A pull brings each contact through
 * here, and the schema takes many times as long and copies it; it has the word about all others, and says what is wrong.
 */
export const isPlainContact = (value: unknown): value is RemoteContact => isContact(value)
