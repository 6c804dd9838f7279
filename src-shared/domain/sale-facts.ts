import type { CustomItem } from './contact.ts'
import type { FieldId } from './ids.ts'

/**
 * What a CRM says of a deal, or of a company, beside its own fields and those that its people made: it stands among the custom fields under these
 * names, which no CRM gives a field, and is edited, merged and taken back as they are. Which of them there are is told with the
 * definitions, and with them what may be chosen.
 */
export const saleFacts = {
  /** A set of names, each with its colour. */
  tags: '~tags' as FieldId,
  /** Why it was lost: one of a few. */
  lossReason: '~loss-reason' as FieldId,
  /** When it was won or lost; nobody sets it. */
  closedAt: '~closed-at' as FieldId,
  /** Tags of a company. They have no colours, and a name of their own here: ids are unique among the fields of all owners. */
  companyTags: '~company-tags' as FieldId,
} as const
export type SaleFact = keyof typeof saleFacts

/** Which of them a field is; `null` for any other. */
export const saleFactOf = (id: FieldId): SaleFact | null =>
  (Object.keys(saleFacts) as SaleFact[]).find((fact) => saleFacts[fact] === id) ?? null

/** A tag of a deal or a company. `color` is as CSS writes it; empty where it has none. */
export interface SaleTag {
  readonly name: string
  readonly color: string
}

/** A tag that everybody in the account is to have in the list, as somebody wishes it. */
export interface TagWish {
  readonly name: string
  /** Of deals; absent for contacts. */
  readonly of?: 'deal' | undefined
  /** One of `Capabilities.saleTagColors`. */
  readonly color?: string | undefined
}

/** A tag as one value: what it is called is what it is, of whatever colour. */
export const toTagItem = ({ name, color }: SaleTag): CustomItem => ({
  ...{ value: name, optionId: name },
  ...(color === '' ? {} : { code: color }),
})

/** The tags that such values stand for. */
export const tagsIn = (items: readonly CustomItem[] | undefined): readonly SaleTag[] =>
  (items ?? []).flatMap(({ value, code = '' }) => (typeof value === 'string' ? [{ name: value, color: code }] : []))
