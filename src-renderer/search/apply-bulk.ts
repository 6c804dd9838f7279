import { emptyContactFields } from '#shared/domain/contact.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import type { BulkTag } from '#shared/domain/mutation.ts'
import { rebaseContact } from '#shared/sync/rebase-contact.ts'
import type { ContactIndex } from './contact-index.ts'

/** Shows a bulk edit in the index before any row is written. */
export function applyBulk(index: ContactIndex, tags: readonly BulkTag[], ids: readonly ContactId[]): void {
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
