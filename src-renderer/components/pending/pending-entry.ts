import type { RecordId } from '#shared/domain/ids.ts'
import type { Mutation, Problem } from '#shared/domain/mutation.ts'

/** One user action that the CRM has not confirmed for all its records. */
export interface PendingEntry {
  readonly mutation: Mutation
  readonly state: 'saving' | 'pending' | 'cancelling' | 'set-aside'
  readonly total: number
  /** Records that it is not confirmed for, the failed ones included. */
  readonly left: number
  readonly failed: readonly PendingFailure[]
}

export interface PendingFailure {
  readonly recordId: RecordId
  readonly name: string
  readonly problem: Problem
}
