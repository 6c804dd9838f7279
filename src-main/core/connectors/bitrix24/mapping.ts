import {
  composeName,
  type ContactFacts,
  type ContactFields,
  type ContactPoint,
  type RemoteContact,
} from '#shared/domain/contact.ts'
import type { Company, FieldDefinition, FieldKind, FieldOwner, User } from '#shared/domain/directory.ts'
import { toEntityId, type AccountId, type CompanyId, type RemoteId } from '#shared/domain/ids.ts'
import { toRemoteId, toUserId } from './contact-context.ts'
import { toCustom } from './custom-values.ts'
import { families, toFieldId } from './families.ts'
import type { Catalog } from './field-catalog.ts'
import type { FieldFacts } from './field-facts.ts'
import { toPointKind } from './point-kinds.ts'
import { listOf, textOf } from './scalars.ts'
import type { CompanyWire, ContactWire, MultifieldWire, UserWire } from './wire.ts'

/** A contact of a list. @param companyIds its companies, in order */
export function toRemoteContact(
  wire: ContactWire,
  companyIds: readonly RemoteId[],
  catalog: Catalog,
  accountId: AccountId,
): RemoteContact {
  const remoteId = toRemoteId(wire.ID)
  return {
    id: toEntityId(accountId, remoteId),
    remoteId,
    accountId,
    fields: toContactFields(wire, companyIds, catalog, accountId),
    createdAt: wire.DATE_CREATE ?? wire.DATE_MODIFY,
    updatedAt: wire.DATE_MODIFY,
    updatedBy: toUserId(accountId, wire.MODIFY_BY_ID),
    facts: { ...noFacts, createdBy: toUserId(accountId, wire.CREATED_BY_ID) },
  }
}

/** What this vendor does not tell with a contact. */
const noFacts: ContactFacts = {
  ...{ createdBy: null, closestTaskAt: null, isUnsorted: false, groupId: null },
  dealIds: [],
}

function toContactFields(
  wire: ContactWire,
  companyIds: readonly RemoteId[],
  catalog: Catalog,
  accountId: AccountId,
): ContactFields {
  return {
    name: composeName(wire.NAME, wire.LAST_NAME),
    firstName: wire.NAME,
    lastName: wire.LAST_NAME,
    phones: toPoints(wire.PHONE),
    emails: toPoints(wire.EMAIL),
    companyIds: companyIds.map((id) => toEntityId<CompanyId>(accountId, id)),
    tags: catalog.tagField === null ? [] : toTags(wire[catalog.tagField]),
    responsibleId: toUserId(accountId, wire.ASSIGNED_BY_ID),
    custom: toCustom(wire, catalog),
  }
}

export const toPoints = (fields: readonly MultifieldWire[]): readonly ContactPoint[] =>
  fields
    .filter(({ VALUE }) => VALUE !== '')
    .map(({ VALUE: value, VALUE_TYPE }) => ({ value, kind: toPointKind(VALUE_TYPE) }))

/** The values of the field that keeps tags, each once. */
export const toTags = (value: unknown): readonly string[] => [
  ...new Set(
    listOf(value)
      .map((one) => textOf(one).trim())
      .filter((tag) => tag !== ''),
  ),
]

/** Of all others several are a kind of its own. */
const severalOfOneKind: readonly FieldKind[] = ['date', 'date-time', 'money', 'records']

/** A field as the card shows it. */
export function toFieldDefinition(facts: FieldFacts, accountId: AccountId, of: FieldOwner): FieldDefinition {
  const { id, name, kind, sort, options, isRequired, limits, userFieldId, currency } = facts
  return {
    ...{ id, accountId, name, kind, sort, options },
    ...(of === 'contact' ? {} : { of }),
    // Whether what lies in other directories or on a disk is there, a line of text cannot tell.
    isReadOnly:
      facts.isReadOnly || ['other', 'file'].includes(kind) || (kind === 'records' && facts.mayName.length === 0),
    ...(facts.mayName.length > 0 ? { leadsTo: facts.mayName } : {}),
    ...(isRequired ? { isRequired } : {}),
    ...(limits === null ? {} : { limits }),
    ...(id === toFieldId(families.contact, 'POST') ? { role: 'position' } : {}),
    ...(userFieldId === null ? { isPredefined: true, isFixed: true } : {}),
    ...(options.length > 0 && facts.type !== 'enumeration' ? { hasFixedOptions: true } : {}),
    ...(kind === 'money' && currency !== '' ? { currency } : {}),
    ...(facts.isMultiple && severalOfOneKind.includes(kind) ? { isMultiple: true } : {}),
    ...(facts.type === 'employee' ? { variant: 'employee' } : {}),
    ...(facts.code === 'WEB' ? { variant: 'website' } : {}),
  }
}

/** Name and time: what the list of companies has. */
export function toCompany({ ID, TITLE, DATE_MODIFY }: CompanyWire, accountId: AccountId): Company {
  const remoteId = toRemoteId(ID)
  return { id: toEntityId(accountId, remoteId), accountId, remoteId, name: TITLE, updatedAt: DATE_MODIFY }
}

/** A colleague; whoever has no name yet is told by the address that the invitation went to. */
export const toUser = ({ ID, NAME, LAST_NAME, EMAIL, ACTIVE }: UserWire, accountId: AccountId): User => ({
  id: toEntityId(accountId, toRemoteId(ID)),
  accountId,
  name: composeName(NAME, LAST_NAME) || EMAIL,
  isActive: ACTIVE,
})
