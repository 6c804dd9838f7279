import type * as v from 'valibot'
import type { FieldDefinition, FieldGroup, FieldOwner, User } from '#shared/domain/directory.ts'
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
/** What the vendor calls that which has fields. */
const formPaths: Readonly<Record<FormOwner, string>> = { contact: 'contacts', deal: 'leads' }
export type FormOwner = Exclude<FieldOwner, 'lead'>
export const fieldPath = (of: FormOwner): string => `/api/v4/${formPaths[of]}/custom_fields`

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

/** Sections of the card, by id; none where they are not for this user to read, or told in a way that we do not know. */
export async function readFieldGroups(
  context: AmocrmContext,
  of: FormOwner,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FieldGroup>> {
  const source = { path: `${fieldPath(of)}/groups`, key: 'custom_field_groups', row: FieldGroupWire }
  const groups = await readAll(context, source, {}, signal).catch((error: unknown) => {
    if (!(error instanceof AppError) || !['auth/denied', 'remote/invalid-response'].includes(error.code)) throw error
    context.logger.warn('sections of the card cannot be read', { code: error.code })
    return []
  })
  return new Map(
    groups.map(({ id, name, sort }) => [String(id), { id: String(id), name: name ?? '', sort: sort ?? 0 }]),
  )
}

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
  groups: ReadonlyMap<string, FieldGroup>,
  of: FormOwner,
): readonly FieldDefinition[] {
  return fields
    .filter(({ id }) => String(id) !== marker.fieldId)
    .flatMap((wire) => toFieldDefinition(wire, accountId, groups, of) ?? [])
    .sort((a, b) => a.sort - b.sort)
}
