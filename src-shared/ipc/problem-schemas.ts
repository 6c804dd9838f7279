import * as v from 'valibot'
import type { FieldFault } from '../domain/fault.ts'
import type { Outcome, Problem } from '../domain/mutation.ts'
import { NeighbourConflictSchema } from './neighbour-schemas.ts'
import { AnyEditSchema, DoubtfulSchema, FieldConflictSchema, FieldNameSchema, MutationIdSchema } from './schemas.ts'

/** Schemas of what went wrong with an edit, and of what became of it. */

const fault = {
  ...{ field: v.nullable(FieldNameSchema), reason: v.string(), message: v.string() },
  part: v.optional(v.string()),
}
const FaultSchema: v.GenericSchema<unknown, FieldFault> = v.object(fault)

export const ProblemSchema = v.variant('kind', [
  v.object({ kind: v.literal('conflict'), conflict: FieldConflictSchema }),
  v.object({ kind: v.literal('neighbour-conflict'), conflict: NeighbourConflictSchema }),
  // One of an earlier release has a single fault.
  v.object({ kind: v.literal('rejected'), ...fault, others: v.optional(v.array(FaultSchema)) }),
  v.object({ kind: v.literal('gone') }),
  DoubtfulSchema,
]) as v.GenericSchema<unknown, Problem>

export const OutcomeSchema = v.variant('kind', [
  v.object({ kind: v.literal('applied') }),
  v.object({ kind: v.literal('superseded'), by: MutationIdSchema, edit: AnyEditSchema }),
  v.object({ kind: v.literal('set-aside'), problem: ProblemSchema }),
]) as v.GenericSchema<unknown, Outcome>
