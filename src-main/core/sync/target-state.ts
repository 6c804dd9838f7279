import * as v from 'valibot'
import type { Problem } from '#shared/domain/mutation.ts'
import { ProblemSchema } from '#shared/ipc/schemas.ts'
import { AppError } from '#shared/errors/app-error.ts'

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
  | { readonly kind: 'settled' }
  | { readonly kind: 'set-aside'; readonly problem: Problem }

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
  v.object({ kind: v.literal('settled') }),
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

/** Reads a state back from disk. @throws {AppError} `storage/failed` */
export function parseTargetState(text: string): TargetState {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), TargetStateSchema), text)
  if (result.success) return result.output
  throw new AppError('storage/failed', `the journal holds a state that makes no sense: ${result.issues[0].message}`)
}

/** What a target in flight becomes when nobody knows whether its request was carried out. */
export function afterLostAnswer(state: TargetState): TargetState {
  if (state.kind !== 'sending' || state.fingerprint === undefined) return { kind: 'pending' }
  return { kind: 'ambiguous', sentAt: state.sentAt, fingerprint: state.fingerprint, lookedAt: null }
}
