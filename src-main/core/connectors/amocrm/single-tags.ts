import * as v from 'valibot'
import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import { customField, type Neighbour } from '#shared/domain/neighbour.ts'
import { saleFacts, tagsIn } from '#shared/domain/sale-facts.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourPort, NeighbourUpdate } from '../neighbour-port.ts'
import type { AmocrmContext } from './context.ts'
import { toRefused } from './deal-links.ts'
import { forbiddenIn, isForbidden } from './forbidden.ts'

/** Under which name tags of such a record stand among its custom fields. */
const tagFactOf = ({ kind }: Neighbour): FieldId => (kind === 'company' ? saleFacts.companyTags : saleFacts.tags)

/** What its tags are called. */
export function tagNamesOf(record: Neighbour | undefined): readonly string[] {
  if (record?.kind !== 'deal' && record?.kind !== 'company') return []
  return tagsIn(record.fields.custom?.[tagFactOf(record)]).map(({ name }) => name)
}

/** Single tags that an update is about. */
interface TagWish {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** Tags that are to come and to go; what colleagues have put on since is none of it. */
function tagWish(record: Neighbour, before: Neighbour | undefined): TagWish {
  const [now, was] = [tagNamesOf(record), tagNamesOf(before)]
  return { add: now.filter((name) => !was.includes(name)), remove: was.filter((name) => !now.includes(name)) }
}

/** What they are in the end, on top of what stands there; `null` where that is so already. */
function tagsAfter({ add, remove }: TagWish, there: Neighbour): readonly string[] | null {
  const names = tagNamesOf(there)
  const isDone = add.every((name) => names.includes(name)) && !remove.some((name) => names.includes(name))
  return isDone ? null : [...new Set([...names.filter((name) => !remove.includes(name)), ...add])]
}

/** Tags as the vendor takes them: a name that nobody has used makes a new one. */
export const toNamed = (names: readonly string[]) => names.map((name) => ({ name }))

const changesTags = ({ record, fields }: NeighbourUpdate): boolean => fields.includes(customField(tagFactOf(record)))

/** What of an update a PATCH says about tags. */
export function toTagsOut(item: NeighbourUpdate) {
  if (!changesTags(item)) return {}
  const { add, remove } = tagWish(item.record, item.before)
  return {
    ...(add.length > 0 ? { tags_to_add: toNamed(add) } : {}),
    ...(remove.length > 0 ? { tags_to_delete: toNamed(remove) } : {}),
  }
}

/**
 * That single tags can be put on and taken off is documented of contacts. Whoever looks and does not find it so says how all
 * of them are to be, with those that colleagues have put on by then.
 * @param path of the list that the records are in
 * @returns what became of those of which that is refused, and of those that are gone: it is about one record, and the others go on
 */
export async function insistOnTags(
  { http }: AmocrmContext,
  port: Pick<NeighbourPort, 'read'>,
  path: string,
  items: readonly NeighbourUpdate[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, ItemResult>> {
  const refused = new Map<RemoteId, ItemResult>()
  const tagged = items.filter(changesTags)
  if (tagged.length === 0) return refused
  const now = await port.read(
    tagged.map(({ remoteId }) => remoteId),
    signal,
  )
  for (const { remoteId, record, before } of tagged) {
    const there = now.get(remoteId)
    if (there === undefined) {
      // Deleted in between: whether they had been put on or taken off nobody can tell any more.
      refused.set(remoteId, { kind: 'gone' })
      continue
    }
    const tags = tagsAfter(tagWish(record, before), there)
    if (tags === null) continue
    const body = { _embedded: { tags: toNamed(tags) } }
    const field = `neighbour:${customField(tagFactOf(record))}` as const
    try {
      await http.patchJson(`${path}/${remoteId}`, { body, schema: v.unknown(), signal })
    } catch (error) {
      if (isForbidden(error)) refused.set(remoteId, forbiddenIn(field))
      else if (error instanceof HttpRefusal) refused.set(remoteId, toRefused(error, field))
      else throw error
    }
  }
  return refused
}
