import * as v from 'valibot'
import type { ContactId } from '#shared/domain/ids.ts'
import type { BulkField, BulkValue } from '#shared/sync/bulk-wish.ts'
import { CustomItemSchema } from '#shared/ipc/custom-schemas.ts'
import {
  AccountIdSchema,
  CompanyIdSchema,
  ContactIdSchema,
  ContactIdsSchema,
  FieldIdSchema,
  UserIdSchema,
} from '#shared/ipc/schemas.ts'
import { CompanyLineSchema, CompanyQuerySchema } from './company-query.ts'
import { ContactQuerySchema } from './contact-query.ts'
import { DealQuerySchema } from './deal-query.ts'
import { Uint32sSchema } from './number-column.ts'

/** A frozen answer that the worker keeps for a while. */
const HandleSchema = v.number()
/** One text is posted as it lies in memory, a list of very many one by one. */
const ContactIdLinesSchema = v.pipe(
  v.string(),
  // Looked at by the schema that follows.
  v.transform((lines): readonly ContactId[] => (lines === '' ? [] : (lines.split('\n') as ContactId[]))),
  ContactIdsSchema,
)
const CountsSchema = v.array(v.tuple([v.string(), v.number()]))
const facet = <S extends v.GenericSchema>(id: S) => v.array(v.object({ id, name: v.string(), count: v.number() }))

const BulkFieldSchema: v.GenericSchema<unknown, BulkField> = v.variant('kind', [
  v.object({ kind: v.literal('responsible') }),
  v.object({ kind: v.literal('company') }),
  v.object({ kind: v.literal('custom'), fieldId: FieldIdSchema }),
])

const BulkValueSchema: v.GenericSchema<unknown, BulkValue> = v.object({
  responsibleId: v.nullable(UserIdSchema),
  companyIds: v.array(CompanyIdSchema),
  items: v.array(CustomItemSchema),
})

/** Lines of an answer, by number. `to` is exclusive. */
const LinesSchema = v.object({ from: v.number(), to: v.number() })

/** What a window may ask of the search worker. */
export const searchRequests = {
  /** Begins with the index that was saved, or builds one from the cache; again in another language. */
  start: { input: v.object({ database: v.string(), language: v.string() }), output: v.null() },
  /** From now on the index may be saved beside the cache. */
  keep: { input: v.object({}), output: v.null() },
  /** With the lines that are to be shown: to ask for them afterwards would take a way there and back more. `null`: a newer question has taken its place. */
  find: {
    input: v.object({ query: ContactQuerySchema, lines: LinesSchema }),
    output: v.nullable(v.object({ handle: HandleSchema, total: v.number(), ids: ContactIdsSchema })),
  },
  window: { input: v.object({ handle: HandleSchema, ...LinesSchema.entries }), output: ContactIdsSchema },
  /** -1 when it is not there. */
  position: { input: v.object({ handle: HandleSchema, id: ContactIdSchema }), output: v.number() },
  /** Of companies the most frequent ones alone: there may be half as many as contacts. */
  facets: {
    input: v.object({ accountId: v.optional(AccountIdSchema), companies: v.number() }),
    output: v.object({
      tags: facet(v.string()),
      companies: facet(CompanyIdSchema),
      responsibles: facet(UserIdSchema),
    }),
  },
  /** Companies whose name contains the text, as `facets` counts them. */
  facetCompanies: {
    input: v.object({ accountId: v.optional(AccountIdSchema), text: v.string(), limit: v.number() }),
    output: facet(CompanyIdSchema),
  },
  /** Contacts of one account that match a text, the best first; unlike `find` it freezes nothing. */
  contacts: {
    input: v.object({ accountId: AccountIdSchema, text: v.string(), limit: v.number() }),
    output: v.array(ContactIdSchema),
  },
  /** Which of the contacts are there, and what tags they have. `null` while it is not known. */
  tagged: {
    input: v.object({ ids: ContactIdLinesSchema }),
    output: v.nullable(v.object({ lists: v.array(v.array(v.string())), listOf: Uint32sSchema })),
  },
  /** What the contacts have in one field, read from the cache. `null` before there is one. */
  values: {
    input: v.object({ ids: ContactIdLinesSchema, field: BulkFieldSchema }),
    output: v.nullable(v.object({ values: v.array(BulkValueSchema), valueOf: Uint32sSchema })),
  },
  /** Deals that match, all of them in order, one id a line; and how many there are of each stage and the like. */
  deals: {
    input: DealQuerySchema,
    output: v.object({
      ids: v.string(),
      counts: v.object({
        pipelines: CountsSchema,
        stages: CountsSchema,
        responsibles: CountsSchema,
        tags: CountsSchema,
      }),
    }),
  },
  /** Companies that match, as `find` does for contacts; what it gives is all that a line shows. */
  companyList: {
    input: v.object({ query: CompanyQuerySchema, lines: LinesSchema }),
    output: v.object({ handle: HandleSchema, total: v.number(), lines: v.array(CompanyLineSchema) }),
  },
  companyLines: {
    input: v.object({ handle: HandleSchema, ...LinesSchema.entries }),
    output: v.array(CompanyLineSchema),
  },
  /** -1 when it is not there. */
  companyPosition: { input: v.object({ handle: HandleSchema, id: CompanyIdSchema }), output: v.number() },
  /** Contacts of a company by name, the first of them, and how many there are. */
  companyContacts: {
    input: v.object({ id: CompanyIdSchema, limit: v.number() }),
    output: v.object({ total: v.number(), ids: ContactIdsSchema }),
  },
  /** Writes a slice of the rows of large bulk edits; whether there was anything to do. */
  spread: { input: v.object({}), output: v.boolean() },
  companies: {
    input: v.object({ accountId: AccountIdSchema, text: v.string(), limit: v.number() }),
    output: v.array(CompanyIdSchema),
  },
} as const satisfies Record<string, { input: v.GenericSchema; output: v.GenericSchema }>

export type LineRange = v.InferOutput<typeof LinesSchema>
export type SearchRequestName = keyof typeof searchRequests
/** As it is posted. */
export type SearchPayload<N extends SearchRequestName> = v.InferInput<(typeof searchRequests)[N]['input']>
export type SearchInput<N extends SearchRequestName> = v.InferOutput<(typeof searchRequests)[N]['input']>
export type SearchOutput<N extends SearchRequestName> = v.InferOutput<(typeof searchRequests)[N]['output']>

export const SearchProgressSchema = v.object({
  /** Contacts in the index. */
  indexed: v.number(),
  isIndexing: v.boolean(),
  /** It was saved as a whole: only the changes since are missing. */
  isCatchingUp: v.boolean(),
  /** Why it stopped; for logs. */
  failure: v.nullable(v.string()),
})
export type SearchProgress = v.InferOutput<typeof SearchProgressSchema>

export const ToWorkerSchema = v.object({ id: v.number(), name: v.string(), payload: v.unknown() })
export const FromWorkerSchema = v.variant('kind', [
  v.object({ kind: v.literal('reply'), id: v.number(), value: v.unknown() }),
  v.object({ kind: v.literal('failure'), id: v.number(), message: v.string() }),
  /** Any answer about contacts may be another one now. */
  v.object({ kind: v.literal('changed'), progress: SearchProgressSchema }),
  /** The same about deals. */
  v.object({ kind: v.literal('deals-changed') }),
])
export type ToWorker = v.InferOutput<typeof ToWorkerSchema>
export type FromWorker = v.InferOutput<typeof FromWorkerSchema>

/** The part of a worker, of its scope or of a MessagePort that both ends need. */
export interface SearchPort<Out> {
  postMessage(message: Out): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
}
