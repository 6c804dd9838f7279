import type { CompanyId, ContactId, MutationId } from '#shared/domain/ids.ts'
import type { RowsChanged } from '../db/rows-channel.ts'

/** What has changed and is still to be read, each thing once, however often it was told. */
export class IndexBacklog {
  readonly contacts = new Set<ContactId>()
  readonly companies = new Set<CompanyId>()
  /** Large bulk edits that are to be shown before their rows are written. */
  readonly bulks = new Set<MutationId>()
  hasUsers = false

  /** Whether every contact is in the index as it was when last heard of. */
  get hasAllContacts(): boolean {
    return this.contacts.size + this.bulks.size === 0
  }

  get isEmpty(): boolean {
    return this.hasAllContacts && this.companies.size === 0 && !this.hasUsers
  }

  add(changed: Exclude<RowsChanged, { kind: 'everything' }>): void {
    switch (changed.kind) {
      case 'contacts':
        for (const id of changed.ids) this.contacts.add(id)
        break
      case 'companies':
        for (const id of changed.ids) this.companies.add(id)
        break
      case 'bulk':
        this.bulks.add(changed.mutationId)
        break
      case 'users':
        this.hasUsers = true
        break
      // Nothing of it was committed.
      case 'bulk-begun':
      case 'bulk-failed':
      case 'bulk-retold':
        break
      // They have an index of their own.
      case 'deals':
      case 'every-deal':
        break
    }
  }
}

/** Whether it changes an answer about contacts: of a large bulk edit that only begins nothing is committed, or ever. */
export const concernsIndex = ({ kind }: RowsChanged): boolean => !untold.includes(kind)

const untold: readonly RowsChanged['kind'][] = ['bulk-begun', 'bulk-failed', 'bulk-retold', 'deals', 'every-deal']

/** Takes some out, at most `limit`; the others wait for the next time. */
export function takeFrom<Id>(waiting: Set<Id>, limit = Infinity): readonly Id[] {
  const taken: Id[] = []
  for (const id of waiting) {
    if (taken.length >= limit) break
    taken.push(id)
    waiting.delete(id)
  }
  return taken
}
