/** The templates of an ordinary Russian portal: which kind of owner a requisite describes. Numbered from 1. */
export const usualPresets = [
  { name: 'Организация', xmlId: '#CRM_REQUISITE_PRESET_DEF_RU_COMPANY#' },
  { name: 'ИП', xmlId: '#CRM_REQUISITE_PRESET_DEF_RU_INDIVIDUAL#' },
  { name: 'Физ. лицо', xmlId: '#CRM_REQUISITE_PRESET_DEF_RU_PERSON#' },
] as const

/** Countries that presets are made for. */
export const presetCountries = [
  { ID: 1, CODE: 'RU', TITLE: 'Россия' },
  { ID: 4, CODE: 'BY', TITLE: 'Беларусь' },
  { ID: 6, CODE: 'KZ', TITLE: 'Казахстан' },
  { ID: 122, CODE: 'US', TITLE: 'США' },
] as const

/** What the card asks for, by preset. `RQ_ADDR` is the place of addresses, `RQ_SIGNATURE` and `RQ_STAMP` are no texts. */
const usualFields = [
  'RQ_INN RQ_COMPANY_NAME RQ_COMPANY_FULL_NAME RQ_OGRN RQ_KPP RQ_COMPANY_REG_DATE RQ_OKPO RQ_OKTMO RQ_DIRECTOR RQ_ACCOUNTANT RQ_ADDR RQ_SIGNATURE RQ_STAMP',
  'RQ_INN RQ_LAST_NAME RQ_FIRST_NAME RQ_SECOND_NAME RQ_OGRNIP RQ_OKPO RQ_OKVED RQ_ADDR RQ_SIGNATURE',
  'RQ_LAST_NAME RQ_FIRST_NAME RQ_SECOND_NAME RQ_IDENT_DOC RQ_IDENT_DOC_SER RQ_IDENT_DOC_NUM RQ_IDENT_DOC_ISSUED_BY RQ_IDENT_DOC_DATE RQ_IDENT_DOC_DEP_CODE RQ_ADDR',
]

/** A field of a preset; numbers are numbers here, and ids count within the preset. */
export type PresetField = {
  readonly ID: number
  readonly FIELD_NAME: string
  readonly FIELD_TITLE: string
  readonly IN_SHORT_LIST: 'Y' | 'N'
  readonly SORT: number
}

const FIRST_SORT = 510

/** What one of the usual presets asks for, in its order; the first is 0. */
export function usualFieldsOf(index: number): readonly PresetField[] {
  return (usualFields[index] ?? '').split(' ').map((name, place) => ({
    ...{ ID: place + 1, FIELD_NAME: name, FIELD_TITLE: name === 'RQ_IDENT_DOC_DATE' ? 'Выдан' : '' },
    ...{ IN_SHORT_LIST: place < 2 ? 'Y' : 'N', SORT: FIRST_SORT + place * 10 },
  }))
}

/** Titles of the parts that have one; all others are called as they are. */
export const partTitles: Readonly<Record<string, string>> = {
  NAME: 'Full Name',
  FIRST_NAME: 'First Name',
  LAST_NAME: 'Last Name',
  SECOND_NAME: 'Middle Name',
  COMPANY_NAME: 'Short organization name',
  COMPANY_FULL_NAME: 'Full organization name',
  COMPANY_REG_DATE: 'State registration date',
  DIRECTOR: 'CEO',
  ACCOUNTANT: 'Chief Accountant',
  CONTACT: 'Contact person',
  EMAIL: 'E-Mail',
  PHONE: 'Phone',
  FAX: 'Fax',
  IDENT_DOC: 'Document type',
  IDENT_DOC_SER: 'series',
  IDENT_DOC_NUM: 'number',
  IDENT_DOC_DATE: 'issue date',
  IDENT_DOC_ISSUED_BY: 'issued by',
  IDENT_DOC_DEP_CODE: 'department code',
  INN: 'Tax ID',
  KPP: 'Tax Registration Code',
  IFNS: 'Tax Office',
  OGRN: 'State Registration Number',
  OGRNIP: 'Sole Proprietor Registration Number',
  OKPO: 'OKPO Code',
  OKTMO: 'OKTMO Code',
  OKVED: 'NAICS Code',
}
