import * as v from 'valibot'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { ContactId, UserId } from '#shared/domain/ids.ts'
import type { FieldConflict } from '#shared/domain/mutation.ts'
import { ContactIdSchema, FieldConflictSchema, FieldEditSchema, UserIdSchema } from '#shared/ipc/schemas.ts'
import type { HistoryRow } from './rows.ts'

/** Which side of a merge has been put back. */
export type MergeSide = 'theirs' | 'mine'

/** What happened to the edits of one contact. */
export type HistoryEvent =
  /** Others and we changed different things; both stand. */
  | {
      readonly kind: 'merge'
      readonly theirsAt: number
      /** `null` is the system, or nobody knows. */
      readonly theirsBy: UserId | null
      readonly theirs: readonly FieldEdit[]
      readonly mine: readonly FieldEdit[]
      readonly reversed: readonly MergeSide[]
    }
  | {
      readonly kind: 'conflict'
      readonly decision: 'mine' | 'theirs' | 'edited'
      readonly conflict: FieldConflict
      /** What was typed instead; only for `edited`. */
      readonly edited?: FieldEdit | undefined
      /** When the user took the decision back, milliseconds of this device. */
      readonly undoneAt?: number | undefined
    }
  | {
      readonly kind: 'gone'
      readonly decision: 'recreated' | 'moved' | 'discarded'
      readonly edits: readonly FieldEdit[]
      /** The contact that has the edits now. */
      readonly toId?: ContactId | undefined
      readonly toName?: string | undefined
      readonly undoneAt?: number | undefined
    }
  /** A table of contacts was taken in; the line stands at the first of them. */
  | {
      readonly kind: 'import'
      readonly fileName: string
      readonly count: number
      readonly undoneAt?: number | undefined
    }

const list = <S extends v.GenericSchema>(schema: S) => v.pipe(v.array(schema), v.readonly())

const HistoryEventSchema: v.GenericSchema<unknown, HistoryEvent> = v.variant('kind', [
  v.object({
    kind: v.literal('merge'),
    theirsAt: v.number(),
    theirsBy: v.nullable(UserIdSchema),
    theirs: list(FieldEditSchema),
    mine: list(FieldEditSchema),
    reversed: list(v.picklist(['theirs', 'mine'])),
  }),
  v.object({
    kind: v.literal('conflict'),
    decision: v.picklist(['mine', 'theirs', 'edited']),
    conflict: FieldConflictSchema,
    edited: v.optional(FieldEditSchema),
    undoneAt: v.optional(v.number()),
  }),
  v.object({
    kind: v.literal('gone'),
    decision: v.picklist(['recreated', 'moved', 'discarded']),
    edits: list(FieldEditSchema),
    toId: v.optional(ContactIdSchema),
    toName: v.optional(v.string()),
    undoneAt: v.optional(v.number()),
  }),
  v.object({
    kind: v.literal('import'),
    fileName: v.string(),
    count: v.number(),
    undoneAt: v.optional(v.number()),
  }),
])

/** An event read back from storage; `null` when it makes no sense: nothing but a line of the history is lost then. */
export function parseHistoryEvent({ event }: Pick<HistoryRow, 'event'>): HistoryEvent | null {
  const parsed = v.safeParse(HistoryEventSchema, event)
  return parsed.success ? parsed.output : null
}
