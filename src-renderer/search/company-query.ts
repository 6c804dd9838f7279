import * as v from 'valibot'
import type { CompanyId } from '#shared/domain/ids.ts'
import { AccountIdSchema, CompanyIdSchema } from '#shared/ipc/schemas.ts'

/** What the list of companies can be sorted by. */
export const companySorts = ['name', 'contacts'] as const
export type CompanySort = (typeof companySorts)[number]

export const CompanyQuerySchema = v.object({
  text: v.string(),
  accountId: v.optional(AccountIdSchema),
  sort: v.object({ by: v.picklist(companySorts), direction: v.picklist(['asc', 'desc']) }),
})
/** Every word has to be in the name, an e-mail or a tag; digits may be in a number. Companies without a name come last in both directions. */
export type CompanyQuery = v.InferOutput<typeof CompanyQuerySchema>

export const CompanyLineSchema = v.object({ id: CompanyIdSchema, name: v.string(), contacts: v.number() })
/** One line of a list of companies: its name, and how many contacts of it are here. */
export type CompanyLine = v.InferOutput<typeof CompanyLineSchema>

/** What is told of companies. */
export interface CompanyNames {
  /** `null` for one that is no more. */
  readonly names: ReadonlyMap<CompanyId, string | null>
  /** Those of them that are in no list; who belongs to them is found by their names all the same. */
  readonly gone: ReadonlySet<CompanyId>
}
