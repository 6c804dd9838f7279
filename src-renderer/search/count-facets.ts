import type { AccountId, CompanyId, UserId } from '#shared/domain/ids.ts'
import { rowsOf } from './bitmap.ts'
import type { CompanyDirectory } from './company-directory.ts'
import type { ContactColumns } from './contact-columns.ts'
import type { FacetEntry, Facets } from './contact-query.ts'
import type { GroupTable } from './group-table.ts'
import type { NameCollation } from './name-collation.ts'
import type { TagGroups } from './tag-groups.ts'
import { Column } from './number-column.ts'
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
export function countFacets(sources: FacetSources, accountId: AccountId | undefined, mostCompanies: number): Facets {
  const { columns, tags, users, collation } = sources
  const rows = listedRows(columns, accountId)
  const ofTags = countMembers(rows, columns.tagGroups.values, tags.groups)
  const ofUsers = countValues(rows, columns.users.values, users.size)
  ofUsers[NO_USER] = 0
  return {
    tags: toEntries<string>(ofTags, (tag) => [tags.nameOf(tag), tags.nameOf(tag)], collation),
    companies: topCompanies(sources, rows, null, mostCompanies),
    responsibles: toEntries<UserId>(ofUsers, (user) => [users.idOf(user), users.nameOf(user)], collation),
  }
}

/** Counts companies whose name contains the text. Most frequent first, then by name. */
export function countCompanies(
  sources: FacetSources,
  accountId: AccountId | undefined,
  text: string,
  limit: number,
): readonly FacetEntry<CompanyId>[] {
  const marks = sources.companies.markNamed(text)
  return topCompanies(sources, listedRows(sources.columns, accountId), marks, limit)
}

/**
 * There may be half as many companies as contacts: they are not sorted, but taken in the order of their names, which is
 * there already, as far as they are frequent enough.
 * @param marks by company: 0 leaves it out
 */
function topCompanies(
  { columns, companies }: FacetSources,
  rows: Uint32Array,
  marks: Uint8Array | null,
  limit: number,
): readonly FacetEntry<CompanyId>[] {
  const counts = countMembers(rows, columns.companyGroups.values, companies.groups)
  for (let company = 0; company < counts.length; company++) {
    if (!companies.hasName(company) || (marks !== null && marks[company] === 0)) counts[company] = 0
  }
  const least = leastOfTop(counts, limit)
  const found: number[] = []
  for (const group of companies.sortGroups()) {
    const company = companies.groups.onlyMemberOf(group)
    if (company !== -1 && (counts[company] ?? 0) >= least) found.push(company)
  }
  found.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
  const top = found.slice(0, Math.min(limit, found.length))
  return top.map((company) => ({
    id: companies.idOf(company),
    name: companies.nameOf(company),
    count: counts[company] ?? 0,
  }))
}

/** A count that at least `limit` of them have, if there are as many; at least 1. */
function leastOfTop(counts: Uint32Array, limit: number): number {
  const most = counts.reduce((highest, count) => Math.max(highest, count), 0)
  const having = new Uint32Array(most + 1)
  for (const count of counts) having[count] = (having[count] as number) + 1
  let [least, sum] = [most + 1, 0]
  while (least > 1 && sum < limit) sum += having[--least] as number
  return Math.max(1, least)
}

/** By company: how many contacts of all accounts belong to it. It may end before the last company. */
export const countByCompany = ({ columns, companies }: FacetSources): Uint32Array =>
  countMembers(listedRows(columns, undefined), columns.companyGroups.values, companies.groups)

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
  const counts = new Column(new Uint32Array(0))
  const add = (member: number, count: number) => {
    while (counts.length <= member) counts.push(0)
    counts.set(member, counts.at(member) + count)
  }
  for (let group = 0; group < ofGroups.length; group++) {
    const count = ofGroups[group] as number
    if (count === 0) continue
    const only = groups.onlyMemberOf(group)
    if (only !== -1) add(only, count)
    else for (const member of groups.membersOf(group)) add(member, count)
  }
  return counts.copy()
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
