import {
  splitName,
  type ContactFields,
  type ContactPoint,
  type CustomItem,
  type RemoteContact,
} from '#shared/domain/contact.ts'
import {
  reminders,
  type Company,
  type FieldDefinition,
  type FieldGroup,
  type FieldKind,
  type FieldOwner,
  type Team,
  type User,
} from '#shared/domain/directory.ts'
import { toEntityId, toTeamId, type AccountId, type FieldId } from '#shared/domain/ids.ts'
import { codeOf, toCustomItem, toFieldKind, toFieldVariant } from './custom-values.ts'
import { toContactFacts, toContactLinks } from './contact-facts.ts'
import { toPointKind, usualKind } from './point-kinds.ts'
import { toMs, toRemoteId, toUserId } from './remote-ids.ts'
import type { AccountWire, CompanyWire, ContactWire, FieldValueWire, FieldWire, UserWire } from './wire.ts'

const toFieldId = (id: number): FieldId => String(id) as FieldId

/**
 * A contact of any list or by id; phones and e-mails are fields of their own, the other fields stay under their ids.
 * @param zone as for `toCustomItem`
 */
export function toRemoteContact(wire: ContactWire, accountId: AccountId, zone: string | null): RemoteContact {
  const remoteId = toRemoteId(wire.id)
  return {
    id: toEntityId(accountId, remoteId),
    remoteId,
    accountId,
    fields: toContactFields(wire, accountId, zone),
    createdAt: toMs(wire.created_at),
    updatedAt: toMs(wire.updated_at),
    updatedBy: toUserId(accountId, wire.updated_by),
    facts: toContactFacts(wire, accountId),
  }
}

function toContactFields(wire: ContactWire, accountId: AccountId, zone: string | null): ContactFields {
  const filled = wire.custom_fields_values ?? []
  return {
    name: wire.name ?? '',
    ...toNameParts(wire),
    phones: toPoints(filled, 'PHONE'),
    emails: toPoints(filled, 'EMAIL'),
    companyIds: (wire._embedded?.companies ?? []).map(({ id }) => toEntityId(accountId, toRemoteId(id))),
    tags: (wire._embedded?.tags ?? []).map(({ name }) => name),
    responsibleId: toUserId(accountId, wire.responsible_user_id),
    custom: { ...toCustom(filled, zone), ...toContactLinks(wire) },
  }
}

/** Most people of an account have their whole name in one piece, and no parts. */
function toNameParts({ name, first_name, last_name }: ContactWire): Pick<ContactFields, 'firstName' | 'lastName'> {
  const [firstName, lastName] = [first_name ?? '', last_name ?? '']
  return firstName === '' && lastName === '' ? splitName(name ?? '') : { firstName, lastName }
}

/** Phones and e-mails are left out: where a record has them, they are fields of their own here. */
export function toCustom(
  filled: NonNullable<ContactWire['custom_fields_values']>,
  zone: string | null,
): ContactFields['custom'] {
  const entries = filled
    .filter(({ field_code, values }) => !isPointField(field_code) && (values ?? []).length > 0)
    .map(({ field_id, field_type, values }): [FieldId, readonly CustomItem[]] => [
      toFieldId(field_id),
      (values ?? []).map((value) => toCustomItem(value, field_type ?? '', zone)),
    ])
  return Object.fromEntries(entries)
}

/** By code: ids of the two system fields differ from account to account. */
export const toPoints = (
  filled: NonNullable<ContactWire['custom_fields_values']>,
  code: 'PHONE' | 'EMAIL',
): readonly ContactPoint[] =>
  filled.filter((field) => field.field_code === code).flatMap(({ values }) => (values ?? []).map(toPoint))

function toPoint(wire: FieldValueWire): ContactPoint {
  const { value } = wire
  const code = codeOf(wire)
  return {
    // The vendor keeps what it was given, and some integrations give phones as numbers.
    value: typeof value === 'string' ? value : JSON.stringify(value ?? ''),
    kind: code === null || code === '' ? usualKind : toPointKind(code),
  }
}

const isPointField = (code: string | null | undefined): boolean => code === 'PHONE' || code === 'EMAIL'

/** Name and time: what the list of companies has. */
export function toCompany(wire: CompanyWire, accountId: AccountId): Company {
  const remoteId = toRemoteId(wire.id)
  return {
    id: toEntityId(accountId, remoteId),
    accountId,
    remoteId,
    name: wire.name ?? '',
    updatedAt: toMs(wire.updated_at),
  }
}

/** A user and the first of their groups. */
export const toUser = (wire: UserWire, accountId: AccountId): User => {
  const [group] = wire._embedded?.groups ?? []
  return {
    id: toEntityId(accountId, toRemoteId(wire.id)),
    accountId,
    name: wire.name ?? '',
    isActive: wire.rights?.is_active !== false,
    ...(group?.name ? { team: { id: toTeamId(accountId, toRemoteId(group.id)), name: group.name } } : {}),
  }
}

/** Groups of the account's users by name, which it tells everybody; nothing where it does not. */
export function toTeams({ _embedded }: AccountWire, accountId: AccountId): { readonly teams?: readonly Team[] } {
  const groups = _embedded?.users_groups
  if (groups === null || groups === undefined) return {}
  return {
    teams: groups.flatMap(({ id, name }) => (name ? [{ id: toTeamId(accountId, toRemoteId(id)), name }] : [])),
  }
}

/** Kinds whose values name one of a few. */
const kindsWithOptions: readonly FieldKind[] = ['choice', 'choices', 'messengers', 'address']

/**
 * `null` for phones and e-mails: they are fields of their own here.
 * @param groups sections of the card, by id
 */
export function toFieldDefinition(
  wire: FieldWire,
  accountId: AccountId,
  groups: ReadonlyMap<string, FieldGroup> = new Map(),
  of: FieldOwner = 'contact',
): FieldDefinition | null {
  if (isPointField(wire.code)) return null
  const kind = toFieldKind(wire.type)
  const group = groups.get(String(wire.group_id ?? ''))
  return {
    id: toFieldId(wire.id),
    accountId,
    name: wire.name ?? '',
    kind,
    sort: wire.sort ?? 0,
    isReadOnly: wire.is_api_only === true,
    options: kindsWithOptions.includes(kind) ? toOptions(wire.enums, wire.type) : [],
    ...(group === undefined ? {} : { group }),
    ...(wire.is_required === true ? { isRequired: true } : {}),
    ...(wire.code === 'POSITION' ? { role: 'position' } : {}),
    ...(wire.is_predefined === true ? { isPredefined: true } : {}),
    ...(of === 'contact' ? {} : { of }),
    ...(kind === 'money' && wire.currency ? { currency: wire.currency } : {}),
    ...toForm(wire),
  }
}

/** What of its form is particular to its type. */
function toForm({ type, remind }: FieldWire): Pick<FieldDefinition, 'variant' | 'remind'> {
  const variant = toFieldVariant(type)
  if (variant === null) return {}
  return variant === 'birthday' ? { variant, remind: reminders.find((one) => one === remind) ?? 'never' } : { variant }
}

function toOptions(enums: FieldWire['enums'], type: string): FieldDefinition['options'] {
  return Object.values(enums ?? {})
    .sort((a, b) => (a.sort ?? 0) - (b.sort ?? 0))
    .map(({ id, value, code }) => {
      const option = { id: String(id), value: value ?? '' }
      // The vendor lists messengers by their code alone.
      const known = code ?? (type === 'multitext' ? value : null)
      return known ? { ...option, code: known } : option
    })
}
