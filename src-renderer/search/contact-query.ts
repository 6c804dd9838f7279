import * as v from 'valibot'
import type { AccountId, CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import { AccountIdSchema, CompanyIdSchema, UserIdSchema } from '#shared/ipc/schemas.ts'

/** Columns that the list can be sorted by. Contacts without a value come last in both directions. */
export const sortColumns = ['name', 'company', 'responsible', 'updated'] as const
export type SortColumn = (typeof sortColumns)[number]

export const ContactFiltersSchema = v.object({
  /** All of them. */
  tags: v.optional(v.array(v.string())),
  companyId: v.optional(CompanyIdSchema),
  responsibleId: v.optional(UserIdSchema),
  /** Any of them. */
  responsibleIds: v.optional(v.array(UserIdSchema)),
  accountId: v.optional(AccountIdSchema),
  /** Only contacts with edits that the CRM has not confirmed. */
  pendingOnly: v.optional(v.boolean()),
  /** Changed at this time or later, milliseconds. */
  updatedFrom: v.optional(v.number()),
  /** Changed before this time. */
  updatedTo: v.optional(v.number()),
})
export interface ContactFilters {
  readonly tags?: readonly string[] | undefined
  readonly companyId?: CompanyId | undefined
  readonly responsibleId?: UserId | undefined
  readonly responsibleIds?: readonly UserId[] | undefined
  readonly accountId?: AccountId | undefined
  readonly pendingOnly?: boolean | undefined
  readonly updatedFrom?: number | undefined
  readonly updatedTo?: number | undefined
}

export const ContactSortSchema = v.object({ by: v.picklist(sortColumns), direction: v.picklist(['asc', 'desc']) })
export interface ContactSort {
  readonly by: SortColumn
  readonly direction: 'asc' | 'desc'
}

export const ContactQuerySchema = v.object({
  text: v.string(),
  filters: ContactFiltersSchema,
  sort: ContactSortSchema,
})
/** What the list shows: text, filters and order. A saved view is one of these. */
export interface ContactQuery {
  readonly text: string
  readonly filters: ContactFilters
  readonly sort: ContactSort
}

/** One entry of a filter menu: what can be chosen and how many contacts have it. Most frequent first. */
export interface FacetEntry<Id> {
  readonly id: Id
  readonly name: string
  readonly count: number
}

/** What the filter menus offer, over all contacts of the account filter. */
export interface Facets {
  readonly tags: readonly FacetEntry<string>[]
  readonly companies: readonly FacetEntry<CompanyId>[]
  readonly responsibles: readonly FacetEntry<UserId>[]
}

export const noFacets: Facets = { tags: [], companies: [], responsibles: [] }

/** The answer to one query, as it stood when it was asked. */
export interface ContactResult {
  readonly total: number
  /** All of them, in the order of the query. */
  readonly ids: readonly ContactId[]
  /** A part of them. @param to exclusive */
  window(from: number, to: number): ContactId[]
  /** -1 when it is not there. */
  indexOf(id: ContactId): number
}
