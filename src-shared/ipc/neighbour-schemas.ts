import * as v from 'valibot'
import * as ids from '../domain/ids.ts'
import { customMerges } from '../domain/field-edit.ts'
import {
  taskNatures,
  type CustomValues,
  type Neighbour,
  type NeighbourConflict,
  type NeighbourEdit,
  type RemoteNeighbour,
} from '../domain/neighbour.ts'
import type { ProductRow } from '../domain/product-row.ts'
import { requisiteLineKinds, type RequisiteForm } from '../domain/requisite.ts'
import { CustomItemSchema } from './custom-schemas.ts'
import { JsonSchema } from './json-schema.ts'
import { LayoutFieldsSchema } from './layout-schemas.ts'

/** Schemas of what stands beside contacts, for what crosses a process or comes back from storage. */

const Time = v.pipe(v.number(), v.finite())
const Amount = Time
const AccountId = v.custom<ids.AccountId>(ids.isAccountId, 'not an account id')
const ContactId = v.custom<ids.ContactId>(ids.isContactId, 'not a contact id')
const UserId = v.custom<ids.UserId>(ids.isUserId, 'not a user id')
const CompanyId = v.custom<ids.CompanyId>(ids.isCompanyId, 'not a company id')
const StageId = v.custom<ids.StageId>(ids.isStageId, 'not a stage id')
const FieldId = v.custom<ids.FieldId>(ids.isFieldId, 'not a field id')
const RemoteId = v.custom<ids.RemoteId>(ids.isRemoteId, 'not a remote id')

export const NeighbourIdSchema = v.custom<ids.NeighbourId>(ids.isNeighbourId, 'not the id of a note, a task or a deal')
export const RecordIdSchema = v.custom<ids.RecordId>(ids.isRecordId, 'not a record id')

const NoteFieldsSchema = v.object({
  aboutId: v.nullable(ContactId),
  noteType: v.string(),
  text: v.string(),
  isRemoved: v.exactOptional(v.literal(true)),
})

const TaskFieldsSchema = v.object({
  aboutId: v.nullable(ContactId),
  typeId: v.string(),
  text: v.string(),
  dueAt: Time,
  responsibleId: v.nullable(UserId),
  nature: v.exactOptional(v.picklist(taskNatures)),
  doneWith: v.nullable(v.string()),
  isRemoved: v.exactOptional(v.literal(true)),
})

const ChatFieldsSchema = v.object({ aboutId: v.nullable(ContactId), title: v.exactOptional(v.string()) })

const DealFieldsSchema = v.object({
  name: v.string(),
  price: Amount,
  currency: v.exactOptional(v.string()),
  stage: v.nullable(StageId),
  responsibleId: v.nullable(UserId),
  contactIds: v.pipe(v.array(ContactId), v.readonly()),
  mainContactId: v.nullable(ContactId),
  companyId: v.nullable(CompanyId),
  custom: v.exactOptional(
    v.record(FieldId, v.pipe(v.array(CustomItemSchema), v.readonly())) as v.GenericSchema<unknown, CustomValues>,
  ),
  isRemoved: v.exactOptional(v.literal(true)),
})

const Points = v.pipe(v.array(v.object({ value: v.string(), kind: v.string() })), v.readonly())

const ProductRowSchema: v.GenericSchema<unknown, ProductRow> = v.object({
  ...{ name: v.string(), productId: v.nullable(v.string()), price: Amount, quantity: Amount },
  discount: v.object({ kind: v.picklist(['sum', 'percent']), rate: Amount, sum: Amount }),
  ...{ taxRate: v.nullable(Amount), isTaxIncluded: v.boolean() },
  measure: v.object({ code: v.string(), name: v.string() }),
  rest: v.record(v.string(), v.string()),
})

const LeadFieldsSchema = v.object({
  ...DealFieldsSchema.entries,
  ...{ firstName: v.string(), lastName: v.string(), companyName: v.string(), phones: Points, emails: Points },
  isPriceManual: v.boolean(),
  rows: v.nullable(v.pipe(v.array(ProductRowSchema), v.readonly())),
  isRepeat: v.exactOptional(v.literal(true)),
})

const CompanyFieldsSchema = v.object({
  ...{ companyId: CompanyId, name: v.string(), responsibleId: v.nullable(UserId) },
  ...{ phones: Points, emails: Points, custom: DealFieldsSchema.entries.custom },
  isRemoved: DealFieldsSchema.entries.isRemoved,
})

const Texts = v.pipe(v.record(v.string(), v.string()), v.readonly())

const RequisiteFieldsSchema = v.object({
  aboutId: v.nullable(ContactId),
  companyId: v.exactOptional(CompanyId),
  ...{ templateId: v.string(), name: v.string(), values: Texts },
  addresses: v.pipe(v.record(v.string(), Texts), v.readonly()),
  ...{ isAddressOnly: v.boolean(), isRemoved: v.boolean() },
})

const named = { id: v.string(), name: v.string() }
const RequisiteLineSchema = v.object({ name: v.string(), title: v.string(), kind: v.picklist(requisiteLineKinds) })

export const RequisiteFormSchema: v.GenericSchema<unknown, RequisiteForm> = v.object({
  templates: v.pipe(
    v.array(
      v.object({
        ...{ ...named, isActive: v.boolean(), hasAddresses: v.boolean() },
        lines: v.pipe(v.array(RequisiteLineSchema), v.readonly()),
      }),
    ),
    v.readonly(),
  ),
  addressTypes: v.pipe(v.array(v.object(named)), v.readonly()),
  addressLines: v.pipe(v.array(v.string()), v.readonly()),
})

export const NeighbourSchema: v.GenericSchema<unknown, Neighbour> = v.variant('kind', [
  v.object({ kind: v.literal('company'), fields: CompanyFieldsSchema }),
  v.object({ kind: v.literal('note'), fields: NoteFieldsSchema }),
  v.object({ kind: v.literal('task'), fields: TaskFieldsSchema }),
  v.object({ kind: v.literal('chat'), fields: ChatFieldsSchema }),
  v.object({ kind: v.literal('deal'), fields: DealFieldsSchema }),
  v.object({ kind: v.literal('lead'), fields: LeadFieldsSchema }),
  v.object({ kind: v.literal('requisite'), fields: RequisiteFieldsSchema }),
  v.object({ kind: v.literal('layout'), fields: LayoutFieldsSchema }),
])

export const NeighbourKindSchema = v.picklist(ids.neighbourKinds)

export const RemoteNeighbourSchema = v.intersect([
  NeighbourSchema,
  v.object({
    id: NeighbourIdSchema,
    remoteId: RemoteId,
    accountId: AccountId,
    createdAt: Time,
    createdBy: v.nullable(UserId),
    updatedAt: Time,
    updatedBy: v.nullable(UserId),
  }),
]) as v.GenericSchema<unknown, RemoteNeighbour>

export const NeighbourEditSchema: v.GenericSchema<unknown, NeighbourEdit> = v.object({
  kind: v.literal('value'),
  field: v.string(),
  from: JsonSchema,
  to: JsonSchema,
  merge: v.exactOptional(v.picklist(customMerges)),
})

export const NeighbourConflictSchema: v.GenericSchema<unknown, NeighbourConflict> = v.object({
  edit: NeighbourEditSchema,
  rebased: NeighbourEditSchema,
  theirsAt: Time,
  theirsBy: v.nullable(UserId),
})
