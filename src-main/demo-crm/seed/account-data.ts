import type {
  EntityName,
  FieldDefinition,
  FieldGroup,
  FieldOption,
  FieldType,
  User,
  UserGroup,
} from '../store/records.ts'

/** The account that this server plays. Ids are fixed, so that a test may name them. */
export const ACCOUNT_ID = 31_540_218
export const ACCOUNT_NAME = 'Картотека Демо'
export const SUBDOMAIN = 'kartotekademo'

export const userGroups: readonly UserGroup[] = [
  { id: 0, name: 'Отдел продаж', uuid: '5f0c1b1e-6d0a-4c0e-9d3c-2f6f1b8a0a01' },
  { id: 612_034, name: 'Сервис', uuid: '7a1d2c3e-1b2a-4d5f-8e6c-9b0a1c2d3e02' },
]

const people: readonly (readonly [name: string, email: string, groupId: number])[] = [
  ['Мария Соколова', 'm.sokolova@example.com', 0],
  ['Дмитрий Орлов', 'd.orlov@example.com', 0],
  ['Екатерина Белова', 'e.belova@example.com', 0],
  ['Иван Черных', 'i.chernykh@example.com', 0],
  ['John Carter', 'j.carter@example.com', 0],
  ['Айгүл Сейітова', 'a.seitova@example.com', 612_034],
  ['Ольга Гриценко', 'o.gritsenko@example.com', 612_034],
  ['Павел Уволенный', 'p.uvolenny@example.com', 0],
]
const FIRST_USER_ID = 10_420_110

/** The first is the admin who owns the token; the last is switched off, yet still responsible for some records. */
export const users: readonly User[] = people.map(([name, email, groupId], index) => ({
  id: FIRST_USER_ID + index * 6,
  name,
  email,
  lang: name.startsWith('John') ? 'en' : 'ru',
  groupId,
  isAdmin: index === 0,
  isActive: index !== people.length - 1,
  uuid: `c0ffee00-0000-4000-8000-00000000000${index}`,
  phone: index % 2 === 0 ? `+7495000000${index}` : null,
}))

/** Somebody who left: records still name them as author, but they are in no list. */
export const REMOVED_USER_ID = FIRST_USER_ID - 6

export const fieldGroups: readonly FieldGroup[] = groupsOf(['contacts', 'companies'])

function groupsOf(entities: readonly EntityName[]): FieldGroup[] {
  return entities.flatMap((entity) => [
    { id: 'default', entity, name: 'Основное', sort: 1, isPredefined: true },
    { id: secondGroupOf(entity), entity, name: 'Дополнительно', sort: 2, isPredefined: false },
  ])
}

/** The account made these ids itself, in its own words. */
function secondGroupOf(entity: EntityName): string {
  return `${entity === 'deals' ? 'leads' : entity}_24851615930021`
}

type Options = readonly (string | readonly [value: string, code: string])[]
type Sketch = readonly [key: string, name: string, type: FieldType, code: string | null, options?: Options]

const PHONE_KINDS: Options = kinds(['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER'])
const EMAIL_KINDS: Options = kinds(['WORK', 'PRIV', 'OTHER'])
const IM_KINDS: Options = kinds(['SKYPE', 'ICQ', 'JABBER', 'GTALK', 'MSN', 'OTHER'])
const ADDRESS_PARTS: Options = kinds(['address_line_1', 'address_line_2', 'city', 'state', 'zip', 'country'])

const contactFields: readonly Sketch[] = [
  ['position', 'Должность', 'text', 'POSITION'],
  ['phone', 'Телефон', 'multitext', 'PHONE', PHONE_KINDS],
  ['email', 'Email', 'multitext', 'EMAIL', EMAIL_KINDS],
  ['im', 'Мгн. сообщения', 'multitext', 'IM', IM_KINDS],
  [
    'source',
    'Источник',
    'select',
    null,
    ['Сайт', 'Выставка', 'Рекомендация', 'Холодный звонок', 'Instagram', 'Другое'],
  ],
  ['interests', 'Интересы', 'multiselect', null, ['Опт', 'Розница', 'Доставка', 'Монтаж', 'Обучение', 'Гарантия 24/7']],
  [
    'loyalty',
    'Лояльность',
    'radiobutton',
    null,
    [
      ['Холодный', 'COLD'],
      ['Тёплый', 'WARM'],
      ['Горячий', 'HOT'],
    ],
  ],
  ['newsletter', 'Согласен на рассылку', 'checkbox', null],
  ['orders', 'Заказов', 'numeric', null],
  ['turnover', 'Оборот', 'monetary', null],
  ['firstDeal', 'Дата первой сделки', 'date', null],
  ['nextCall', 'Следующий звонок', 'date_time', null],
  ['birthday', 'День рождения', 'birthday', null],
  ['site', 'Сайт', 'url', null],
  ['note', 'Комментарий', 'textarea', null],
  ['street', 'Адрес', 'streetaddress', null],
  ['delivery', 'Адрес доставки', 'smart_address', null, ADDRESS_PARTS],
  ['requisites', 'Реквизиты', 'legal_entity', null],
  ['externalId', 'Внешний ID', 'text', 'EXTERNAL_ID'],
]

const companyFields: readonly Sketch[] = [
  ['phone', 'Телефон', 'multitext', 'PHONE', PHONE_KINDS],
  ['email', 'Email', 'multitext', 'EMAIL', EMAIL_KINDS],
  ['web', 'Web', 'url', 'WEB'],
  ['address', 'Адрес', 'textarea', 'ADDRESS'],
  ['branch', 'Отрасль', 'select', null, ['Строительство', 'Торговля', 'IT', 'Производство', 'Услуги']],
  ['staff', 'Сотрудников', 'numeric', null],
  ['requisites', 'Реквизиты', 'legal_entity', null],
]

const dealFields: readonly Sketch[] = [
  ['channel', 'Канал', 'select', null, ['Звонок', 'Сайт', 'Мессенджер']],
  ['deadline', 'Срок', 'date', null],
  ['contract', 'Договор', 'text', 'CONTRACT'],
  ['terms', 'Условия', 'multiselect', null, ['Предоплата', 'Отсрочка', 'Доставка']],
  ['margin', 'Маржа', 'numeric', null],
  ['source', 'utm_source', 'tracking_data', 'UTM_SOURCE'],
  ['goods', 'Товар', 'chained_list', null],
]

const customerFields: readonly Sketch[] = [
  ['level', 'Уровень', 'select', null, ['Серебро', 'Золото']],
  ['birthday', 'День рождения', 'birthday', null],
]

const PREDEFINED = new Set(['POSITION', 'PHONE', 'EMAIL', 'IM', 'WEB', 'ADDRESS'])
/** Fields after this many stand in the second group of the card. */
const MAIN_GROUP_SIZE = 8

/** Every field of contacts and companies. Ids go in steps of two and never change. */
export const fieldDefinitions: readonly FieldDefinition[] = [
  ...define('contacts', 271_316, contactFields),
  ...define('companies', 281_902, companyFields),
]

/** Fields of what hangs on contacts. */
export const neighbourFields: readonly FieldDefinition[] = [
  ...define('deals', 291_402, dealFields),
  ...define('customers', 299_502, customerFields),
]
export const neighbourGroups: readonly FieldGroup[] = groupsOf(['deals', 'customers'])
export const dealFieldIds = idsOf(291_402, dealFields)

/** Ids of the contact fields by the short names above. */
export const contactFieldIds = idsOf(271_316, contactFields)
export const companyFieldIds = idsOf(281_902, companyFields)

function define(entity: EntityName, firstId: number, sketches: readonly Sketch[]): FieldDefinition[] {
  return sketches.map(([, name, type, code, options], index) => ({
    id: firstId + index * 2,
    entity,
    name,
    code,
    type,
    sort: 500 + index,
    groupId: index < MAIN_GROUP_SIZE ? 'default' : secondGroupOf(entity),
    isPredefined: code !== null && PREDEFINED.has(code),
    currency: type === 'monetary' ? 'RUB' : null,
    remind: type === 'birthday' ? 'never' : null,
    options: options === undefined ? null : defineOptions(firstId + index * 2, type, options),
  }))
}

/** The parts of an address have the same ids 1 to 6 in every account. */
function defineOptions(fieldId: number, type: FieldType, options: Options): FieldOption[] {
  return options.map((option, index) => {
    const [value, code] = typeof option === 'string' ? [option, null] : option
    const id = type === 'smart_address' ? index + 1 : fieldId * 10 + index
    return { id, value, code, sort: (index + 1) * 10 }
  })
}

function idsOf(firstId: number, sketches: readonly Sketch[]): ReadonlyMap<string, number> {
  return new Map(sketches.map(([key], index) => [key, firstId + index * 2]))
}

function kinds(codes: readonly string[]): Options {
  return codes.map((code) => [code, code] as const)
}

/** From the most used to the least. */
export const contactTags: readonly string[] = [
  'клиент',
  'холодный',
  'выставка 2024',
  'VIP',
  'опт',
  'розница',
  'партнёр',
  'перезвонить',
  'Москва',
  'СПб',
  'import',
  'дилер',
  'конференция',
  'вебинар',
  'рассылка',
  'постоянный',
  'поставщик',
  'Казань',
  'Екатеринбург',
  'Алматы',
  'тендер',
  'b2b',
  'b2c',
  'HoReCa',
  'госзаказ',
  'англ. язык',
  'проверить дубль',
  'отказ',
  'спам?',
  'instagram',
  'сайт',
  'акция «-20%»',
  'новый год 🎄',
  'до 18:00',
  'only e-mail',
  'C++',
  "O'Reilly",
  'ЛПР',
  'архив',
  'день рождения',
]

export const companyTags: readonly string[] = ['ключевой', 'конкурент', 'производство', 'сеть', 'новая', 'банкрот']
