import * as v from 'valibot'
import type { FormGroup } from '#shared/domain/directory.ts'
import type { GroupWish } from '#shared/domain/field-wish.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { AmocrmContext } from './context.ts'
import { fieldPath, formOwner, groupPath, listFieldGroups, readFields, type FormOwner } from './directory.ts'
import { sortsAfterMove, type Sorted } from './new-sorts.ts'
import { toRejection } from './rejections.ts'

/** Nobody reads what the vendor says of a section that it has taken: the directory is read again. */
const Anything = v.unknown()

/** How many fields the vendor advises to change in one request. */
const FIELDS_AT_ONCE = 50

/**
 * Changes the sections of a form, for administrators, and where its fields stand. What is moved is put in order among what is
 * there now: the vendor knows places as numbers.
 * @throws {AppError} also `remote/rejected`, with the vendor's words; `auth/denied` for anybody else; `state/refused` for a
 *   section that is not there
 * @source https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export async function changeGroup(context: AmocrmContext, wish: GroupWish, signal: AbortSignal): Promise<void> {
  const of = formOwner(wish)
  try {
    if (wish.kind === 'create-group') await createGroup(context, of, wish.name, signal)
    else await changeKnown(context, of, wish, signal)
  } catch (error) {
    throw toRejection(error)
  }
}

async function createGroup(context: AmocrmContext, of: FormOwner, name: string, signal: AbortSignal): Promise<void> {
  const groups = await listFieldGroups(context, of, signal)
  const body = [{ name, sort: Math.max(0, ...groups.map(({ sort }) => sort)) + 1 }]
  await context.http.postJson(groupPath(of), { body, schema: Anything, signal })
}

async function changeKnown(
  context: AmocrmContext,
  of: FormOwner,
  wish: Exclude<GroupWish, { readonly kind: 'create-group' }>,
  signal: AbortSignal,
): Promise<void> {
  const groups = await listFieldGroups(context, of, signal)
  if (!groups.some(({ id }) => id === wish.groupId)) throw noSuch('no such section', 'no-such-section')
  switch (wish.kind) {
    case 'rename-group':
      return patchGroup(context, of, wish.groupId, { name: wish.name }, signal)
    case 'delete-group':
      return deleteGroup(context, of, groups, wish.groupId, signal)
    case 'move-group': {
      const others = groups.filter(({ id }) => id !== wish.groupId)
      // One after the other: there is no way to say several, and each by itself may be repeated.
      for (const { id, sort } of sortsAfterMove(others, wish.groupId, wish.before))
        await patchGroup(context, of, id, { sort }, signal)
      return
    }
    case 'move-field':
      return moveField(context, of, wish, signal)
  }
}

async function patchGroup(
  { http }: AmocrmContext,
  of: FormOwner,
  id: string,
  body: { readonly name: string } | { readonly sort: number },
  signal: AbortSignal,
): Promise<void> {
  await http.patchJson(`${groupPath(of)}/${encodeURIComponent(id)}`, { body, schema: Anything, signal })
}

/** Its fields are moved first: what the vendor does with those of a section that goes is not documented. */
async function deleteGroup(
  context: AmocrmContext,
  of: FormOwner,
  groups: readonly FormGroup[],
  groupId: string,
  signal: AbortSignal,
): Promise<void> {
  const others = groups.filter(({ id }) => id !== groupId)
  const heir = others.find(({ isPredefined }) => isPredefined === true) ?? others[0]
  // One of the vendor's own stays, and what stands in it as well: the vendor says so.
  const isStaying = groups.some(({ id, isPredefined }) => id === groupId && isPredefined === true)
  if (heir !== undefined && !isStaying) {
    const fields = await readFields(context, signal, of)
    const moved = fields.filter(({ group_id }) => String(group_id ?? '') === groupId)
    const places = moved.map(({ id }) => ({ id, group_id: heir.id }))
    await patchFields(context, of, places, signal)
  }
  await context.http.deleteJson(`${groupPath(of)}/${encodeURIComponent(groupId)}`, { schema: Anything, signal })
}

async function moveField(
  context: AmocrmContext,
  of: FormOwner,
  { fieldId, groupId, before }: Extract<GroupWish, { readonly kind: 'move-field' }>,
  signal: AbortSignal,
): Promise<void> {
  const fields = await readFields(context, signal, of)
  const moved = fields.find(({ id }) => String(id) === fieldId)
  if (moved === undefined) throw noSuch('no such field', 'no-such-field')
  const others = fields
    .filter(({ id, group_id }) => id !== moved.id && String(group_id ?? '') === groupId)
    .map(({ id, sort }): Sorted<number> => ({ id, sort: sort ?? 0 }))
    .sort((a, b) => a.sort - b.sort || a.id - b.id)
  const isStaying = String(moved.group_id ?? '') === groupId
  const changes = sortsAfterMove(others, moved.id, before === null ? null : Number(before)).map((change) =>
    change.id === moved.id && !isStaying ? { ...change, group_id: groupId } : change,
  )
  await patchFields(context, of, changes, signal)
}

interface FieldPlace {
  readonly id: number
  readonly sort?: number
  readonly group_id?: string
}

async function patchFields(
  { http }: AmocrmContext,
  of: FormOwner,
  places: readonly FieldPlace[],
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < places.length; at += FIELDS_AT_ONCE) {
    const body = places.slice(at, at + FIELDS_AT_ONCE)
    await http.patchJson(fieldPath(of), { body, schema: Anything, signal })
  }
}

const noSuch = (what: string, reason: string) => new AppError('state/refused', what, { details: { reason } })
