import type { ContactFields, ContactPoint } from '../domain/contact.ts'
import { fieldOf, type CustomEdit, type FieldEdit } from '../domain/field-edit.ts'
import type { MutationId } from '../domain/ids.ts'
import { diffFields } from './diff-fields.ts'
import { indexOfPoint } from './find-point.ts'
import { applyCustom, reviewCustom } from './merge-custom.ts'
import { replayEdits } from './replay-edits.ts'
import { squashEdits } from './squash-edits.ts'

/** Two people changed one contact and nobody had to be asked: what each of them did, from the base on. */
export interface Merge {
  readonly theirs: readonly FieldEdit[]
  readonly mine: readonly FieldEdit[]
}

/**
 * What others did to a contact between `base` and `remote`, beside our own edits.
 *
 * Our edits may be in `remote` already, all or in part, so what they explain is taken out. A field of one value that both
 * sides touched is no merge: where the values differ it becomes a conflict, and the user is asked.
 * @param base   last version both sides agreed on
 * @param remote version just told by the CRM
 * @param own    our edits since base, applied or pending, oldest first
 * @returns `null` when there was nothing to merge
 */
export function findMerge(base: ContactFields, remote: ContactFields, own: readonly FieldEdit[]): Merge | null {
  // What has been changed in a contact that is to be deleted is asked about when it is.
  const edits = own.filter(({ kind }) => kind !== 'delete')
  if (edits.length === 0) return null
  const theirs = diffFields(base, remote)
    .flatMap((change) => toSingles(change))
    .flatMap((change) => withoutOurs(change, edits))
    .filter((change) => !isFilledIn(change) && !edits.some((edit) => explains(edit, change)))
  if (theirs.length === 0) return null
  // Which action an edit came from does not matter here: all are ours.
  const owned = edits.map((edit) => ({ mutationId: '' as MutationId, edit }))
  // What is in conflict is not merged: the user is asked, and until then it stands nowhere but here.
  const merged = squashEdits(owned).filter((squashed) => replayEdits(remote, squashed).kind !== 'conflict')
  if (merged.length === 0) return null
  return { theirs: rejoin(theirs), mine: merged.map(({ edit }) => edit) }
}

/** Somebody is responsible for every contact: where nobody was, the CRM itself has put a name, not a colleague. */
const isFilledIn = (change: FieldEdit): boolean => change.kind === 'responsible' && change.from === null

/** Of a field whose values come and go one by one, what is left when ours are on both sides. */
function withoutOurs(change: FieldEdit, edits: readonly FieldEdit[]): readonly FieldEdit[] {
  if (change.kind !== 'custom') return [change]
  const ours = edits.filter((edit) => edit.kind === 'custom' && edit.fieldId === change.fieldId && edit.merge === 'set')
  if (ours.length === 0) return [change]
  const withOurs = (items: CustomEdit['from']) =>
    ours.reduce((sum, edit) => (edit.kind === 'custom' ? applyCustom(sum, edit) : sum), items)
  const left: CustomEdit = { ...change, from: withOurs(change.from), to: withOurs(change.to), merge: 'set' }
  return reviewCustom(left.from, left).kind === 'already' ? [] : [left]
}

/** A replaced member of a set may be half ours: the one removed, the other added. */
function toSingles(change: FieldEdit): readonly FieldEdit[] {
  if (change.kind === 'point' && change.from !== null && change.to !== null) {
    if (indexOfPoint([change.from], change.to) === 0) return [change]
    return [
      { ...change, to: null },
      { ...change, from: null },
    ]
  }
  if (change.kind === 'company' && change.from !== null && change.to !== null) {
    return [
      { ...change, to: null },
      { ...change, from: null },
    ]
  }
  return [change]
}

/** Removal and addition at one place were one replacement. */
function rejoin(changes: readonly FieldEdit[]): readonly FieldEdit[] {
  const joined: FieldEdit[] = []
  for (const change of changes) {
    const earlier = joined.at(-1)
    if (earlier?.kind === 'point' && change.kind === 'point' && isHalves(earlier, change) && earlier.at === change.at) {
      joined[joined.length - 1] = { ...earlier, to: change.to }
    } else if (earlier?.kind === 'company' && change.kind === 'company' && isHalves(earlier, change)) {
      joined[joined.length - 1] = { ...earlier, to: change.to }
    } else joined.push(change)
  }
  return joined
}

const isHalves = (a: { from: unknown; to: unknown }, b: { from: unknown; to: unknown }): boolean =>
  a.to === null && b.from === null && a.from !== null && b.to !== null

/** Whether our edit accounts for this change, or takes its field out of what can be merged. */
function explains(edit: FieldEdit, change: FieldEdit): boolean {
  if (fieldOf(edit) !== fieldOf(change) || edit.kind === 'company-order') return false
  if (edit.kind === 'tag' && change.kind === 'tag') return edit.tag === change.tag
  // Ours has been taken out of it.
  if (edit.kind === 'custom' && edit.merge === 'set') return false
  if (edit.kind === 'point' && change.kind === 'point') return touches(edit, change.from) || touches(edit, change.to)
  if (edit.kind === 'company' && change.kind === 'company') {
    const own = [edit.from, edit.to].filter((id) => id !== null)
    return edit.exclusive || own.some((id) => id === change.from || id === change.to)
  }
  return true
}

function touches(edit: FieldEdit & { kind: 'point' }, point: ContactPoint | null): boolean {
  const own = [edit.from, edit.to].filter((side) => side !== null)
  return indexOfPoint(own, point) !== -1
}
