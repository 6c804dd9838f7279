import * as v from 'valibot'
import type { ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { packIds, PackedIdsSchema, unpackIds } from './packed-ids.ts'

/** Fewer take no room worth saving. */
const FEWEST_PACKED = 200

/** A mutation as a row of the outbox holds it: long lists of ids are packed. */
export function toStored(mutation: Mutation): unknown {
  const { change } = mutation
  if (change.kind === 'bulk-edit') {
    const groups = change.groups.map((group) => ({ ...group, contactIds: pack(group.contactIds) }))
    return { ...mutation, change: { ...change, groups } }
  }
  if (change.kind !== 'bulk-tags') return mutation
  const tags = change.tags.map((tag) => ({
    ...tag,
    unchangedIds: pack(tag.unchangedIds),
    exceptIds: pack(tag.exceptIds),
  }))
  return { ...mutation, change: { ...change, contactIds: pack(change.contactIds), tags } }
}

/** The way back; what makes no sense comes back as it is, for the schema to refuse. */
export function fromStored(stored: unknown): unknown {
  const parsed = v.safeParse(StoredBulkSchema, stored)
  if (!parsed.success) return stored
  const { change, ...rest } = parsed.output
  if (change.kind === 'bulk-edit') {
    const groups = change.groups.map((group) => ({ ...group, contactIds: unpack(group.contactIds) }))
    return { ...rest, change: { ...change, groups } }
  }
  const tags = change.tags.map((tag) => ({
    ...tag,
    unchangedIds: unpack(tag.unchangedIds),
    exceptIds: unpack(tag.exceptIds),
  }))
  return { ...rest, change: { ...change, contactIds: unpack(change.contactIds), tags } }
}

const pack = (ids: readonly ContactId[]): unknown => (ids.length < FEWEST_PACKED ? ids : { packed: packIds(ids) })

function unpack(stored: unknown): unknown {
  const parsed = v.safeParse(v.object({ packed: PackedIdsSchema }), stored)
  return parsed.success ? unpackIds(parsed.output.packed) : stored
}

/** Only what is needed to find the lists. */
const StoredBulkSchema = v.looseObject({
  change: v.variant('kind', [
    v.looseObject({
      kind: v.literal('bulk-tags'),
      contactIds: v.unknown(),
      tags: v.array(v.looseObject({ unchangedIds: v.unknown(), exceptIds: v.unknown() })),
    }),
    v.looseObject({ kind: v.literal('bulk-edit'), groups: v.array(v.looseObject({ contactIds: v.unknown() })) }),
  ]),
})
