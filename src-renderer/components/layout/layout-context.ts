import type { AccountId, MutationId } from '#shared/domain/ids.ts'
import type { LaidOutCard, LayoutScope, LayoutSection, PlacedField } from '#shared/domain/layout.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { Speaker } from '#renderer/composables/mutation-words.ts'

type Sections = readonly LayoutSection[] | null

/** One layout as the editor shows it. */
export interface EditableLayout {
  /** `null` where the CRM has its default. */
  readonly sections: readonly LayoutSection[] | null
  readonly isPending: boolean
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
}

/** What a laid-out card and its editor know and may ask. */
export interface LayoutContext extends Readonly<Record<LayoutScope, EditableLayout>> {
  readonly accountId: AccountId
  readonly card: LaidOutCard
  readonly speaker: Speaker
  /** What counts now: the user's own where there is one, else everybody's; `null` where the CRM has its default. */
  readonly current: readonly LayoutSection[] | null
  /** Everything that the card can show. */
  readonly places: readonly PlacedField[]
  readonly labelOf: (field: PlacedField) => string
  readonly isReadOnly: boolean
  /** Why everybody's is not for this user to change, in words; empty where it is. */
  readonly commonDeniedBy: string
  /** From what was seen to what was meant; `null` is the CRM's default. Rejects when nothing was saved. */
  readonly save: (scope: LayoutScope, sections: Sections, seen: Sections) => Promise<void>
  /** Takes everybody's own layout away. Rejects as `save`. */
  readonly forceForAll: () => Promise<void>
  readonly retry: (mutationId: MutationId) => Promise<void>
  readonly discard: (mutationId: MutationId) => Promise<void>
}
