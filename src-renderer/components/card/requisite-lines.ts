import type { FieldName } from '#shared/domain/field-edit.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import {
  addressLineField,
  requisiteValueField,
  requisiteValueIn,
  type RequisiteFields,
  type RequisiteForm,
  type RequisiteLine,
  type RequisiteLineKind,
} from '#shared/domain/requisite.ts'
import { addressLineLabel, addressTypeName } from '#renderer/composables/requisite-words.ts'
import type { Text } from '#renderer/composables/use-text.ts'

/** One line of requisites in a card, edited by itself. */
export interface ShownLine {
  /** As an edit names it. */
  readonly field: string
  readonly label: string
  readonly value: string
  readonly kind: RequisiteLineKind
}

const toLine = (fields: RequisiteFields, field: string, label: string, kind: RequisiteLineKind): ShownLine => {
  const value = requisiteValueIn(fields, field)
  return { field, label, value: typeof value === 'string' ? value : '', kind }
}

/** What the template asks for, in its order; of a template that is not there any more what is filled. */
export function ownLines(fields: RequisiteFields, form: RequisiteForm): readonly ShownLine[] {
  if (fields.isAddressOnly) return []
  const template = form.templates.find(({ id }) => id === fields.templateId)
  const known = new Map(form.templates.flatMap(({ lines }) => lines.map((line) => [line.name, line] as const)))
  const untold = (name: string): RequisiteLine => ({ name, title: name.replace(/^(?:RQ|UF)_/, ''), kind: 'text' })
  const lines = template?.lines ?? Object.keys(fields.values).map((name) => known.get(name) ?? untold(name))
  return lines.map(({ name, title, kind }) => toLine(fields, requisiteValueField(name), title, kind))
}

/** An address in a card. */
export interface ShownAddress {
  readonly type: string
  readonly name: string
  readonly lines: readonly ShownLine[]
}

/** Addresses that are there and those that are asked for, in the CRM's order of types. @param asked types */
export function addressesOf(
  fields: RequisiteFields,
  form: RequisiteForm,
  asked: ReadonlySet<string>,
  text: Text,
): readonly ShownAddress[] {
  const types = [...new Set([...form.addressTypes.map(({ id }) => id), ...Object.keys(fields.addresses)])]
  return types
    .filter((type) => fields.addresses[type] !== undefined || asked.has(type))
    .map((type) => ({
      ...{ type, name: addressTypeName(type, form, text) },
      lines: form.addressLines.map((line) =>
        toLine(fields, addressLineField(type, line), addressLineLabel(line, text), 'text'),
      ),
    }))
}

const OF_NEIGHBOUR = 'neighbour:'

/** The field as problems and marks name it. */
export const fieldNameOf = (field: string): FieldName => `${OF_NEIGHBOUR}${field}`
/** The same the other way round. */
export const fieldIn = (name: FieldName): string => name.slice(OF_NEIGHBOUR.length)

/** The field that a problem is about; `null` for the requisites as a whole. */
export function fieldOfRequisiteProblem(problem: Problem): string | null {
  if (problem.kind === 'neighbour-conflict') return problem.conflict.edit.field
  if (problem.kind !== 'rejected' || problem.field?.startsWith(OF_NEIGHBOUR) !== true) return null
  return fieldIn(problem.field)
}
