import * as v from 'valibot'
import { providers } from '../domain/account.ts'
import {
  AccountIdSchema,
  AccountSchema,
  ContactIdSchema,
  MutationIdSchema,
  MutationSchema,
  ProblemSchema,
} from './schemas.ts'
import { SyncStatusSchema } from './sync-status.ts'

const Nothing = v.object({})

/** A mutation as the journal has it, for a cache that lost its own. */
export const JournaledMutationSchema = v.object({
  mutation: MutationSchema,
  /** Contacts that it is not confirmed for. */
  pendingIds: v.array(ContactIdSchema),
  setAside: v.array(v.object({ contactId: ContactIdSchema, problem: ProblemSchema })),
})
export type JournaledMutation = v.InferOutput<typeof JournaledMutationSchema>

/** What the renderer may ask of main. One line per command: what goes in, what comes out. */
export const commands = {
  'app/describe': {
    input: Nothing,
    output: v.object({
      version: v.string(),
      host: v.picklist(['electron', 'browser']),
      /** `file` means that the OS offers no real protection for secrets. */
      secretsIn: v.picklist(['os', 'file']),
      isOffline: v.boolean(),
      accounts: v.array(AccountSchema),
      statuses: v.array(SyncStatusSchema),
    }),
  },
  'accounts/connect': {
    input: v.object({ provider: v.picklist(providers), address: v.string(), token: v.string() }),
    output: AccountSchema,
  },
  'accounts/connect-demo': { input: Nothing, output: AccountSchema },
  /** Refused with `state/refused` while the account has edits that the CRM has not confirmed. */
  'accounts/sign-out': { input: v.object({ accountId: AccountIdSchema }), output: Nothing },
  /**
   * Starts a sync, or joins the one that runs. Answers at once; progress comes as `sync/changed`. Only `user` asks again
   * what only the user can help: a refused token, a blocked account.
   */
  'sync/run': {
    input: v.object({ accountId: v.nullable(AccountIdSchema), reason: v.picklist(['user', 'return']) }),
    output: Nothing,
  },
  'sync/set-offline': { input: v.object({ isOffline: v.boolean() }), output: Nothing },
  /** Accepts an edit for good; repeating it is harmless. @throws `storage/failed`: then the edit is not accepted. */
  'outbox/accept': { input: v.object({ mutation: MutationSchema }), output: Nothing },
  /** At start: what the renderer has, against what the journal has. `unknown` is what only the journal has. */
  'outbox/reconcile': {
    input: v.object({ known: v.array(MutationIdSchema) }),
    output: v.object({ missingHere: v.array(MutationIdSchema), unknown: v.array(JournaledMutationSchema) }),
  },
  /** From here on this window is the store that main reads from and writes to. */
  'store/attach': { input: Nothing, output: Nothing },
  /** Takes back what has not been sent. `kept` has left already: undo it by an edit of its own. */
  'outbox/cancel': {
    input: v.object({ mutationId: MutationIdSchema }),
    output: v.object({ cancelled: v.array(ContactIdSchema), kept: v.array(ContactIdSchema) }),
  },
  /** Puts what was set aside back into the queue; a conflict goes on top of what the CRM has ("keep mine"). */
  'outbox/retry': { input: v.object({ mutationId: MutationIdSchema }), output: Nothing },
} as const satisfies Record<string, { input: v.GenericSchema; output: v.GenericSchema }>
