import type * as v from 'valibot'
import type { FieldDefinition, FieldGroup, FieldOwner, FormGroup, User } from '#shared/domain/directory.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { AmocrmContext } from './context.ts'
import { toFieldDefinition, toUser } from './mapping.ts'
import { readOwnUser } from './own-user.ts'
import { readAll, type ListSource } from './read-pages.ts'
import { FieldGroupWire, FieldWire, TagWire, UserWire } from './wire.ts'

const userSource: ListSource<UserWire> = {
  path: '/api/v4/users',
  key: 'users',
  row: UserWire,
  // The name of the group as well.
  query: { with: 'group' },
}
/** Tags of contacts. */
export const tagSource: ListSource<v.InferOutput<typeof TagWire>> = {
  path: '/api/v4/contacts/tags',
  key: 'tags',
  row: TagWire,
}
/** Forms that this vendor has. */
export const formOwners = ['contact', 'company', 'deal'] as const satisfies readonly FieldOwner[]
export type FormOwner = (typeof formOwners)[number]
/** What the vendor calls that which has fields. */
const formPaths: Readonly<Record<FormOwner, string>> = { contact: 'contacts', company: 'companies', deal: 'leads' }
export const fieldPath = (of: FormOwner): string => `/api/v4/${formPaths[of]}/custom_fields`
export const groupPath = (of: FormOwner): string => `${fieldPath(of)}/groups`

/** Whose form it is. @throws {AppError} `state/refused` for what this CRM has no form of */
export function formOwner({ of = 'contact' }: { readonly of?: FieldOwner | undefined }): FormOwner {
  if (of === 'lead') throw new AppError('state/refused', 'no such form', { details: { reason: 'no-such-field' } })
  return of
}

/**
 * Where the list is for administrators alone, oneself as far as the vendor tells; contacts of others then show a responsible
 * user without a name.
 */
export async function pullUsers(context: AmocrmContext, signal: AbortSignal): Promise<readonly User[]> {
  const users = (await listUsers(context, signal)) ?? (await readOwnUser(context, signal)) ?? []
  return [users].flat().map((wire) => toUser(wire, context.accountId))
}

/** `null` where the list is for administrators alone. */
export async function listUsers(context: AmocrmContext, signal: AbortSignal): Promise<readonly UserWire[] | null> {
  try {
    return await readAll(context, userSource, {}, signal)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'auth/denied') throw error
    context.logger.warn('users are not for this user to read')
    return null
  }
}

/** Names, in the vendor's order. */
export async function pullTags(context: AmocrmContext, signal: AbortSignal): Promise<readonly string[]> {
  return (await readAll(context, tagSource, {}, signal)).map(({ name }) => name)
}

/** Sections of a form, in the vendor's order. */
export async function listFieldGroups(
  context: AmocrmContext,
  of: FormOwner,
  signal: AbortSignal,
): Promise<readonly FormGroup[]> {
  const { accountId } = context
  const source = { path: groupPath(of), key: 'custom_field_groups', row: FieldGroupWire }
  return (await readAll(context, source, {}, signal))
    .map(({ id, name, sort, is_predefined }): FormGroup => {
      const group = { id: String(id), name: name ?? '', sort: sort ?? 0, accountId, of }
      return is_predefined === true ? { ...group, isPredefined: true } : group
    })
    .sort((a, b) => a.sort - b.sort)
}

/** The same; none where they are not for this user to read, or told in a way that we do not know. */
export const readFieldGroups = (
  context: AmocrmContext,
  of: FormOwner,
  signal: AbortSignal,
): Promise<readonly FormGroup[]> =>
  listFieldGroups(context, of, signal).catch((error: unknown) => {
    if (!(error instanceof AppError) || !['auth/denied', 'remote/invalid-response'].includes(error.code)) throw error
    context.logger.warn('sections of the card cannot be read', { code: error.code })
    return []
  })

/** As the vendor describes them; `toDefinitions` says what they are to us. */
export const readFields = (
  context: AmocrmContext,
  signal: AbortSignal,
  of: FormOwner = 'contact',
): Promise<readonly FieldWire[]> =>
  readAll(context, { path: fieldPath(of), key: 'custom_fields', row: FieldWire }, {}, signal)

/** In the vendor's order, without phones and e-mails, and without the field that keeps our keys. */
export function toDefinitions(
  { accountId, marker }: AmocrmContext,
  fields: readonly FieldWire[],
  groups: readonly FieldGroup[],
  of: FormOwner,
): readonly FieldDefinition[] {
  const byId = new Map(groups.map(({ id, name, sort }) => [id, { id, name, sort }]))
  return fields
    .filter(({ id }) => String(id) !== marker.fieldId)
    .flatMap((wire) => toFieldDefinition(wire, accountId, byId, of) ?? [])
    .sort((a, b) => a.sort - b.sort)
}
