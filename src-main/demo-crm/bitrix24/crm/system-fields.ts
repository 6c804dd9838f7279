import { COMPANY, CONTACT, DEAL, LEAD } from './entities.ts'
import type { CrmType } from './entities.ts'

/** A field that every portal has. */
export type SystemField = {
  readonly name: string
  readonly type: string
  readonly title: string
  readonly isRequired: boolean
  readonly isReadOnly: boolean
  readonly isMultiple: boolean
  /** Taken and never shown. */
  readonly isWriteOnly: boolean
  readonly isDeprecated: boolean
  readonly isImmutable: boolean
  readonly statusType?: string
}

/**
 * One field in a line: `NAME type flags Title`, the directory after a colon.
 * Flags: q required, r read-only, m multiple, w write-only, d deprecated, i immutable, - none.
 */
export function defineFields(lines: string): SystemField[] {
  return lines
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', kind = '', flags = '', ...title] = line.trim().split(' ')
      const [type = '', statusType] = kind.split(':')
      const has = (flag: string): boolean => flags.includes(flag)
      return {
        name,
        type,
        title: title.join(' '),
        isRequired: has('q'),
        isReadOnly: has('r'),
        isMultiple: has('m'),
        isWriteOnly: has('w'),
        isDeprecated: has('d'),
        isImmutable: has('i'),
        ...(statusType === undefined ? {} : { statusType }),
      }
    })
}

const address = (prefix: string): string => `
  ${prefix} string - Address
  ${prefix}_2 string - Address (line 2)
  ${prefix}_CITY string - City
  ${prefix}_POSTAL_CODE string - Postal code
  ${prefix}_REGION string - Region
  ${prefix}_PROVINCE string - Province
  ${prefix}_COUNTRY string - Country
  ${prefix}_COUNTRY_CODE string - Country code
  ${prefix}_LOC_ADDR_ID integer - Location address ID`

const has = `
  HAS_PHONE char r Has phone
  HAS_EMAIL char r Has e-mail
  HAS_IMOL char r Has open channel`

const people = `
  ASSIGNED_BY_ID user - Responsible person
  CREATED_BY_ID user r Created by
  MODIFY_BY_ID user r Modified by
  DATE_CREATE datetime r Created on
  DATE_MODIFY datetime r Modified on`

const tail = `
  ORIGINATOR_ID string - External source
  ORIGIN_ID string - Item ID in data source
  UTM_SOURCE string - Ad system
  UTM_MEDIUM string - Medium
  UTM_CAMPAIGN string - Ad campaign UTM
  UTM_CONTENT string - Campaign contents
  UTM_TERM string - Campaign search term
  LAST_ACTIVITY_BY user r Last timeline activity by
  LAST_ACTIVITY_TIME datetime r Last activity`

const multifields = `
  PHONE crm_multifield m Phone
  EMAIL crm_multifield m E-mail
  WEB crm_multifield m Website
  IM crm_multifield m Messenger
  LINK crm_multifield m LINK`

const person = `
  HONORIFIC crm_status:HONORIFIC - Salutation
  NAME string - First name
  SECOND_NAME string - Second name
  LAST_NAME string - Last name
  BIRTHDATE date - Date of birth`

const contact = defineFields(`
  ID integer r ID
  HONORIFIC crm_status:HONORIFIC - Salutation
  NAME string q First name
  SECOND_NAME string q Second name
  LAST_NAME string q Last name
  PHOTO file - Photo
  BIRTHDATE date - Date of birth
  TYPE_ID crm_status:CONTACT_TYPE - Contact type
  SOURCE_ID crm_status:SOURCE - Source
  SOURCE_DESCRIPTION string - Source description
  POST string - Position
  COMMENTS string - Comment
  OPENED char - Available to everyone
  EXPORT char - Included in export
  ${has}
  ${people}
  COMPANY_ID crm_company d Company
  COMPANY_IDS crm_company mw Companies
  LEAD_ID crm_lead r Lead
  ORIGIN_VERSION string - Original version
  TRACE string w Sales intelligence trace
  FACE_ID integer r Linked to face
  ${address('ADDRESS')}
  ${tail}
  ${multifields}`)

const company = defineFields(`
  ID integer r ID
  TITLE string q Company name
  COMPANY_TYPE crm_status:COMPANY_TYPE - Company type
  LOGO file - Logo
  INDUSTRY crm_status:INDUSTRY - Industry
  EMPLOYEES crm_status:EMPLOYEES - Employees
  CURRENCY_ID crm_currency - Currency
  REVENUE double - Annual revenue
  BANKING_DETAILS string - Payment details
  COMMENTS string - Comment
  OPENED char - Available to everyone
  IS_MY_COMPANY char - My company
  ${has}
  ${people}
  LEAD_ID crm_lead r Lead
  CONTACT_ID crm_contact mw Contacts
  ORIGIN_VERSION string - Original version
  ${address('ADDRESS')}
  ADDRESS_LEGAL string - Legal address
  ${address('REG_ADDRESS')}
  LAST_COMMUNICATION_TIME string r Last communication
  ${tail}
  ${multifields}`)

const money = `
  CURRENCY_ID crm_currency - Currency
  OPPORTUNITY double - Total
  IS_MANUAL_OPPORTUNITY char - Total is entered by hand`

const lead = defineFields(`
  ID integer r ID
  TITLE string - Lead name
  ${person}
  COMPANY_TITLE string - Company name
  SOURCE_ID crm_status:SOURCE - Source
  SOURCE_DESCRIPTION string - Source description
  STATUS_ID crm_status:STATUS - Stage
  STATUS_DESCRIPTION string - Stage description
  STATUS_SEMANTIC_ID string r Stage group
  POST string - Position
  COMMENTS string - Comment
  ${money}
  OPENED char - Available to everyone
  ${has}
  ${people}
  COMPANY_ID crm_company - Company
  CONTACT_ID crm_contact d Contact
  CONTACT_IDS crm_contact mw Contacts
  IS_RETURN_CUSTOMER char r Repeat lead
  DATE_CLOSED datetime r Completed on
  MOVED_BY_ID user r Moved by
  MOVED_TIME datetime r Moved on
  ${address('ADDRESS')}
  ${tail}
  ${multifields}`)

const deal = defineFields(`
  ID integer r ID
  TITLE string - Deal name
  TYPE_ID crm_status:DEAL_TYPE - Deal type
  CATEGORY_ID crm_category i Pipeline
  STAGE_ID crm_status:DEAL_STAGE - Deal stage
  STAGE_SEMANTIC_ID string r Stage group
  IS_NEW char r New deal
  IS_RECURRING char r Recurring deal
  IS_RETURN_CUSTOMER char r Repeat deal
  IS_REPEATED_APPROACH char r Repeat inquiry
  PROBABILITY integer - Probability
  ${money}
  TAX_VALUE double - Tax rate
  COMPANY_ID crm_company - Company
  CONTACT_ID crm_contact d Contact
  CONTACT_IDS crm_contact mw Contacts
  QUOTE_ID crm_quote r Quote
  LEAD_ID crm_lead r Lead
  BEGINDATE date - Start date
  CLOSEDATE date - End date
  OPENED char - Available to everyone
  CLOSED char - Closed
  COMMENTS string - Comment
  ADDITIONAL_INFO string - Additional information
  LOCATION_ID location - Location
  SOURCE_ID crm_status:SOURCE - Source
  SOURCE_DESCRIPTION string - Source description
  ${people}
  MOVED_BY_ID user r Moved by
  MOVED_TIME datetime r Moved on
  ${tail}`)

const byType: Readonly<Record<CrmType, readonly SystemField[]>> = {
  [LEAD]: lead,
  [DEAL]: deal,
  [CONTACT]: contact,
  [COMPANY]: company,
}

/** The fields that every portal has on records of a kind, in the vendor's order. */
export function systemFields(type: CrmType): readonly SystemField[] {
  return byType[type]
}

export const multifieldTypes = ['PHONE', 'EMAIL', 'WEB', 'IM', 'LINK'] as const
/** Is this the name of a field that holds phones and the like? */
export const isMultifield = (name: string): boolean => multifieldTypes.some((known) => known === name)
