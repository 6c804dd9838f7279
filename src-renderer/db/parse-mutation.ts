import * as v from 'valibot'
import type { Mutation, Problem } from '#shared/domain/mutation.ts'
import { ProblemSchema } from '#shared/ipc/problem-schemas.ts'
import { MutationSchema } from '#shared/ipc/schemas.ts'
import type { MutationRow, TargetRow } from './rows.ts'
import { fromStored } from './stored-mutation.ts'

/**
 * A mutation read back from storage; `null` when the row makes no sense. Such a row is left where it is: main's
 * journal has the same mutation, and `reconcile` puts it back.
 */
export function parseMutation(row: MutationRow): Mutation | null {
  const parsed = v.safeParse(MutationSchema, fromStored(row.mutation))
  return parsed.success && parsed.output.id === row.id ? parsed.output : null
}

/** Why a target is set aside. One that makes no sense stays in plain sight, as a refusal without a field. */
export function parseProblem(row: TargetRow): Problem | null {
  if (row.problem === undefined) return null
  const parsed = v.safeParse(ProblemSchema, row.problem)
  return parsed.success ? parsed.output : { kind: 'rejected', field: null, reason: 'unknown', message: '' }
}
