import type { AccountId, CompanyId, UserId } from '#shared/domain/ids.ts'
import type { FacetEntry, Facets } from './contact-query.ts'
import type { IndexEntry } from './index-entry.ts'

type Named = Pick<IndexEntry, 'accountId' | 'tags' | 'companyIds' | 'responsibleId'>

/** Counts what the filter menus offer. Most frequent first, then by name. What has no name is not offered. */
export function countFacets(
  entries: Iterable<Named>,
  accountId: AccountId | undefined,
  companyNames: ReadonlyMap<CompanyId, string>,
  userNames: ReadonlyMap<UserId, string>,
  collator: Intl.Collator,
): Facets {
  const tags = new Map<string, number>()
  const companies = new Map<CompanyId, number>()
  const responsibles = new Map<UserId, number>()
  for (const entry of entries) {
    if (accountId !== undefined && entry.accountId !== accountId) continue
    for (const tag of entry.tags) count(tags, tag)
    for (const id of entry.companyIds) count(companies, id)
    if (entry.responsibleId !== null) count(responsibles, entry.responsibleId)
  }
  return {
    tags: toEntries(tags, (tag) => tag, collator),
    companies: toEntries(companies, (id) => companyNames.get(id) ?? '', collator),
    responsibles: toEntries(responsibles, (id) => userNames.get(id) ?? '', collator),
  }
}

const count = <Id>(counts: Map<Id, number>, id: Id) => void counts.set(id, (counts.get(id) ?? 0) + 1)

function toEntries<Id>(
  counts: ReadonlyMap<Id, number>,
  nameOf: (id: Id) => string,
  collator: Intl.Collator,
): readonly FacetEntry<Id>[] {
  return [...counts]
    .map(([id, times]) => ({ id, name: nameOf(id), count: times }))
    .filter(({ name }) => name !== '')
    .sort((a, b) => b.count - a.count || collator.compare(a.name, b.name))
}
