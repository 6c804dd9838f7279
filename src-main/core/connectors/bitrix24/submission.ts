import { splitName, type ContactFields, type CustomItem } from '#shared/domain/contact.ts'
import { remoteIdOf, uuidOf, type FieldId, type UserId } from '#shared/domain/ids.ts'
import type { ContactCreate, ContactUpdate } from '../contact-writes.ts'
import { ORIGINATOR } from './contact-context.ts'
import type { MultifieldOut, Reach } from './diff-multifields.ts'
import { neededForAddress } from './contact-address.ts'
import { toCustomOut } from './custom-values.ts'
import { families } from './families.ts'
import type { Catalog } from './field-catalog.ts'
import type { ValueOut } from './field-values.ts'
import { toTags } from './mapping.ts'
import { itemToReach, toChangedReach, toNewReach, toReach, writable } from './reach-out.ts'
import { withTags } from './tags.ts'
import type { MultifieldName, ReachWire } from './wire.ts'

/** `fields` of a contact as we send it: only what changes. */
export type FieldsOut = Readonly<Record<string, ValueOut | readonly MultifieldOut[]>>

/** A new contact, with the key by which it is found again. */
export function toCreateOut({ key, isMarked, fields }: ContactCreate, catalog: Catalog): FieldsOut {
  const { tagField } = catalog
  return {
    ...toNamesOut(fields),
    ...toResponsibleOut(fields.responsibleId),
    ...toNewReach('PHONE', fields.phones.map(toReach)),
    ...toNewReach('EMAIL', fields.emails.map(toReach)),
    ...toNewCustom(fields.custom, catalog),
    ...(tagField === null || fields.tags.length === 0 ? {} : { [tagField]: fields.tags }),
    ...(isMarked ? { ORIGINATOR_ID: ORIGINATOR, ORIGIN_ID: uuidOf(key) ?? key } : {}),
  }
}

/** Who has a full name alone is told in two parts: the vendor keeps nothing else. */
function toNamesOut({ name, firstName, lastName }: ContactFields): FieldsOut {
  const parts = firstName === '' && lastName === '' ? splitName(name) : { firstName, lastName }
  return { NAME: parts.firstName, LAST_NAME: parts.lastName }
}

function toResponsibleOut(id: UserId | null): FieldsOut {
  const remoteId = id === null ? null : remoteIdOf(id)
  return remoteId === null ? {} : { ASSIGNED_BY_ID: remoteId }
}

function toNewCustom(custom: ContactFields['custom'], catalog: Catalog): FieldsOut {
  const filled = entriesOf(custom).filter(([, items]) => items.length > 0)
  return Object.assign(
    {},
    ...filled.map(([id, items]) =>
      isReach(id) ? toNewReach(id, writable(items)) : toCustomOut(id, items, outOf(catalog), undefined),
    ),
  ) as FieldsOut
}

/** What has to be known of a contact before a change of it can be told: `null` where nothing has. */
export function neededFor({ patch }: ContactUpdate, { tagField }: Catalog): readonly string[] {
  return [
    ...(patch.phones === undefined ? [] : ['PHONE']),
    ...(patch.emails === undefined ? [] : ['EMAIL']),
    ...Object.keys(patch.custom ?? {}).filter(isReach),
    ...neededForAddress(Object.keys(patch.custom ?? {})),
    ...(tagField !== null && hasTags(patch) ? [tagField] : []),
  ]
}

const hasTags = ({ addTags, removeTags }: ContactUpdate['patch']): boolean =>
  addTags.length > 0 || removeTags.length > 0

/** @param current the contact as it is now, as far as `neededFor` asks for it */
export function toUpdateOut(
  { patch, base }: ContactUpdate,
  current: ReachWire | undefined,
  catalog: Catalog,
): FieldsOut {
  const { tagField } = catalog
  const change = (name: MultifieldName, before: readonly Reach[] | null, wanted: readonly Reach[]): FieldsOut =>
    toChangedReach(name, current, before, wanted)
  const tags = tagField === null || !hasTags(patch) ? null : toTags(current?.[tagField])
  return {
    ...toChangedNames(patch.names, base),
    ...toResponsibleOut(patch.responsibleId ?? null),
    ...(patch.phones === undefined
      ? {}
      : change('PHONE', base?.phones.map(toReach) ?? null, patch.phones.map(toReach))),
    ...(patch.emails === undefined
      ? {}
      : change('EMAIL', base?.emails.map(toReach) ?? null, patch.emails.map(toReach))),
    ...(Object.assign(
      {},
      ...entriesOf(patch.custom ?? {}).map(([id, items]) => {
        if (!isReach(id)) return toCustomOut(id, items, outOf(catalog), base?.custom[id], current)
        return change(id, base === undefined ? null : (base.custom[id] ?? []).map(itemToReach), writable(items))
      }),
    ) as FieldsOut),
    ...(tagField === null || tags === null ? {} : toTagsOut(tagField, tags, withTags(tags, patch))),
  }
}

/** The part that the user has changed: the other may have been changed by somebody else meanwhile. */
function toChangedNames(names: ContactUpdate['patch']['names'], base: ContactFields | undefined): FieldsOut {
  if (names === undefined) return {}
  return {
    ...(names.firstName === base?.firstName ? {} : { NAME: names.firstName }),
    ...(names.lastName === base?.lastName ? {} : { LAST_NAME: names.lastName }),
  }
}

/** Whole: the vendor replaces the values of a user field. Nothing where it has them so already. */
function toTagsOut(field: FieldId, before: readonly string[], after: readonly string[]): FieldsOut {
  const isSame = before.length === after.length && before.every((tag) => after.includes(tag))
  return isSame ? {} : { [field]: after.length === 0 ? '' : after }
}

const outOf = (catalog: Catalog) => ({ family: families.contact, form: catalog, zone: catalog })

const isReach = (id: string): id is 'WEB' | 'IM' => id === 'WEB' || id === 'IM'

const entriesOf = (custom: ContactFields['custom']): readonly (readonly [FieldId, readonly CustomItem[]])[] =>
  Object.entries(custom) as [FieldId, readonly CustomItem[]][]
