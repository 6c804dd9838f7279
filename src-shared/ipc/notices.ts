import * as v from 'valibot'

/** Something that happened to the profile and that the user has to know of, until they have said that they do. */
export const NoticeSchema = v.variant('kind', [
  /** Edits that were acknowledged are not in the journal any more; `lost` is `null` when nobody knows how many. */
  v.object({ kind: v.literal('edits-lost'), id: v.string(), at: v.number(), lost: v.nullable(v.number()) }),
  /** The journal was damaged: so many edits go on, so many are there in part, the damaged file is kept. */
  v.object({
    kind: v.literal('journal-salvaged'),
    id: v.string(),
    at: v.number(),
    kept: v.number(),
    broken: v.number(),
    /** Path on this device. */
    keptIn: v.string(),
  }),
])
export type Notice = v.InferOutput<typeof NoticeSchema>

/** Which part of the profile a newer version has written, so that this one may only look at it. */
export const ReadOnlyReasonSchema = v.picklist(['journal', 'profile', 'cache'])
export type ReadOnlyReason = v.InferOutput<typeof ReadOnlyReasonSchema>
