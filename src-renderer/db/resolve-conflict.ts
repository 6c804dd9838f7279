import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Decision } from './decide.ts'
import { toMutation, withCompanyName } from './edit-contact.ts'
import type { UndoneLine } from './mark-undone.ts'
import type { OpenConflict } from './read-conflicts.ts'
import type { NewHistory } from './record-history.ts'
import type { TargetKey } from './give-up.ts'
import type { StoreContext } from './store-context.ts'

/** What the CRM has stands; our values are given up. */
export function takeTheirs(context: StoreContext, conflicts: readonly OpenConflict[]): Decision {
  return {
    givenUp: conflicts.map(toKey),
    mutations: [],
    history: conflicts.map((open) => toHistory(context, open, 'theirs')),
  }
}

/** Ours after all, for this one of many: the old edit is given up for it, and one of its own takes its place. */
export function keepMineAlone(
  context: StoreContext,
  open: OpenConflict,
): { readonly decision: Decision; readonly mutation: Mutation } {
  const change = { kind: 'edit', contactId: open.contactId, edit: open.conflict.rebased } as const
  const mutation = toMutation(context, open.mutation.accountId, change, open.mutation.subject)
  const history = [toHistory(context, open, 'mine')]
  return { mutation, decision: { givenUp: [toKey(open)], mutations: [mutation], history } }
}

/**
 * Our values after all, on top of what the CRM had when it was asked: the way back from `takeTheirs`.
 * @param undone what the history got of it
 */
export function putMineBack(
  context: StoreContext,
  conflicts: readonly OpenConflict[],
  undone: readonly UndoneLine[],
): Decision {
  return {
    givenUp: [],
    mutations: conflicts.map(({ mutation, contactId, conflict }) =>
      toMutation(context, mutation.accountId, { kind: 'edit', contactId, edit: conflict.rebased }, mutation.subject),
    ),
    history: [],
    undone,
  }
}

/**
 * A third value in place of both: the old edit is given up, and a new one goes from what the CRM has to what was typed.
 * @param typed an edit of the same field; of it, only where it leads is taken
 */
export async function editInstead(context: StoreContext, open: OpenConflict, typed: FieldEdit): Promise<Decision> {
  const { mutation, contactId, conflict } = open
  const edited = await withCompanyName(context, leadTo(conflict.rebased, typed))
  const change = { kind: 'edit', contactId, edit: edited } as const
  return {
    givenUp: [toKey(open)],
    mutations: [toMutation(context, mutation.accountId, change, mutation.subject)],
    history: [toHistory(context, open, 'edited', edited)],
  }
}

/** `rebased` begins at what the CRM has; both are of one field, so both have the same shape. */
function leadTo(rebased: FieldEdit, typed: FieldEdit): FieldEdit {
  if (!('from' in rebased) || !('to' in typed)) return typed
  return { ...typed, ...('at' in rebased ? { at: rebased.at } : {}), from: rebased.from } as FieldEdit
}

const toKey = ({ mutation, contactId }: OpenConflict): TargetKey => ({ mutationId: mutation.id, recordId: contactId })

function toHistory(
  { now }: StoreContext,
  { mutation, contactId, conflict }: OpenConflict,
  decision: 'mine' | 'theirs' | 'edited',
  edited?: FieldEdit,
): NewHistory {
  const event = { kind: 'conflict' as const, decision, conflict, ...(edited === undefined ? {} : { edited }) }
  return { accountId: mutation.accountId, contactId, at: now(), subject: mutation.subject, event }
}

/** The mutation as it is once mine was kept: on top of what the CRM has. Undoing that one brings theirs back. */
export const onTopOfTheirs = ({ mutation, contactId, conflict }: OpenConflict): Mutation => ({
  ...mutation,
  change: { kind: 'edit', contactId, edit: conflict.rebased },
})
