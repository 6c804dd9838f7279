import { editInBulk, type BulkEdit } from '#shared/domain/bulk-edit.ts'
import { emptyContactFields } from '#shared/domain/contact.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import type { BulkTag, Change } from '#shared/domain/mutation.ts'
import { applyEdit } from '#shared/sync/apply-edit.ts'
import { rebaseContact } from '#shared/sync/rebase-contact.ts'
import type { ContactIndex } from './contact-index.ts'

export type BulkChange = Extract<Change, { kind: 'bulk-tags' | 'bulk-edit' }>

/**
 * Shows a bulk edit in the index before any row is written.
 * @returns contacts whose words it changes: of these the rows are to be read
 */
export function applyBulk(index: ContactIndex, change: BulkChange, ids: readonly ContactId[]): readonly ContactId[] {
  if (change.kind === 'bulk-edit') return applyEdits(index, change, ids)
  applyTags(index, change.tags, ids)
  return []
}

function applyEdits(index: ContactIndex, bulk: BulkEdit, ids: readonly ContactId[]): readonly ContactId[] {
  const reworded: ContactId[] = []
  for (const [edit, group] of Map.groupBy(ids, (id) => editInBulk(bulk, id))) {
    if (edit?.kind === 'responsible') index.changeOwner(group, edit.to)
    else if (edit?.kind === 'company') {
      index.changeCompanies(group, (companyIds) => applyEdit({ ...emptyContactFields, companyIds }, edit).companyIds)
    } else for (const id of group) reworded.push(id)
  }
  return reworded
}

function applyTags(index: ContactIndex, tags: readonly BulkTag[], ids: readonly ContactId[]): void {
  const edited = tags.map(({ op, tag, exceptIds }) => ({
    edit: { kind: 'tag', op, tag } as const,
    except: new Set(exceptIds),
  }))
  const groups = Map.groupBy(ids, (id) => edited.map(({ except }) => (except.has(id) ? '-' : '+')).join(''))
  for (const [marks, group] of groups) {
    const edits = edited.filter((_, at) => marks[at] === '+').map(({ edit }) => edit)
    index.changeTags(group, (before) => rebaseContact({ ...emptyContactFields, tags: before }, edits).tags)
  }
}
