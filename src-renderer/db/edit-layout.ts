import type { AccountId } from '#shared/domain/ids.ts'
import { layoutId, type LaidOutCard, type LayoutScope, type LayoutSection } from '#shared/domain/layout.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { editOf } from '#shared/domain/neighbour.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { isSameJson } from '#shared/sync/same-value.ts'
import { toMutation } from './edit-contact.ts'
import { readLayouts } from './read-layouts.ts'
import type { StoreContext } from './store-context.ts'

type Sections = readonly LayoutSection[] | null

/** Which layout is meant. */
export interface LayoutOf {
  readonly accountId: AccountId
  readonly card: LaidOutCard
  readonly scope: LayoutScope
}

/**
 * Lays a card out anew; `null` goes back to what the CRM has by default.
 * @param seen where the user began, if that was a while ago: what others have done since is asked about
 * @returns nothing to accept where it is so already
 * @throws {AppError} `state/refused` where the CRM has told of no layouts
 */
export async function editLayout(
  context: StoreContext,
  { accountId, card, scope }: LayoutOf,
  sections: Sections,
  seen?: Sections,
): Promise<readonly Mutation[]> {
  const shown = (await readLayouts(context.db, accountId, card))[scope]
  if (shown === null) throw new AppError('state/refused', 'no such layout', { details: { reason: 'contact-missing' } })
  const from = seen === undefined ? shown.sections : seen
  if (isSameJson(shown.sections, sections)) return []
  const edit = editOf<'layout', 'sections'>('sections', from, sections)
  const change = { kind: 'edit-neighbour', recordId: layoutId(accountId, card, scope), edit } as const
  return [toMutation(context, accountId, change, '')]
}

/**
 * The common layout for everybody, whatever they have made of their own: the user's own goes with all others.
 * @throws {AppError} as `editLayout`
 */
export async function forceLayout(
  context: StoreContext,
  accountId: AccountId,
  card: LaidOutCard,
): Promise<readonly Mutation[]> {
  // It is a wish, not a state: whatever an earlier one has left here, the CRM tells that there is none.
  const edit = editOf<'layout', 'isForced'>('isForced', false, true)
  const change = { kind: 'edit-neighbour', recordId: layoutId(accountId, card, 'common'), edit } as const
  return [
    toMutation(context, accountId, change, ''),
    ...(await editLayout(context, { accountId, card, scope: 'own' }, null)),
  ]
}
