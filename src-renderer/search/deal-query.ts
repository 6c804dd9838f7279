import * as v from 'valibot'
import { AccountIdSchema, UserIdSchema } from '#shared/ipc/schemas.ts'
import { saleKinds, type AccountId, type NeighbourId, type StageId, type UserId } from '#shared/domain/ids.ts'

/** What the list of deals can be sorted by. */
export const dealSorts = ['name', 'price', 'stage', 'contact', 'responsible', 'updated'] as const
export type DealSort = (typeof dealSorts)[number]

const some = <S extends v.GenericSchema>(schema: S) => v.pipe(v.array(schema), v.readonly())

/** A filter that is left out, or empty, lets everything pass; of several values one is enough. */
export const DealQuerySchema = v.object({
  kind: v.picklist(saleKinds),
  text: v.string(),
  filters: v.object({
    accountId: v.optional(AccountIdSchema),
    /** As `pipelineKey`. */
    pipelines: some(v.string()),
    /** As `stageKey`. */
    stages: some(v.string()),
    responsibles: some(UserIdSchema),
    /** As `tagKey`. */
    tags: some(v.string()),
  }),
  sort: v.object({ by: v.picklist(dealSorts), direction: v.picklist(['asc', 'desc']) }),
})
export type DealQuery = v.InferOutput<typeof DealQuerySchema>
export type DealFilters = DealQuery['filters']

export const noDealFilters: DealFilters = { pipelines: [], stages: [], responsibles: [], tags: [] }

/** Stages have one number in two accounts as easily as not. */
export const stageKey = (accountId: AccountId, stage: StageId): string => `${accountId} ${stage}`
/** One name in two accounts is two tags. */
export const tagKey = (accountId: AccountId, tag: string): string => `${accountId} ${tag}`
export const pipelineKey = (accountId: AccountId, pipelineId: string): string => `${accountId} ${pipelineId}`

/** How many deals have it, by key, among all that the account filter lets pass. */
export interface DealCounts {
  readonly pipelines: ReadonlyMap<string, number>
  readonly stages: ReadonlyMap<string, number>
  readonly responsibles: ReadonlyMap<UserId, number>
  readonly tags: ReadonlyMap<string, number>
}

/** A frozen answer: what comes in later is another one. */
export interface FoundDeals {
  readonly ids: readonly NeighbourId[]
  readonly counts: DealCounts
}
