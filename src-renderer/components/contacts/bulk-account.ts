import type { FieldDefinition, FieldKind } from '#shared/domain/directory.ts'
import { mergeOfField } from '#shared/domain/directory.ts'
import type { CustomItem } from '#shared/domain/contact.ts'
import type { FieldId, UserId } from '#shared/domain/ids.ts'
import type { BulkField, BulkWish } from '#shared/sync/bulk-wish.ts'
import type { AccountContext } from '../card/card-context.ts'
import type { ChosenCompany } from '../card/choose-company.ts'

/** An account with contacts among the selected ones. */
export interface BulkAccount {
  readonly context: AccountContext
  /** Its selected contacts that may be changed. */
  readonly count: number
}

/** What is done to the field of each contact. */
export type BulkOp = 'set' | 'add' | 'remove' | 'clear'

/** A field that can be changed for many at once. */
export interface BulkChoice {
  readonly key: string
  readonly name: string
  readonly field: BulkField
  readonly ops: readonly [BulkOp, ...BulkOp[]]
  readonly definition?: FieldDefinition | undefined
}

/** What has been chosen for the field. */
export interface BulkFilling {
  readonly userId: UserId | null
  readonly company: ChosenCompany | null
  readonly items: readonly CustomItem[]
}

/** These have parts of their own, or cannot be written at all: they are changed card by card. */
const single: readonly FieldKind[] = ['messengers', 'address', 'requisites', 'records', 'elements', 'file', 'other']

/** The fields of an account that many contacts can be given at once. */
export function bulkChoices(
  { capabilities, definitions }: AccountContext,
  names: { readonly responsible: string; readonly company: string },
): readonly BulkChoice[] {
  const hasOne = capabilities.companiesPerContact === 'one'
  const custom = definitions.filter(({ isReadOnly, kind }) => !isReadOnly && !single.includes(kind))
  return [
    { key: 'responsible', name: names.responsible, field: { kind: 'responsible' }, ops: ['set'] },
    {
      key: 'company',
      name: names.company,
      field: { kind: 'company' },
      ops: hasOne ? ['set', 'clear'] : ['add', 'remove'],
    },
    ...custom.map((definition): BulkChoice => {
      const { id, name, kind } = definition
      const ops: BulkChoice['ops'] = kind === 'choices' ? ['add', 'remove', 'set', 'clear'] : ['set', 'clear']
      return { key: `custom:${id}`, name, field: { kind: 'custom', fieldId: id }, ops, definition }
    }),
  ]
}

/** `null` while something is missing. */
export function toBulkWish(
  { field, definition }: BulkChoice,
  op: BulkOp,
  { userId, company, items }: BulkFilling,
  isOneCompany: boolean,
): BulkWish | null {
  switch (field.kind) {
    case 'responsible':
      return userId === null ? null : { kind: 'responsible', to: userId }
    case 'company':
      if (op === 'clear') return { kind: 'company', op, companyId: null, exclusive: isOneCompany }
      if (company === null) return null
      return {
        ...{ kind: 'company', op: op === 'remove' ? op : 'add', companyId: company.id, exclusive: isOneCompany },
        createName: company.createName,
      }
    case 'custom':
      return customWish(field.fieldId, definition, op, items)
  }
}

function customWish(
  fieldId: FieldId,
  definition: FieldDefinition | undefined,
  op: BulkOp,
  items: readonly CustomItem[],
): BulkWish | null {
  const about = {
    kind: 'custom',
    fieldId,
    merge: definition === undefined ? undefined : mergeOfField(definition),
  } as const
  if (op === 'clear') return { ...about, op: 'set', items: [] }
  return items.length === 0 ? null : { ...about, op, items }
}
