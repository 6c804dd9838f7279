/** The vendor's numbers of kinds. */
export const LEAD = 1
export const DEAL = 2
export const CONTACT = 3
export const COMPANY = 4
export const ACTIVITY = 6
/** Estimates: records of other kinds can point to them. */
export const QUOTE = 7
export const REQUISITE = 8
/** Comments of the timeline have no number of the vendor's. */
export const COMMENT = 1_000_001
/** Nor have accounts of requisites. */
export const BANK_DETAIL = 1_000_002
/** Nor templates of requisites. */
export const REQUISITE_PRESET = 1_000_003
/** Nor what says which requisites a deal goes by. */
export const REQUISITE_LINK = 1_000_004

export type CrmType = typeof LEAD | typeof DEAL | typeof CONTACT | typeof COMPANY
export const crmTypes: readonly CrmType[] = [LEAD, DEAL, CONTACT, COMPANY]

/** What one kind is called: in methods, events, user fields, links and messages. */
export type EntityWords = {
  readonly type: CrmType
  /** `crm.contact.*` */
  readonly method: string
  /** `ONCRM…ADD` */
  readonly event: string
  /** `CRM_CONTACT` */
  readonly userFields: string
  /** One letter, as in `L` of product rows. */
  readonly letter: string
  readonly title: string
}

/** Whose user fields `crm.{method}.userfield.*` are. */
export type FieldOwner = Pick<EntityWords, 'method' | 'event' | 'userFields'> & { readonly type: number }

/** Requisites have user fields too, though they are no cards. */
export const REQUISITE_FIELDS: FieldOwner = {
  ...{ type: REQUISITE, method: 'requisite', event: 'REQUISITE', userFields: 'CRM_REQUISITE' },
}

const words: Readonly<Record<CrmType, EntityWords>> = {
  [LEAD]: { type: LEAD, method: 'lead', event: 'LEAD', userFields: 'CRM_LEAD', letter: 'L', title: 'Lead' },
  [DEAL]: { type: DEAL, method: 'deal', event: 'DEAL', userFields: 'CRM_DEAL', letter: 'D', title: 'Deal' },
  [CONTACT]: {
    type: CONTACT,
    method: 'contact',
    event: 'CONTACT',
    userFields: 'CRM_CONTACT',
    letter: 'C',
    title: 'Contact',
  },
  [COMPANY]: {
    type: COMPANY,
    method: 'company',
    event: 'COMPANY',
    userFields: 'CRM_COMPANY',
    letter: 'CO',
    title: 'Company',
  },
}

/** What a kind is called. */
export function wordsOf(type: CrmType): EntityWords {
  return words[type]
}

/** Is this one of the four kinds whose records are cards of the CRM? */
export function isCrmType(type: number): type is CrmType {
  return crmTypes.some((known) => known === type)
}

/** The kind that a word such as `contact`, in any case, names. */
export function typeOfWord(word: string): CrmType | undefined {
  return crmTypes.find((type) => words[type].method === word.toLowerCase())
}
