import type { AccountId, CompanyId, UserId } from '#shared/domain/ids.ts'
import { rowsOf } from './bitmap.ts'
import type { CompanyDirectory } from './company-directory.ts'
import type { ContactColumns } from './contact-columns.ts'
import type { FacetEntry, Facets } from './contact-query.ts'
import type { GroupTable } from './group-table.ts'
import type { NameCollation } from './name-collation.ts'
import type { TagGroups } from './tag-groups.ts'
import { sortByRank } from './rank-order.ts'
import { NO_USER, type UserDirectory } from './user-directory.ts'

/** What is counted. */
export interface FacetSources {
  readonly columns: ContactColumns
  readonly tags: TagGroups
  readonly companies: CompanyDirectory
  readonly users: UserDirectory
  readonly collation: NameCollation
}

/** Counts what the filter menus offer. Most frequent first, then by name. What has no name is not offered. */
export function countFacets(sources: FacetSources, accountId: AccountId | undefined): Facets {
  const { columns, tags, companies, users, collation } = sources
  const rows = listedRows(columns, accountId)
  const ofTags = countMembers(rows, columns.tagGroups.values, tags.groups)
  const ofUsers = countValues(rows, columns.users.values, users.size)
  ofUsers[NO_USER] = 0
  return {
    tags: toEntries<string>(ofTags, (tag) => [tags.nameOf(tag), tags.nameOf(tag)], collation),
    companies: countCompanies(rows, columns, companies),
    responsibles: toEntries<UserId>(ofUsers, (user) => [users.idOf(user), users.nameOf(user)], collation),
  }
}

/** There may be half as many companies as contacts: sorting them anew would take longer than counting. */
function countCompanies(
  rows: Uint32Array,
  columns: ContactColumns,
  companies: CompanyDirectory,
): readonly FacetEntry<CompanyId>[] {
  const counts = countMembers(rows, columns.companyGroups.values, companies.groups)
  const most = counts.reduce((highest, count) => Math.max(highest, count), 0)
  const byName = companies
    .sortGroups()
    .map((group) => companies.groups.onlyMemberOf(group) + 1)
    .filter((company) => company > 0 && (counts[company - 1] ?? 0) > 0)
  const byCount = sortByRank(byName, (company) => most - (counts[company - 1] ?? 0), most + 1)
  const entries: FacetEntry<CompanyId>[] = []
  for (const one of byCount) {
    const name = companies.nameOf(one - 1)
    if (name !== '') entries.push({ id: companies.idOf(one - 1), name, count: counts[one - 1] ?? 0 })
  }
  return entries
}

function listedRows({ listed, ids }: ContactColumns, accountId: AccountId | undefined): Uint32Array {
  const rows = rowsOf(listed.read())
  if (accountId === undefined) return rows
  const account = ids.accountNumberOf(accountId)
  return rows.filter((row) => ids.accountNumbers[row] === account)
}

function countValues(rows: Uint32Array, values: Uint32Array, size: number): Uint32Array {
  const counts = new Uint32Array(size)
  for (let at = 0; at < rows.length; at++) {
    const value = values[rows[at] as number] as number
    counts[value] = (counts[value] as number) + 1
  }
  return counts
}

function countMembers(rows: Uint32Array, values: Uint32Array, groups: GroupTable): Uint32Array {
  const ofGroups = countValues(rows, values, groups.size)
  const counts: number[] = []
  for (const [group, count] of ofGroups.entries()) {
    if (count > 0) for (const member of groups.membersOf(group)) counts[member] = (counts[member] ?? 0) + count
  }
  return Uint32Array.from({ length: counts.length }, (_, member) => counts[member] ?? 0)
}

function toEntries<Id extends string>(
  counts: Uint32Array,
  describe: (member: number) => readonly [Id | undefined, string],
  collation: NameCollation,
): readonly FacetEntry<Id>[] {
  const entries: FacetEntry<Id>[] = []
  for (const [member, count] of counts.entries()) {
    if (count === 0) continue
    const [id, name] = describe(member)
    if (id !== undefined && name !== '') entries.push({ id, name, count })
  }
  return entries.sort((a, b) => b.count - a.count || collation.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
}
