import type { Json } from '#shared/domain/contact.ts'
import type { AccountId, MutationId, NeighbourId } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { RequisiteFields, RequisiteForm } from '#shared/domain/requisite.ts'
import type { Speaker } from '#renderer/composables/mutation-words.ts'
import type { DraftKind } from '../base/draft-words.ts'

/** Requisites as a card shows them. */
export interface RequisiteEntry {
  readonly id: NeighbourId
  readonly fields: RequisiteFields
  readonly isPending: boolean
  readonly pendingFields: ReadonlySet<string>
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
}

/** What the section of requisites knows and may ask. All ways reject when nothing was saved. */
export interface RequisiteContext {
  readonly accountId: AccountId
  readonly speaker: Speaker
  /** Why they may not be changed, in words; empty where they may. */
  readonly lockedBy: string
  readonly isReadOnly: boolean
  readonly form: RequisiteForm
  readonly requisites: readonly RequisiteEntry[]
  /** Resolves to the id of the new ones. */
  readonly add: (templateId: string) => Promise<NeighbourId>
  readonly edit: (id: NeighbourId, field: string, to: Json) => Promise<void>
  readonly retry: (mutationId: MutationId) => Promise<void>
  readonly discard: (mutationId: MutationId) => Promise<void>
  /** As in `FieldContext`. */
  readonly draftOf?: (mutationId: MutationId) => DraftKind | null
}
