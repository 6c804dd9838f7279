import * as v from 'valibot'
import type { MutationId } from '#shared/domain/ids.ts'
import type { AnyEdit, Problem } from '#shared/domain/mutation.ts'
import { ProblemSchema } from '#shared/ipc/problem-schemas.ts'
import { AnyEditSchema, MutationIdSchema } from '#shared/ipc/schemas.ts'

/**
 * Where one mutation stands for one of its records.
 *
 *     pending ─▶ sending ─▶ settled ─▶ (forgotten when the window has it)
 *        ▲  ▲       │ │
 *        │  └───────┘ └──▶ ambiguous ─▶ settled · pending · set-aside
 *        └─ set-aside ◀─ pending · sending
 *              └──▶ settled (a create that the user has found at the CRM)
 *     staying ─▶ pending (its CRM has a place for it, and the user has said so)
 */
export type TargetState =
  | { readonly kind: 'pending' }
  /** The request is leaving, or has left. The rest only where repeating it could make a second contact. */
  | ({ readonly kind: 'sending' } & Partial<SentCreate>)
  /**
   * A create whose answer never came: it has to be looked for before it may be sent again.
   * `missedAt`: when it was first not found, by the server's time.
   */
  | ({ readonly kind: 'ambiguous'; readonly missedAt: number | null } & SentCreate)
  /** `superseded`: the CRM never had this one; the edit that took its place carries what they mean together. */
  | { readonly kind: 'settled'; readonly superseded?: Superseded | undefined }
  | { readonly kind: 'set-aside'; readonly problem: Problem }
  /** It stays on this device: nothing of it is in line. */
  | { readonly kind: 'staying' }

/** By what a create can be known again. */
export interface SentCreate {
  /**
   * The server's own time when it was last heard before the create left: there it cannot be older. `null` in a journal
   * of the first release, which knew the device's time alone.
   */
  readonly sentAfter: number | null
  /** By that device's clock, in such a journal: a hint at how far back to look. */
  readonly sentAt?: number | undefined
  readonly fingerprint: string
  /** Its key went along: it is known by that, and by nothing else. */
  readonly isMarked: boolean
}

/** Which mutation stands for this one too, and the edit that it means from now on. */
export interface Superseded {
  readonly by: MutationId
  readonly edit: AnyEdit
}

export type TargetKind = TargetState['kind']

const ServerTimeSchema = v.optional(v.nullable(v.number()), null)

const TargetStateSchema = v.variant('kind', [
  v.object({ kind: v.literal('pending') }),
  v.object({
    kind: v.literal('sending'),
    sentAfter: ServerTimeSchema,
    sentAt: v.optional(v.number()),
    fingerprint: v.optional(v.string()),
    isMarked: v.optional(v.boolean(), false),
  }),
  v.object({
    kind: v.literal('ambiguous'),
    sentAfter: ServerTimeSchema,
    sentAt: v.optional(v.number()),
    fingerprint: v.string(),
    isMarked: v.optional(v.boolean(), false),
    missedAt: ServerTimeSchema,
  }),
  v.object({
    kind: v.literal('settled'),
    superseded: v.optional(v.object({ by: MutationIdSchema, edit: AnyEditSchema })),
  }),
  v.object({ kind: v.literal('set-aside'), problem: ProblemSchema }),
  v.object({ kind: v.literal('staying') }),
]) as v.GenericSchema<unknown, TargetState>

/** Every legal step; anything else is a bug that must not be written down. */
const successors: Readonly<Record<TargetKind, readonly TargetKind[]>> = {
  pending: ['sending', 'settled', 'set-aside'],
  sending: ['pending', 'ambiguous', 'settled', 'set-aside'],
  ambiguous: ['ambiguous', 'pending', 'settled', 'set-aside'],
  settled: ['settled'],
  'set-aside': ['pending', 'settled'],
  staying: ['pending'],
}

export const mayFollow = (from: TargetKind, to: TargetKind): boolean => successors[from].includes(to)

/** A state read back from disk; `null` when it makes no sense. */
export function parseTargetState(text: unknown): TargetState | null {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), TargetStateSchema), text)
  return result.success ? result.output : null
}

/** What a target in flight becomes when nobody knows whether its request was carried out. */
export function afterLostAnswer(state: TargetState): TargetState {
  if (state.kind !== 'sending' || state.fingerprint === undefined) return { kind: 'pending' }
  const { fingerprint, sentAfter = null, sentAt, isMarked = false } = state
  const hint = sentAt === undefined ? {} : { sentAt }
  return { kind: 'ambiguous', sentAfter, ...hint, fingerprint, isMarked, missedAt: null }
}
