import * as v from 'valibot'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { MutationId } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { FieldEditSchema, MutationIdSchema, ProblemSchema } from '#shared/ipc/schemas.ts'

/**
 * Where one mutation stands for one of its contacts.
 *
 *     pending ─▶ sending ─▶ settled ─▶ (forgotten when the window has it)
 *        ▲  ▲       │ │
 *        │  └───────┘ └──▶ ambiguous ─▶ settled · pending · set-aside
 *        └─ set-aside ◀─ pending · sending
 */
export type TargetState =
  | { readonly kind: 'pending' }
  /** The request is leaving, or has left. `fingerprint` only where repeating it could make a second contact. */
  | { readonly kind: 'sending'; readonly sentAt: number; readonly fingerprint?: string | undefined }
  /** A create whose answer never came: it has to be looked for before it may be sent again. */
  | {
      readonly kind: 'ambiguous'
      readonly sentAt: number
      readonly fingerprint: string
      readonly lookedAt: number | null
    }
  /** `superseded`: the CRM never had this one; the edit that took its place carries what they mean together. */
  | { readonly kind: 'settled'; readonly superseded?: Superseded | undefined }
  | { readonly kind: 'set-aside'; readonly problem: Problem }

/** Which mutation stands for this one too, and the edit that it means from now on. */
export interface Superseded {
  readonly by: MutationId
  readonly edit: FieldEdit
}

export type TargetKind = TargetState['kind']

const TargetStateSchema = v.variant('kind', [
  v.object({ kind: v.literal('pending') }),
  v.object({ kind: v.literal('sending'), sentAt: v.number(), fingerprint: v.optional(v.string()) }),
  v.object({
    kind: v.literal('ambiguous'),
    sentAt: v.number(),
    fingerprint: v.string(),
    lookedAt: v.nullable(v.number()),
  }),
  v.object({
    kind: v.literal('settled'),
    superseded: v.optional(v.object({ by: MutationIdSchema, edit: FieldEditSchema })),
  }),
  v.object({ kind: v.literal('set-aside'), problem: ProblemSchema }),
]) as v.GenericSchema<unknown, TargetState>

/** Every legal step; anything else is a bug that must not be written down. */
const successors: Readonly<Record<TargetKind, readonly TargetKind[]>> = {
  pending: ['sending', 'settled', 'set-aside'],
  sending: ['pending', 'ambiguous', 'settled', 'set-aside'],
  ambiguous: ['ambiguous', 'pending', 'settled', 'set-aside'],
  settled: ['settled'],
  'set-aside': ['pending'],
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
  return { kind: 'ambiguous', sentAt: state.sentAt, fingerprint: state.fingerprint, lookedAt: null }
}
