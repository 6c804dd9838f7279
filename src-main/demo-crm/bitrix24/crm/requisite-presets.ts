/** The templates of an ordinary Russian portal: which kind of owner a requisite describes. */
export const requisitePresets = [
  preset(1, 'Организация', '#CRM_REQUISITE_PRESET_DEF_RU_COMPANY#'),
  preset(2, 'ИП', '#CRM_REQUISITE_PRESET_DEF_RU_INDIVIDUAL#'),
  preset(3, 'Физ. лицо', '#CRM_REQUISITE_PRESET_DEF_RU_PERSON#'),
] as const

/** Countries that presets are made for. */
export const presetCountries = [
  { ID: 1, CODE: 'RU', TITLE: 'Россия' },
  { ID: 4, CODE: 'BY', TITLE: 'Беларусь' },
  { ID: 6, CODE: 'KZ', TITLE: 'Казахстан' },
  { ID: 122, CODE: 'US', TITLE: 'США' },
] as const

/** What the card asks for, by preset. `RQ_ADDR` is the place of addresses, `RQ_SIGNATURE` and `RQ_STAMP` are no texts. */
const fieldNames: Readonly<Record<string, string>> = {
  '1': 'RQ_INN RQ_COMPANY_NAME RQ_COMPANY_FULL_NAME RQ_OGRN RQ_KPP RQ_COMPANY_REG_DATE RQ_OKPO RQ_OKTMO RQ_DIRECTOR RQ_ACCOUNTANT RQ_ADDR RQ_SIGNATURE RQ_STAMP',
  '2': 'RQ_INN RQ_LAST_NAME RQ_FIRST_NAME RQ_SECOND_NAME RQ_OGRNIP RQ_OKPO RQ_OKVED RQ_ADDR RQ_SIGNATURE',
  '3': 'RQ_LAST_NAME RQ_FIRST_NAME RQ_SECOND_NAME RQ_IDENT_DOC RQ_IDENT_DOC_SER RQ_IDENT_DOC_NUM RQ_IDENT_DOC_ISSUED_BY RQ_IDENT_DOC_DATE RQ_IDENT_DOC_DEP_CODE RQ_ADDR',
}

const FIRST_SORT = 510

/** Fields of a preset in their order; `null` for one that is not there. Numbers are numbers here. */
export function presetFieldsOf(id: string): readonly unknown[] | null {
  const names = fieldNames[id]
  if (names === undefined) return null
  return names.split(' ').map((name, index) => ({
    ...{ ID: index + 1, FIELD_NAME: name, FIELD_TITLE: name === 'RQ_IDENT_DOC_DATE' ? 'Выдан' : '' },
    ...{ IN_SHORT_LIST: index < 2 ? 'Y' : 'N', SORT: FIRST_SORT + index * 10 },
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

function preset(id: number, name: string, xmlId: string) {
  return {
    ID: String(id),
    ENTITY_TYPE_ID: '8',
    COUNTRY_ID: '1',
    DATE_CREATE: '2020-01-01T00:00:00+03:00',
    DATE_MODIFY: '',
    CREATED_BY_ID: '1',
    MODIFY_BY_ID: null,
    NAME: name,
    XML_ID: xmlId,
    ACTIVE: 'Y',
    SORT: '500',
  }
}
