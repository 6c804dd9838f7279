/** Types of fields that the portal's people make, as `crm.userfield.types` names them, with the settings of a new one. */
export const userFieldTypes = {
  string: ['String', { SIZE: 20, ROWS: 1, REGEXP: '', MIN_LENGTH: 0, MAX_LENGTH: 0, DEFAULT_VALUE: '' }],
  integer: ['Integer', { SIZE: 20, MIN_VALUE: 0, MAX_VALUE: 0, DEFAULT_VALUE: null }],
  double: ['Number', { PRECISION: 2, SIZE: 20, MIN_VALUE: 0, MAX_VALUE: 0, DEFAULT_VALUE: null }],
  boolean: ['Yes/No', { DEFAULT_VALUE: 0, DISPLAY: 'CHECKBOX', LABEL: ['', ''], LABEL_CHECKBOX: '' }],
  enumeration: ['List', { DISPLAY: 'LIST', LIST_HEIGHT: 1, CAPTION_NO_VALUE: '', SHOW_NO_VALUE: 'Y' }],
  date: ['Date', { DEFAULT_VALUE: { TYPE: 'NONE', VALUE: '' } }],
  datetime: ['Date/Time', { DEFAULT_VALUE: { TYPE: 'NONE', VALUE: '' }, USE_SECOND: 'Y', USE_TIMEZONE: 'N' }],
  address: ['Address', { SHOW_MAP: 'Y' }],
  url: ['Link', { POPUP: 'Y', SIZE: 20, MIN_LENGTH: 0, MAX_LENGTH: 0, DEFAULT_VALUE: '', ROWS: 1 }],
  money: ['Money', { DEFAULT_VALUE: '' }],
  employee: ['User', {}],
  file: [
    'File',
    {
      SIZE: 20,
      LIST_WIDTH: 0,
      LIST_HEIGHT: 0,
      MAX_SHOW_SIZE: 0,
      MAX_ALLOWED_SIZE: 0,
      EXTENSIONS: [],
      TARGET_BLANK: 'Y',
    },
  ],
  crm: ['Link to CRM items', { LEAD: 'Y', CONTACT: 'N', COMPANY: 'N', DEAL: 'N' }],
  crm_status: ['CRM directory', { ENTITY_TYPE: '' }],
  iblock_section: [
    'Link to infoblock sections',
    { IBLOCK_TYPE_ID: '', IBLOCK_ID: 0, DEFAULT_VALUE: '', DISPLAY: 'LIST', LIST_HEIGHT: 1, ACTIVE_FILTER: 'N' },
  ],
  iblock_element: [
    'Link to infoblock items',
    { IBLOCK_TYPE_ID: '', IBLOCK_ID: 0, DEFAULT_VALUE: '', DISPLAY: 'LIST', LIST_HEIGHT: 1, ACTIVE_FILTER: 'N' },
  ],
} as const satisfies Readonly<Record<string, readonly [title: string, settings: Readonly<Record<string, unknown>>]>>

export type UserFieldType = keyof typeof userFieldTypes

/** Is this the name of a type? */
export function isUserFieldType(name: string): name is UserFieldType {
  return Object.hasOwn(userFieldTypes, name)
}

/** The settings of a type that a client may write, with the kinds of values that `crm.userfield.settings.fields` names. */
export function settingsFields(type: UserFieldType): Readonly<Record<string, unknown>> {
  const entries = Object.entries(userFieldTypes[type][1] as Readonly<Record<string, unknown>>)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, { type: typeof value === 'number' ? 'int' : 'string', title: name }]),
  )
}
