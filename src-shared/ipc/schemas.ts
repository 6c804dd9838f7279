import * as v from 'valibot'
import { fixedLinks, type Account } from '../domain/account.ts'
import { removableKinds } from '../domain/removal.ts'
import { withheldKinds } from '../domain/withheld.ts'
import { askedReasons, type Noticing } from '../domain/noticing.ts'
import { providers } from '../domain/providers.ts'
import type { ContactFacts, ContactFields, ContactPoint, RemoteContact } from '../domain/contact.ts'
import {
  fieldKinds,
  fieldOwners,
  fieldVariants,
  furtherOwners,
  recordKinds,
  reminders,
  type Company,
  type FieldDefinition,
  type FormGroup,
  type User,
} from '../domain/directory.ts'
import { customMerges, type FieldEdit, type FieldName } from '../domain/field-edit.ts'
import { newFieldKinds } from '../domain/field-wish.ts'
import * as ids from '../domain/ids.ts'
import { linkedKinds } from '../domain/linked.ts'
import { adminMatters, unknownRights } from '../domain/rights.ts'
import type { AnyEdit, BulkTag, Change, FieldConflict, Mutation } from '../domain/mutation.ts'
import { WireErrorSchema } from './envelope.ts'
import { CustomItemSchema } from './custom-schemas.ts'
import { NeighbourEditSchema, NeighbourIdSchema, NeighbourSchema, RequisiteFormSchema } from './neighbour-schemas.ts'
import { isPlainContact } from './plain-contact.ts'
import { RightsSchema } from './rights-schemas.ts'

/** Schemas of the domain, for what crosses a process or comes back from storage. */

export const AccountIdSchema = v.custom<ids.AccountId>(ids.isAccountId, 'not an account id')
export const ContactIdSchema = v.custom<ids.ContactId>(ids.isContactId, 'not a contact id')
/** As a list of `ContactIdSchema`, many times as fast: a bulk edit may name 100,000. */
export const ContactIdsSchema = v.custom<readonly ids.ContactId[]>(
  (value) => Array.isArray(value) && value.every(ids.isContactId),
  'not a list of contact ids',
)
export const CompanyIdSchema = v.custom<ids.CompanyId>(ids.isCompanyId, 'not a company id')
export const UserIdSchema = v.custom<ids.UserId>(ids.isUserId, 'not a user id')
export const TeamIdSchema = v.custom<ids.TeamId>(ids.isTeamId, 'not a team id')
const TeamSchema = v.object({ id: TeamIdSchema, name: v.string() })
export const FieldIdSchema = v.custom<ids.FieldId>(ids.isFieldId, 'not a field id')
export const MutationIdSchema = v.custom<ids.MutationId>(ids.isMutationId, 'not a mutation id')
export const RemoteIdSchema = v.custom<ids.RemoteId>(ids.isRemoteId, 'not a remote id')

const list = <S extends v.GenericSchema>(schema: S) => v.pipe(v.array(schema), v.readonly())
const TimeSchema = v.pipe(v.number(), v.finite())

export const ContactPointSchema: v.GenericSchema<unknown, ContactPoint> = v.object({
  value: v.string(),
  kind: v.string(),
})

export const ContactFieldsSchema: v.GenericSchema<unknown, ContactFields> = v.object({
  name: v.string(),
  firstName: v.string(),
  lastName: v.string(),
  phones: list(ContactPointSchema),
  emails: list(ContactPointSchema),
  companyIds: list(CompanyIdSchema),
  tags: list(v.string()),
  responsibleId: v.nullable(UserIdSchema),
  custom: v.record(FieldIdSchema, list(CustomItemSchema)) as v.GenericSchema<unknown, ContactFields['custom']>,
})

export const ContactFactsSchema: v.GenericSchema<unknown, ContactFacts> = v.object({
  createdBy: v.nullable(UserIdSchema),
  closestTaskAt: v.nullable(TimeSchema),
  isUnsorted: v.boolean(),
  groupId: v.nullable(RemoteIdSchema),
  dealIds: list(RemoteIdSchema),
})

/** The word about all that `isPlainContact` does not take. */
export const AnyContactSchema: v.GenericSchema<unknown, RemoteContact> = v.object({
  id: ContactIdSchema,
  remoteId: RemoteIdSchema,
  accountId: AccountIdSchema,
  fields: ContactFieldsSchema,
  createdAt: TimeSchema,
  updatedAt: TimeSchema,
  updatedBy: v.nullable(UserIdSchema),
  facts: v.optional(ContactFactsSchema),
})
const PlainContactSchema = v.custom<RemoteContact>(() => true)

/** Few are not plain, and each of a pull is checked. */
export const RemoteContactSchema: v.GenericSchema<unknown, RemoteContact> = v.lazy((value) =>
  isPlainContact(value) ? PlainContactSchema : AnyContactSchema,
)

export const CompanySchema: v.GenericSchema<unknown, Company> = v.object({
  id: CompanyIdSchema,
  accountId: AccountIdSchema,
  remoteId: v.nullable(RemoteIdSchema),
  name: v.string(),
  updatedAt: TimeSchema,
})

export const UserSchema: v.GenericSchema<unknown, User> = v.object({
  id: UserIdSchema,
  accountId: AccountIdSchema,
  name: v.string(),
  isActive: v.boolean(),
  team: v.optional(TeamSchema),
})

const limit = v.optional(v.number())
const FieldLimitsSchema = v.object({ minLength: limit, maxLength: limit, min: limit, max: limit })

export const FieldDefinitionSchema: v.GenericSchema<unknown, FieldDefinition> = v.object({
  id: FieldIdSchema,
  accountId: AccountIdSchema,
  name: v.string(),
  kind: v.picklist(fieldKinds),
  sort: v.number(),
  isReadOnly: v.boolean(),
  options: list(v.object({ id: v.string(), value: v.string(), code: v.optional(v.string()) })),
  group: v.optional(v.object({ id: v.string(), name: v.string(), sort: v.number() })),
  ...{ isRequired: v.optional(v.boolean()), limits: v.optional(FieldLimitsSchema), currency: v.optional(v.string()) },
  ...{ variant: v.optional(v.picklist(fieldVariants)), remind: v.optional(v.picklist(reminders)) },
  role: v.optional(v.picklist(['position'])),
  ...{ isPredefined: v.optional(v.boolean()), isFixed: v.optional(v.boolean()) },
  ...{ hasFixedOptions: v.optional(v.boolean()), isMultiple: v.optional(v.boolean()) },
  leadsTo: v.optional(list(v.picklist(recordKinds))),
  of: v.optional(v.picklist(fieldOwners)),
})

export const FormGroupSchema: v.GenericSchema<unknown, FormGroup> = v.object({
  ...{ id: v.string(), name: v.string(), sort: v.number(), accountId: AccountIdSchema },
  ...{ of: v.picklist(fieldOwners), isPredefined: v.optional(v.boolean()) },
})

export const NoticingSchema: v.GenericSchema<unknown, Noticing> = v.variant('kind', [
  v.object({ kind: v.literal('told') }),
  v.object({ kind: v.literal('asked'), reason: v.picklist(askedReasons) }),
])

/** As CSS writes one: it goes into a style. */
export const ColorSchema = v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/))

export const AccountSchema: v.GenericSchema<unknown, Account> = v.object({
  id: AccountIdSchema,
  provider: v.picklist(providers),
  name: v.string(),
  address: v.string(),
  isDemo: v.boolean(),
  userId: v.nullable(UserIdSchema),
  capabilities: v.object({
    deleteContacts: v.boolean(),
    tags: v.boolean(),
    // As `adminOnly`.
    leads: v.optional(v.boolean(), false),
    ...{
      requisites: v.optional(v.nullable(RequisiteFormSchema), null),
      fieldsOf: v.optional(list(v.picklist(furtherOwners))),
      deletes: v.optional(list(v.picklist(removableKinds))),
    },
    ...{ saleTagColors: v.optional(list(ColorSchema)), describesAccess: v.optional(v.boolean()) },
    ...{ taskResults: v.optional(v.boolean()), tagField: v.optional(v.string()) },
    ...{ tagStore: v.optional(v.picklist(['list', 'field']), 'list'), trash: v.optional(v.boolean(), true) },
    ...{ chats: v.optional(v.boolean(), false), bindsChats: v.optional(v.boolean(), true) },
    chatsNeed: v.optional(v.string()),
    ...{ layouts: v.optional(v.boolean(), false), fieldGroups: v.optional(v.boolean()) },
    ...{
      links: v.optional(list(v.picklist(linkedKinds)), []),
      newFields: v.optional(list(v.picklist(newFieldKinds)), []),
    },
    newFieldsOf: v.optional(v.object(v.entriesFromList(fieldOwners, v.optional(list(v.picklist(newFieldKinds)))))),
    ...{ severalKinds: v.optional(list(v.picklist(newFieldKinds))), requiresFields: v.optional(v.boolean()) },
    ...{ writeBatches: v.optional(list(v.number())), companiesPerContact: v.picklist(['one', 'many']) },
    fixedLinks: v.optional(list(v.picklist(fixedLinks))),
    ...{ phoneKinds: list(v.string()), emailKinds: list(v.string()) },
    // A profile of an earlier release does not say; its next sync does.
    adminOnly: v.optional(list(v.picklist(adminMatters)), []),
  }),
  rights: v.optional(RightsSchema, unknownRights),
  noticing: v.optional(NoticingSchema),
  withheld: v.optional(list(v.picklist(withheldKinds))),
  ...{ teams: v.optional(list(TeamSchema)), writeBatch: v.optional(v.number()) },
})

export const FieldEditSchema: v.GenericSchema<unknown, FieldEdit> = v.variant('kind', [
  v.object({
    kind: v.literal('set'),
    field: v.picklist(['firstName', 'lastName']),
    from: v.string(),
    to: v.string(),
  }),
  v.object({ kind: v.literal('responsible'), from: v.nullable(UserIdSchema), to: v.nullable(UserIdSchema) }),
  v.object({
    kind: v.literal('custom'),
    fieldId: FieldIdSchema,
    from: list(CustomItemSchema),
    to: list(CustomItemSchema),
    merge: v.optional(v.picklist(customMerges)),
  }),
  v.object({
    kind: v.literal('point'),
    field: v.picklist(['phones', 'emails']),
    at: v.number(),
    from: v.nullable(ContactPointSchema),
    to: v.nullable(ContactPointSchema),
  }),
  v.object({
    kind: v.literal('company'),
    from: v.nullable(CompanyIdSchema),
    to: v.nullable(CompanyIdSchema),
    exclusive: v.boolean(),
    createName: v.optional(v.string()),
  }),
  v.object({ kind: v.literal('company-order'), from: list(CompanyIdSchema), to: list(CompanyIdSchema) }),
  v.object({ kind: v.literal('tag'), op: v.picklist(['add', 'remove']), tag: v.string() }),
  v.object({ kind: v.literal('delete'), seen: v.string() }),
])

export const AnyEditSchema: v.GenericSchema<unknown, AnyEdit> = v.union([FieldEditSchema, NeighbourEditSchema])

const BulkTagSchema: v.GenericSchema<unknown, BulkTag> = v.object({
  op: v.picklist(['add', 'remove']),
  tag: v.pipe(v.string(), v.minLength(1)),
  unchangedIds: ContactIdsSchema,
  exceptIds: ContactIdsSchema,
})

const CandidateSchema = v.object({ remoteId: RemoteIdSchema, name: v.string(), phone: v.string(), email: v.string() })

export const DoubtfulSchema = v.object({
  kind: v.literal('doubtful'),
  candidates: list(RemoteIdSchema),
  seen: v.optional(list(CandidateSchema)),
})

export const ChangeSchema = v.variant('kind', [
  v.object({
    kind: v.literal('create'),
    contactId: ContactIdSchema,
    fields: ContactFieldsSchema,
    createCompanyName: v.optional(v.string()),
    doubt: v.optional(DoubtfulSchema),
  }),
  v.object({
    kind: v.literal('edit'),
    contactId: ContactIdSchema,
    edit: FieldEditSchema,
    isOrigin: v.optional(v.boolean()),
  }),
  v.object({ kind: v.literal('bulk-tags'), contactIds: ContactIdsSchema, tags: list(BulkTagSchema) }),
  v.object({
    kind: v.literal('bulk-edit'),
    groups: list(v.object({ edit: FieldEditSchema, contactIds: ContactIdsSchema })),
    retold: v.optional(list(v.object({ contactId: ContactIdSchema, edit: FieldEditSchema }))),
  }),
  v.object({ kind: v.literal('create-neighbour'), recordId: NeighbourIdSchema, record: NeighbourSchema }),
  v.object({
    kind: v.literal('edit-neighbour'),
    recordId: NeighbourIdSchema,
    edit: NeighbourEditSchema,
    isOrigin: v.optional(v.boolean()),
  }),
]) as v.GenericSchema<unknown, Change>

export const MutationSchema: v.GenericSchema<unknown, Mutation> = v.object({
  id: MutationIdSchema,
  accountId: AccountIdSchema,
  at: TimeSchema,
  change: ChangeSchema,
  subject: v.string(),
  staysHere: v.optional(v.literal(true)),
})

const scalarNames = ['firstName', 'lastName', 'responsible', 'phones', 'emails', 'company', 'tags', 'contact']
export const FieldNameSchema = v.custom<FieldName>(
  (value) => typeof value === 'string' && (scalarNames.includes(value) || /^(?:custom|neighbour):/.test(value)),
  'not a field name',
)

export const FieldConflictSchema: v.GenericSchema<unknown, FieldConflict> = v.object({
  edit: FieldEditSchema,
  rebased: FieldEditSchema,
  theirsAt: TimeSchema,
  // A journal of the first release does not say.
  theirsBy: v.optional(v.nullable(UserIdSchema), null),
})

export { WireErrorSchema }
