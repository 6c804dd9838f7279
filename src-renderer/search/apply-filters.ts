import { keepCommon, keepMarked, type Bits } from './bitmap.ts'
import type { CompanyDirectory } from './company-directory.ts'
import type { ContactColumns } from './contact-columns.ts'
import type { ContactFilters } from './contact-query.ts'
import type { TagGroups } from './tag-groups.ts'
import type { UserDirectory } from './user-directory.ts'

/** Where the filters look. */
export interface FilterSources {
  readonly columns: ContactColumns
  readonly tags: TagGroups
  readonly companies: CompanyDirectory
  readonly users: UserDirectory
}

/** Takes the rows out that do not pass. */
export function applyFilters(sources: FilterSources, filters: ContactFilters, rows: Bits): void {
  const { columns, tags, companies, users } = sources
  const { tags: wanted = [], companyId, responsibleId, responsibleIds, accountId, pendingOnly } = filters
  const keep = (values: Uint32Array, marks: Uint8Array) => keepMarked(rows, values, marks, columns.size)
  if (pendingOnly === true) keepCommon(rows, columns.pending.read())
  if (responsibleId !== undefined) keep(columns.users.values, markAll([users.find(responsibleId)], users.size))
  if (responsibleIds !== undefined) {
    const members = responsibleIds.map((id) => users.find(id))
    keep(columns.users.values, markAll(members, users.size))
  }
  if (wanted.length > 0) keep(columns.tagGroups.values, tags.markHaving(wanted))
  if (companyId !== undefined) {
    const company = companies.find(companyId)
    keep(columns.companyGroups.values, companies.groups.markGroups(markAll([company], companies.size)))
  }
  if (accountId !== undefined) {
    const { accountNumbers, accountCount } = columns.ids
    keep(accountNumbers, markAll([columns.ids.accountNumberOf(accountId)], accountCount))
  }
  keepTimes(filters, columns, rows)
}

function keepTimes({ updatedFrom, updatedTo }: ContactFilters, { updatedAt, size }: ContactColumns, rows: Bits): void {
  if (updatedFrom === undefined && updatedTo === undefined) return
  const [from, to] = [updatedFrom ?? -Infinity, updatedTo ?? Infinity]
  const times = updatedAt.values
  for (let at = 0; at < rows.length; at++) {
    if (rows[at] === 0) continue
    const first = at * 32
    let kept = 0
    for (let row = first; row < Math.min(size, first + 32); row++) {
      const time = times[row] as number
      if (time >= from && time < to) kept |= 1 << (row - first)
    }
    rows[at] = (rows[at] as number) & kept
  }
}

/** @param members -1 marks nothing */
function markAll(members: readonly number[], size: number): Uint8Array {
  const marks = new Uint8Array(size)
  for (const member of members) if (member !== -1) marks[member] = 1
  return marks
}
