import * as v from 'valibot'
import { fieldOwners, reminders } from '../domain/directory.ts'
import { namedKinds, newFieldKinds, type FieldWish } from '../domain/field-wish.ts'
import { FieldIdSchema } from './schemas.ts'

/** What a person types as the name of a field, an option, a section or a tag. */
const NameSchema = v.pipe(v.string(), v.trim(), v.minLength(1))
export const TagNameSchema = NameSchema

/** As ISO 4217 writes them. */
const CurrencySchema = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))

const ofForm = { of: v.optional(v.picklist(fieldOwners)) }
const ofField = { ...ofForm, fieldId: FieldIdSchema }
const ofGroup = { ...ofForm, groupId: v.string() }

/** A change of the form, as the window asks for it. */
export const FieldWishSchema: v.GenericSchema<unknown, FieldWish> = v.variant('kind', [
  v.object({
    ...{ kind: v.literal('create'), ...ofForm, name: NameSchema, fieldKind: v.picklist(newFieldKinds) },
    ...{ currency: v.optional(CurrencySchema), options: v.optional(v.pipe(v.array(NameSchema), v.readonly())) },
    ...{ isMultiple: v.optional(v.boolean()), isRequired: v.optional(v.boolean()) },
    leadsTo: v.optional(v.pipe(v.array(v.picklist(namedKinds)), v.readonly())),
  }),
  v.object({ kind: v.literal('rename'), ...ofField, name: NameSchema }),
  v.object({ kind: v.literal('delete'), ...ofField }),
  v.object({ kind: v.literal('add-option'), ...ofField, value: NameSchema }),
  v.object({ kind: v.literal('rename-option'), ...ofField, optionId: v.string(), value: NameSchema }),
  v.object({ kind: v.literal('remove-option'), ...ofField, optionId: v.string() }),
  v.object({
    ...{ kind: v.literal('move-option'), ...ofField, optionId: v.string(), before: v.nullable(v.string()) },
  }),
  v.object({ kind: v.literal('set-currency'), ...ofField, currency: CurrencySchema }),
  v.object({ kind: v.literal('set-required'), ...ofField, isRequired: v.boolean() }),
  v.object({ kind: v.literal('set-reminder'), ...ofField, remind: v.picklist(reminders) }),
  v.object({ kind: v.literal('create-group'), ...ofForm, name: NameSchema }),
  v.object({ kind: v.literal('rename-group'), ...ofGroup, name: NameSchema }),
  v.object({ kind: v.literal('delete-group'), ...ofGroup }),
  v.object({ kind: v.literal('move-group'), ...ofGroup, before: v.nullable(v.string()) }),
  v.object({ kind: v.literal('move-field'), ...ofField, groupId: v.string(), before: v.nullable(FieldIdSchema) }),
])
