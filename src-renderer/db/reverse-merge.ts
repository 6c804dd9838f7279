import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { invertEdit } from '#shared/sync/invert-change.ts'
import { reviewEdit } from '#shared/sync/review-edit.ts'
import type { Decision } from './decide.ts'
import { toMutation, withCompanyName } from './edit-contact.ts'
import type { MergeSide } from './history-event.ts'
import { isHere } from './is-here.ts'
import type { HistoryEntry } from './read-history.ts'
import type { StoreContext } from './store-context.ts'
import { readShown } from './unspread.ts'

/**
 * Puts one side of an automatic merge back, by ordinary edits: they wait for a network like any other, and what was
 * changed again since is not overwritten.
 * @param isExclusive the CRM has room for one company
 * @throws {AppError} `state/refused` with reason `changed-since` when nothing of that side is as the merge left it, or
 * `contact-missing`
 */
export async function reverseMerge(
  context: StoreContext,
  { seq, accountId, contactId, subject, event }: HistoryEntry,
  side: MergeSide,
  isExclusive: boolean,
): Promise<Decision> {
  const [row] = await readShown(context.db, [contactId])
  if (row === undefined || !isHere(row) || event.kind !== 'merge') throw refused('contact-missing')
  const inverse = event[side].toReversed().map((edit) => withRoom(invertEdit(edit), isExclusive))
  const edits = inverse.filter((edit) => reviewEdit(row.fields, edit).kind === 'applies')
  if (edits.length === 0) throw refused('changed-since')
  const named = await Promise.all(edits.map((edit) => withCompanyName(context, edit)))
  return {
    givenUp: [],
    mutations: named.map((edit) => toMutation(context, accountId, { kind: 'edit', contactId, edit }, subject)),
    history: [],
    reversed: { seq, side },
  }
}

/** What they did was told as a set operation; where there is one place, ours has to say so. */
const withRoom = (edit: FieldEdit, isExclusive: boolean): FieldEdit =>
  edit.kind === 'company' ? { ...edit, exclusive: isExclusive } : edit

const refused = (reason: 'changed-since' | 'contact-missing') =>
  new AppError('state/refused', `the merge cannot be put back: ${reason}`, { details: { reason } })
