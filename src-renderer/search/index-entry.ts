import { displayNameOf } from '#shared/domain/contact.ts'
import type { AccountId, CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import { foldPhone } from '#shared/domain/same-text.ts'
import type { ContactRow } from '../db/rows.ts'
import { foldText } from './fold-text.ts'

/** Longer values of custom fields are prose, not something a contact is looked up by. */
const LONGEST_CUSTOM = 80

const spaces = /\s+/gu

/** What the index keeps of one contact. Folded texts carry their separators: see the fields. */
export interface IndexEntry {
  readonly id: ContactId
  readonly accountId: AccountId
  readonly name: string
  /** Folded, every word with a space before it. */
  readonly foldedName: string
  /** Folded e-mails and short custom texts such as the position, one per line. Tags are folded by who looks them up. */
  readonly foldedRest: string
  /** Folded phones, each with a line break before it. */
  readonly phones: string
  readonly tags: readonly string[]
  readonly companyIds: readonly CompanyId[]
  readonly responsibleId: UserId | null
  readonly updatedAt: number
  readonly isPending: boolean
}

/** `null` for what the list does not show: what the user has deleted, and a tombstone, unless edits that the user must decide on hang on it. */
export function toIndexEntry(row: ContactRow, isPending: boolean): IndexEntry | null {
  if (row.isLeaving === true || (row.deletedAt !== undefined && !isPending)) return null
  const { fields } = row
  // Spaces that were typed by mistake must not sort a contact before all others.
  const name = displayNameOf(fields).trim().replaceAll(spaces, ' ')
  const rest = [...fields.emails.map(({ value }) => value), ...customTexts(row)]
  return {
    id: row.id,
    accountId: row.accountId,
    name,
    foldedName: ` ${foldText(name)}`,
    foldedRest: rest.map(foldText).join('\n'),
    phones: fields.phones.map(({ value }) => `\n${foldPhone(value)}`).join(''),
    tags: fields.tags,
    companyIds: fields.companyIds,
    responsibleId: fields.responsibleId,
    updatedAt: row.updatedAt,
    isPending,
  }
}

function customTexts({ fields }: ContactRow): readonly string[] {
  const items = Object.values<ContactRow['fields']['custom'][keyof ContactRow['fields']['custom']]>(fields.custom)
  return items
    .flat()
    .map(({ value }) => value)
    .filter((value) => typeof value === 'string' && value.length <= LONGEST_CUSTOM)
    .filter((value) => typeof value === 'string')
}
