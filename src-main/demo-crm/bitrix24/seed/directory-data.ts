import { users as accountUsers } from '../../seed/account-data.ts'
import type { CrmRights, PortalUser, Status, UserField } from '../store/portal-rows.ts'

/** When the portal was set up, in seconds: 2020-01-01 in Moscow. */
export const SET_UP_AT = 1_577_826_000

const ALL: CrmRights = { read: 'all', add: 'all', edit: 'all', delete: 'all' }
/** Somebody who sees and changes what they are responsible for, and deletes nothing. */
const OWN: CrmRights = { read: 'own', add: 'all', edit: 'own', delete: 'none' }
/** Position of the one with few rights among the users of the account. */
const TRAINEE = 4

/** The same people as in the other dialect, numbered from 1: the first is the administrator, the last has left. */
export const portalUsers: readonly PortalUser[] = accountUsers.map(
  ({ name, email, isAdmin, isActive, phone }, index) => {
    const [first = '', ...last] = name.split(' ')
    return {
      id: index + 1,
      name: first,
      lastName: last.join(' '),
      ...{ email, isAdmin, isActive, phone },
      position: isAdmin ? 'Директор' : 'Менеджер',
      gender: /[аяү]$/.test(first) ? 'F' : 'M',
      rights: index === TRAINEE ? OWN : ALL,
      details: { UF_PHONE_INNER: String(101 + index) },
    }
  },
)

type Entry = readonly [statusId: string, name: string, semantics?: 'S' | 'F' | undefined, color?: string | undefined]

const STAGES: readonly Entry[] = [
  ['NEW', 'Новая', undefined, '#39A8EF'],
  ['PREPARATION', 'Подготовка документов', undefined, '#2FC6F6'],
  ['PREPAYMENT_INVOICE', 'Cчёт на предоплату', undefined, '#55D0E0'],
  ['EXECUTING', 'В работе', undefined, '#47E4C2'],
  ['FINAL_INVOICE', 'Финальный счёт', undefined, '#FFA900'],
  ['WON', 'Сделка успешна', 'S', '#7BD500'],
  ['LOSE', 'Сделка провалена', 'F', '#FF5752'],
  ['APOLOGY', 'Анализ причины провала', 'F', '#FF5752'],
]

const DIRECTORIES: Readonly<Record<string, readonly Entry[]>> = {
  STATUS: [
    ['NEW', 'Не обработан', undefined, '#39A8EF'],
    ['IN_PROCESS', 'В работе', undefined, '#2FC6F6'],
    ['PROCESSED', 'Обработан', undefined, '#55D0E0'],
    ['CONVERTED', 'Качественный лид', 'S', '#7BD500'],
    ['JUNK', 'Некачественный лид', 'F', '#FF5752'],
  ],
  SOURCE: [
    ['CALL', 'Звонок'],
    ['EMAIL', 'Электронная почта'],
    ['WEB', 'Веб-сайт'],
    ['ADVERTISING', 'Реклама'],
    ['PARTNER', 'Существующий клиент'],
    ['RECOMMENDATION', 'По рекомендации'],
    ['TRADE_SHOW', 'Выставка'],
    ['WEBFORM', 'CRM-форма'],
    ['CALLBACK', 'Обратный звонок'],
    ['RC_GENERATOR', 'Генератор продаж'],
    ['STORE', 'Интернет-магазин'],
    ['OTHER', 'Другое'],
  ],
  CONTACT_TYPE: [
    ['CLIENT', 'Клиенты'],
    ['SUPPLIER', 'Поставщики'],
    ['PARTNER', 'Партнёры'],
    ['OTHER', 'Другое'],
  ],
  COMPANY_TYPE: [
    ['CUSTOMER', 'Клиент'],
    ['SUPPLIER', 'Поставщик'],
    ['COMPETITOR', 'Конкурент'],
    ['PARTNER', 'Партнёр'],
    ['OTHER', 'Другое'],
  ],
  EMPLOYEES: [
    ['EMPLOYEES_1', 'менее 50'],
    ['EMPLOYEES_2', '50-250'],
    ['EMPLOYEES_3', '250-500'],
    ['EMPLOYEES_4', 'более 500'],
  ],
  INDUSTRY: [
    ['IT', 'Информационные технологии'],
    ['TELECOM', 'Телекоммуникации и связь'],
    ['MANUFACTURING', 'Производство'],
    ['BANKING', 'Банковские услуги'],
    ['CONSULTING', 'Консалтинг'],
    ['FINANCE', 'Финансы'],
    ['GOVERNMENT', 'Правительство'],
    ['DELIVERY', 'Доставка'],
    ['ENTERTAINMENT', 'Развлечения'],
    ['NOTPROFIT', 'Не для получения прибыли'],
    ['OTHER', 'Другое'],
  ],
  DEAL_TYPE: [
    ['SALE', 'Продажа'],
    ['COMPLEX', 'Комплексная продажа'],
    ['GOODS', 'Продажа товара'],
    ['SERVICES', 'Услуги'],
    ['SERVICE', 'Сервисное обслуживание'],
  ],
  HONORIFIC: [
    ['HNR_RU_1', 'г-н'],
    ['HNR_RU_2', 'г-жа'],
  ],
  DEAL_STAGE: STAGES,
  DEAL_STAGE_1: STAGES.map(([id, name, semantics, color]) => [`C1:${id}`, name, semantics, color]),
}

/** Pipelines of deals; the first is the general one. */
export const dealCategories = [
  { id: 0, name: 'Общая', sort: 100 },
  { id: 1, name: 'Сервис', sort: 200 },
] as const

/** Every entry of every directory, without its number. */
export const portalStatuses: readonly Omit<Status, 'id'>[] = Object.entries(DIRECTORIES).flatMap(
  ([entityId, entries]) => {
    return entries.map(([statusId, name, semantics, color], index) => ({
      ...{ entityId, statusId, name, nameInit: name, sort: (index + 1) * 10, isSystem: isSystem(statusId) },
      categoryId: entityId === 'DEAL_STAGE_1' ? 1 : entityId === 'DEAL_STAGE' ? 0 : null,
      color: color ?? '',
      semantics: semantics ?? null,
    }))
  },
)

/** The first stage and the two ends of a way cannot be taken away. */
function isSystem(statusId: string): boolean {
  return ['NEW', 'WON', 'LOSE', 'CONVERTED', 'JUNK', 'OTHER', 'CLIENT', 'CUSTOMER'].includes(
    statusId.replace('C1:', ''),
  )
}

type Sketch = readonly [
  name: string,
  typeId: string,
  label: string,
  more?: { multiple?: true; list?: readonly string[] },
]

const CONTACT_FIELDS: readonly Sketch[] = [
  [
    'UF_CRM_INTERESTS',
    'enumeration',
    'Интересы',
    { multiple: true, list: ['Опт', 'Розница', 'Сервис', 'Обучение', 'Аренда', 'Лизинг'] },
  ],
  ['UF_CRM_LOYALTY', 'enumeration', 'Лояльность', { list: ['Высокая', 'Средняя', 'Низкая'] }],
  ['UF_CRM_NEWSLETTER', 'boolean', 'Рассылка'],
  ['UF_CRM_ORDERS', 'integer', 'Заказов'],
  ['UF_CRM_TURNOVER', 'double', 'Оборот'],
  ['UF_CRM_FIRST_DEAL', 'date', 'Первая сделка'],
  ['UF_CRM_NEXT_CALL', 'datetime', 'Следующий звонок'],
  ['UF_CRM_SITE', 'url', 'Личный сайт'],
  ['UF_CRM_NICKNAMES', 'string', 'Прозвища', { multiple: true }],
]
const LEAD_FIELDS: readonly Sketch[] = [
  ['UF_CRM_CAMPAIGN', 'string', 'Кампания'],
  ['UF_CRM_HEAT', 'enumeration', 'Интерес', { list: ['Горячий', 'Тёплый', 'Холодный'] }],
]

/** Fields that the people of this portal have made: of contacts, then of leads. */
export const portalUserFields = [
  ...CONTACT_FIELDS.map((sketch) => ({ entityId: 'CRM_CONTACT', sketch })),
  ...LEAD_FIELDS.map((sketch) => ({ entityId: 'CRM_LEAD', sketch })),
].map(({ entityId, sketch: [fieldName, typeId, label, more] }, index) => ({
  ...{ entityId, fieldName, typeId, label, sort: 100 + index * 10 },
  isMultiple: more?.multiple === true,
  list: more?.list ?? [],
})) satisfies readonly (Pick<UserField, 'entityId' | 'fieldName' | 'typeId' | 'sort' | 'isMultiple'> & {
  list: readonly string[]
})[]
