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
