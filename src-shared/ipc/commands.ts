import * as v from 'valibot'
import { providers } from '../domain/providers.ts'
import { markerMakings } from '../domain/marker.ts'
import { MarkerChoiceSchema, MarkerWishSchema } from './marker-schemas.ts'
import {
  AccountIdSchema,
  AccountSchema,
  ColorSchema,
  CompanyIdSchema,
  ContactIdSchema,
  FieldIdSchema,
  MutationIdSchema,
  MutationSchema,
  RemoteIdSchema,
  UserIdSchema,
} from './schemas.ts'
import { DiagnosticsSchema } from './diagnostics.ts'
import { FieldWishSchema, TagNameSchema } from './field-wish-schema.ts'
import { linkedKinds } from '../domain/linked.ts'
import { LinkedFoundSchema, LinkedRefSchema } from './linked-schemas.ts'
import { NeighbourIdSchema, RecordIdSchema } from './neighbour-schemas.ts'
import { ProblemSchema } from './problem-schemas.ts'
import { NoticeSchema, ReadOnlyReasonSchema } from './notices.ts'
import { SyncStatusSchema } from './sync-status.ts'

const Nothing = v.object({})

/** A mutation as the journal has it, for a cache that lost its own. */
export const JournaledMutationSchema = v.object({
  mutation: MutationSchema,
  /** Records that it is not confirmed for. */
  pendingIds: v.array(RecordIdSchema),
  setAside: v.array(v.object({ recordId: RecordIdSchema, problem: ProblemSchema })),
})
export type JournaledMutation = v.InferOutput<typeof JournaledMutationSchema>

/** A contact in the trash of the CRM. */
export const DeletedContactSchema = v.object({
  remoteId: RemoteIdSchema,
  /** Empty where the CRM no longer tells it. */
  name: v.string(),
  changedAt: v.number(),
  changedBy: v.nullable(UserIdSchema),
})
export type DeletedContact = v.InferOutput<typeof DeletedContactSchema>

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
      /** A newer version has written the profile: it can be looked at, and every other command is refused. */
      readOnly: v.nullable(ReadOnlyReasonSchema),
      notices: v.array(NoticeSchema),
    }),
  },
  /** The user has read it. */
  'app/dismiss-notice': { input: v.object({ id: v.string() }), output: Nothing },
  /** Main's own state for whoever looks into a failure: no secret, nothing of a person. */
  'diagnostics/read': { input: Nothing, output: DiagnosticsSchema },
  /** With `accountId`, no other account may answer: that one is signed in to again. */
  'accounts/connect': {
    input: v.object({
      provider: v.picklist(providers),
      accountId: v.optional(AccountIdSchema),
      /** Empty where the token names it. */
      address: v.string(),
      token: v.string(),
      /** The user has said that a host outside the vendor's is their own server. */
      trustsHost: v.optional(v.boolean()),
    }),
    output: AccountSchema,
  },
  /**
   * With a code that the CRM has given to somebody who let an integration in: good once, and not for long. An empty
   * `clientSecret` stands for the one that main has of this account.
   */
  'accounts/connect-with-code': {
    input: v.object({
      provider: v.picklist(providers),
      accountId: v.optional(AccountIdSchema),
      address: v.string(),
      clientId: v.string(),
      clientSecret: v.string(),
      redirectUri: v.string(),
      code: v.string(),
    }),
    output: AccountSchema,
  },
  /**
   * The same by way of the user's browser: main listens for it at `redirectUri`, which has to lead to this device. Where
   * `isOpened` is `false`, the window shows `url`. One that waits still is given up for it.
   */
  'accounts/begin-consent': {
    input: v.object({
      provider: v.picklist(providers),
      accountId: v.optional(AccountIdSchema),
      address: v.string(),
      clientId: v.string(),
      clientSecret: v.string(),
      redirectUri: v.string(),
      language: v.picklist(['en', 'ru']),
    }),
    output: v.object({ consentId: v.string(), url: v.string(), isOpened: v.boolean() }),
  },
  /** Waits for the user, minutes. Refused with `state/refused` when it was given up (`consent-cancelled`). */
  'accounts/finish-consent': { input: v.object({ consentId: v.string() }), output: AccountSchema },
  'accounts/cancel-consent': { input: v.object({ consentId: v.string() }), output: Nothing },
  /**
   * The CRM's page alone, for an integration that leads elsewhere: the user brings the code by hand. Where `isOpened` is `false`,
   * the window shows `url`. @throws `input/invalid` with `details.field`
   */
  'accounts/show-consent': {
    input: v.object({
      provider: v.picklist(providers),
      ...{ address: v.string(), clientId: v.string(), redirectUri: v.string() },
    }),
    output: v.object({ url: v.string(), isOpened: v.boolean() }),
  },
  /** How an account was signed in to, for signing in again: nothing of it is secret. */
  'accounts/describe-sign-in': {
    input: v.object({ accountId: AccountIdSchema }),
    output: v.variant('way', [
      v.object({ way: v.literal('token') }),
      v.object({ way: v.literal('code'), clientId: v.string(), redirectUri: v.string() }),
    ]),
  },
  'accounts/connect-demo': { input: v.object({ provider: v.picklist(providers) }), output: AccountSchema },
  /**
   * Changes the form of contacts for everybody in the account, at once; the new form is pulled after it. Needs a network.
   * @throws `state/refused` with `field-in-use` while edits of a field that is to go wait; else as a sync
   */
  'fields/change': { input: v.object({ accountId: AccountIdSchema, wish: FieldWishSchema }), output: Nothing },
  /** Adds a tag to the list that all users of the account share; one that is there stays as it is. @throws as `fields/change` */
  'tags/create': {
    input: v.object({
      ...{ accountId: AccountIdSchema, name: TagNameSchema },
      ...{ of: v.optional(v.literal('deal')), color: v.optional(ColorSchema) },
    }),
    output: Nothing,
  },
  /** Gives a tag of deals another colour, for everybody; `null` takes it away. @throws as `tags/create` */
  'tags/color': {
    input: v.object({ accountId: AccountIdSchema, name: TagNameSchema, color: v.nullable(ColorSchema) }),
    output: Nothing,
  },
  /** Says which field keeps tags, for everybody in the account; `null` makes one. @throws as `fields/change` */
  'tags/set-up': {
    input: v.object({ accountId: AccountIdSchema, fieldId: v.nullable(FieldIdSchema) }),
    output: Nothing,
  },
  /**
   * Tags that stayed on this device are to go to the CRM, which has a place for them by now: from here on they are edits like
   * any other. Repeating it is harmless.
   */
  'tags/release': { input: v.object({ accountId: AccountIdSchema }), output: Nothing },
  /** Where the account could keep the keys of new contacts, asked of the CRM now, and where it does. */
  'accounts/marker-fields': {
    input: v.object({ accountId: AccountIdSchema }),
    output: v.object({
      chosen: MarkerChoiceSchema,
      fields: v.array(v.object({ id: FieldIdSchema, name: v.string(), isSuggested: v.boolean() })),
      making: v.picklist(markerMakings),
    }),
  },
  /** From here on. Refused with `state/refused` while edits of that field wait (`field-in-use`). */
  'accounts/set-marker': {
    input: v.object({ accountId: AccountIdSchema, marker: MarkerWishSchema }),
    output: MarkerChoiceSchema,
  },
  /** Who is signed in and by what, asked of the CRM now; kept nowhere. @throws as a sync */
  'accounts/describe-access': {
    input: v.object({ accountId: AccountIdSchema }),
    output: v.object({
      userName: v.nullable(v.string()),
      application: v.nullable(
        v.object({
          ...{ version: v.string(), status: v.string() },
          ...{ isInstalled: v.boolean(), isPaymentExpired: v.boolean(), daysLeft: v.nullable(v.number()) },
        }),
      ),
      license: v.nullable(v.string()),
    }),
  },
  /** How many contacts one write carries, from here on. Refused with `state/refused` unless it is one of `writeBatches`. */
  'accounts/set-write-batch': {
    input: v.object({ accountId: AccountIdSchema, size: v.number() }),
    output: AccountSchema,
  },
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
  /**
   * Reads one contact again, at once; it is in the cache when the answer comes. Needs a network.
   * @throws `state/refused`: `not-in-crm`, `busy`; else as a sync
   */
  'contacts/refresh': { input: v.object({ contactId: ContactIdSchema }), output: v.object({ isThere: v.boolean() }) },
  /**
   * What stands beside a contact and pulls bring late or not at all, such as old notes, where the CRM has any of the kind: in the
   * cache when the answer comes. Nothing for a contact that the CRM has not heard of. @throws as `contacts/refresh`
   */
  'contacts/look-beside': { input: v.object({ contactId: ContactIdSchema }), output: Nothing },
  /** The same of a deal, a lead or a company, with what hangs on it. @throws as `contacts/refresh` */
  'records/refresh': { input: v.object({ recordId: NeighbourIdSchema }), output: Nothing },
  /** The CRM's own search: what it finds is in the cache when the answer comes. @throws as `contacts/refresh` */
  'contacts/find': {
    input: v.object({ accountId: AccountIdSchema, text: v.string() }),
    output: v.object({ contactIds: v.array(ContactIdSchema) }),
  },
  /**
   * Companies whose names are wanted before a first pull has come to them: in the cache when the answer comes.
   * @throws as `contacts/refresh`
   */
  'companies/look-up': {
    input: v.object({ accountId: AccountIdSchema, companyIds: v.array(CompanyIdSchema) }),
    output: Nothing,
  },
  /** What is called how that contacts refer to; what nobody knows is absent. Needs a network. @throws as a sync */
  'contacts/read-names': {
    input: v.object({ accountId: AccountIdSchema, refs: v.array(LinkedRefSchema) }),
    output: v.object({ names: v.array(v.object({ ref: LinkedRefSchema, name: v.string() })) }),
  },
  /** What of a kind could be linked to a contact, by a part of its name, at most a page. Needs a network. @throws as a sync */
  'contacts/find-linked': {
    input: v.object({ accountId: AccountIdSchema, kind: v.picklist(linkedKinds), text: v.string() }),
    output: v.object({ found: v.array(LinkedFoundSchema) }),
  },
  /** What lies in the CRM's trash, the newest first; asked now, kept nowhere. @throws as a sync, and `remote/rejected` */
  'contacts/list-deleted': {
    input: v.object({ accountId: AccountIdSchema }),
    output: v.object({ contacts: v.array(DeletedContactSchema), hasMore: v.boolean() }),
  },
  'sync/set-offline': { input: v.object({ isOffline: v.boolean() }), output: Nothing },
  /** Accepts an edit for good; repeating it is harmless. @throws `storage/failed`: then the edit is not accepted. */
  'outbox/accept': { input: v.object({ mutation: MutationSchema }), output: Nothing },
  /** The same for many at once: all of them or none. @throws as `outbox/accept` */
  'outbox/accept-all': { input: v.object({ mutations: v.array(MutationSchema) }), output: Nothing },
  /** At start: what the renderer has, against what the journal has. `unknown` is what only the journal has. */
  'outbox/reconcile': {
    input: v.object({ known: v.array(MutationIdSchema) }),
    output: v.object({ missingHere: v.array(MutationIdSchema), unknown: v.array(JournaledMutationSchema) }),
  },
  /** From here on this window is the store that main reads from and writes to. */
  'store/attach': { input: Nothing, output: Nothing },
  /** Takes back what has not been sent, of all its records or only of these. `kept` has left: undo it by an edit of its own. */
  'outbox/cancel': {
    input: v.object({ mutationId: MutationIdSchema, recordIds: v.optional(v.array(RecordIdSchema)) }),
    output: v.object({ cancelled: v.array(RecordIdSchema), kept: v.array(RecordIdSchema) }),
  },
  /** The same for many edits of one record each. One that is in neither list is not here. */
  'outbox/cancel-all': {
    input: v.object({ mutationIds: v.array(MutationIdSchema) }),
    output: v.object({ cancelled: v.array(MutationIdSchema), kept: v.array(MutationIdSchema) }),
  },
  /** Puts what was set aside back into the queue; a conflict goes on top of what the CRM has ("keep mine"). */
  'outbox/retry': { input: v.object({ mutationId: MutationIdSchema }), output: Nothing },
  /**
   * The contact of a create whose answer was lost is one that the CRM has: from here on its edits go there. `mutations`, what
   * it began with, are taken in with that, all or nothing. Repeating it is harmless.
   * @throws `state/refused`: `already-bound` when another contact of this device is that one (`contactId`), `changed-since`
   * when the create is no longer a question
   */
  'outbox/adopt': {
    input: v.object({
      mutationId: MutationIdSchema,
      contactId: ContactIdSchema,
      remoteId: RemoteIdSchema,
      mutations: v.array(MutationSchema),
    }),
    output: Nothing,
  },
} as const satisfies Record<string, { input: v.GenericSchema; output: v.GenericSchema }>
