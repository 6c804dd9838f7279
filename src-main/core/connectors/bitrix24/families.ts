import type { FieldOwner } from '#shared/domain/directory.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { ADDRESS } from './contact-address.ts'

/** Records that the vendor treats alike: each kind has methods, a form and a card of its own. */
export interface Family {
  readonly owner: FieldOwner
  /** Its methods begin so. */
  readonly method: string
  /** Its number in the newer family. */
  readonly typeId: number
  /**
   * Fields that every portal has and a card shows, in the vendor's order. Not here: what is a field of its own with us, what is
   * technical, and photos, whose links carry a secret.
   */
  readonly systemFields: readonly string[]
}

const source: readonly string[] = ['SOURCE_ID', 'SOURCE_DESCRIPTION']
const campaign: readonly string[] = ['UTM_SOURCE', 'UTM_MEDIUM', 'UTM_CAMPAIGN', 'UTM_CONTENT', 'UTM_TERM']

const contact: Family = {
  ...{ owner: 'contact', method: 'crm.contact', typeId: 3 },
  systemFields: [
    ...['HONORIFIC', 'SECOND_NAME', 'POST', 'BIRTHDATE', 'WEB', 'IM', 'TYPE_ID', ...source],
    ...[ADDRESS, 'COMMENTS', 'OPENED', 'EXPORT', ...campaign],
  ],
}

const company: Family = {
  ...{ owner: 'company', method: 'crm.company', typeId: 4 },
  systemFields: [
    ...['COMPANY_TYPE', 'INDUSTRY', 'EMPLOYEES', 'REVENUE', 'WEB', 'IM', ADDRESS, 'BANKING_DETAILS', 'COMMENTS'],
    ...['OPENED', ...campaign],
  ],
}

const deal: Family = {
  ...{ owner: 'deal', method: 'crm.deal', typeId: 2 },
  systemFields: [
    ...['TYPE_ID', 'PROBABILITY', 'BEGINDATE', 'CLOSEDATE', ...source, 'COMMENTS', 'ADDITIONAL_INFO', 'OPENED'],
    ...['IS_RETURN_CUSTOMER', 'IS_REPEATED_APPROACH', ...campaign],
  ],
}

const lead: Family = {
  ...{ owner: 'lead', method: 'crm.lead', typeId: 1 },
  systemFields: [
    ...['HONORIFIC', 'SECOND_NAME', 'POST', 'BIRTHDATE', 'WEB', 'IM', 'STATUS_DESCRIPTION', ...source],
    ...[ADDRESS, 'COMMENTS', 'OPENED', 'IS_RETURN_CUSTOMER', 'DATE_CLOSED', ...campaign],
  ],
}

/** All kinds with a form that is kept here. */
export const families: Readonly<Record<FieldOwner, Family>> = { contact, company, deal, lead }

/** Whether a code names a field that a card of such records shows as one of its own. */
export const isCardField = ({ systemFields }: Family, code: string): boolean =>
  code.startsWith('UF_') || systemFields.includes(code)

/** The vendor calls fields of different kinds alike: those of contacts go by their codes, all others by their kind as well. */
export const toFieldId = ({ owner }: Pick<Family, 'owner'>, code: string): FieldId =>
  (owner === 'contact' ? code : `${owner}:${code}`) as FieldId

/** What the vendor calls a field of such records. */
export const codeOfField = ({ owner }: Pick<Family, 'owner'>, id: FieldId): string =>
  id.startsWith(`${owner}:`) ? id.slice(owner.length + 1) : id
