import * as v from 'valibot'
import { neighbourKinds } from '../domain/ids.ts'
import { PipelineSchema, TaskTypeSchema } from './pipeline-schemas.ts'
import { NeighbourIdSchema, NeighbourKindSchema, RecordIdSchema, RemoteNeighbourSchema } from './neighbour-schemas.ts'
import {
  AccountIdSchema,
  CompanySchema,
  ContactIdSchema,
  FieldDefinitionSchema,
  FormGroupSchema,
  MutationIdSchema,
  MutationSchema,
  RemoteContactSchema,
  RemoteIdSchema,
  UserSchema,
} from './schemas.ts'
import { OutcomeSchema } from './problem-schemas.ts'

const Nothing = v.object({})

/** A durable position in a pull. `cursor` is made and read by the connector alone. */
export const CheckpointSchema = v.object({ cursor: v.string(), isComplete: v.boolean() })
export type Checkpoint = v.InferOutput<typeof CheckpointSchema>

export const ContactChangeSchema = v.variant('kind', [
  v.object({ kind: v.literal('upsert'), contact: RemoteContactSchema }),
  v.object({ kind: v.literal('delete'), id: ContactIdSchema }),
])
export type ContactChange = v.InferOutput<typeof ContactChangeSchema>

export const NeighbourChangeSchema = v.variant('kind', [
  v.object({ kind: v.literal('upsert'), neighbour: RemoteNeighbourSchema }),
  v.object({ kind: v.literal('delete'), id: NeighbourIdSchema }),
])

/** What main asks of the window that holds the cache. Each answer means: durable. Each may be repeated without harm. */
export const storeCommands = {
  'cache/read-checkpoints': {
    input: v.object({ accountId: AccountIdSchema }),
    output: v.object({
      contacts: v.nullable(CheckpointSchema),
      /** One for each kind. */
      neighbours: v.object(v.entriesFromList(neighbourKinds, v.nullable(CheckpointSchema))),
    }),
  },
  /** A page of a pull and its checkpoint, in one transaction. Without one it is what somebody has looked up. */
  'cache/apply-contacts': {
    input: v.object({
      accountId: AccountIdSchema,
      changes: v.array(ContactChangeSchema),
      checkpoint: v.nullable(CheckpointSchema),
    }),
    output: Nothing,
  },
  /** The same for one kind of what stands beside contacts. */
  'cache/apply-neighbours': {
    input: v.object({
      accountId: AccountIdSchema,
      kind: NeighbourKindSchema,
      changes: v.array(NeighbourChangeSchema),
      checkpoint: v.nullable(CheckpointSchema),
    }),
    output: Nothing,
  },
  /** Contacts that the CRM has, in the order of their ids here, those after `after`: a part of all. */
  'cache/list-contacts': {
    input: v.object({ accountId: AccountIdSchema, after: v.nullable(ContactIdSchema), limit: v.number() }),
    output: v.object({
      remoteIds: v.array(RemoteIdSchema),
      /** Chats that are theirs here, and those of contacts between them that are gone. */
      chatIds: v.array(RemoteIdSchema),
      /** Where the next part begins; `null` after the last. */
      next: v.nullable(ContactIdSchema),
    }),
  },
  /** Records of one kind that the CRM has, as `cache/list-contacts`. */
  'cache/list-neighbours': {
    input: v.object({
      accountId: AccountIdSchema,
      kind: NeighbourKindSchema,
      after: v.nullable(NeighbourIdSchema),
      limit: v.number(),
    }),
    output: v.object({ remoteIds: v.array(RemoteIdSchema), next: v.nullable(NeighbourIdSchema) }),
  },
  /** Chats that are this contact's here. */
  'cache/list-chats': {
    input: v.object({ contactId: ContactIdSchema }),
    output: v.object({ chatIds: v.array(RemoteIdSchema) }),
  },
  /** Names of companies that somebody looks at before a pull has brought them. */
  'cache/apply-companies': {
    input: v.object({ accountId: AccountIdSchema, companies: v.array(CompanySchema) }),
    output: Nothing,
  },
  /** The small lists, whole: what is not in them is gone. */
  'cache/replace-directory': {
    input: v.object({
      accountId: AccountIdSchema,
      users: v.array(UserSchema),
      fields: v.array(FieldDefinitionSchema),
      /** Left out where forms have no sections. */
      groups: v.optional(v.array(FormGroupSchema)),
      tags: v.array(v.string()),
      /** Left out where the CRM has no deals. */
      pipelines: v.optional(v.array(PipelineSchema)),
      /** Left out where the CRM has no types of tasks. */
      taskTypes: v.optional(v.array(TaskTypeSchema)),
    }),
    output: Nothing,
  },
  /**
   * Outcomes of a push. In one transaction: confirmed edits leave the outbox, set-aside ones get their reason, and
   * `contacts` and `neighbours` become the new base (what was created learns its remote id here).
   */
  'outbox/settle': {
    input: v.object({
      accountId: AccountIdSchema,
      outcomes: v.array(v.object({ mutationId: MutationIdSchema, recordId: RecordIdSchema, outcome: OutcomeSchema })),
      contacts: v.array(RemoteContactSchema),
      neighbours: v.optional(v.array(RemoteNeighbourSchema)),
      companies: v.array(CompanySchema),
      /** Edits that have come of it; what became of them is among `outcomes`. */
      added: v.optional(v.array(MutationSchema)),
    }),
    output: Nothing,
  },
} as const satisfies Record<string, { input: v.GenericSchema; output: v.GenericSchema }>
