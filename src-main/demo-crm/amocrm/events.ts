import { emptyReply } from '../http/exchange.ts'
import type { StoredEvent, User } from '../store/records.ts'
import { hal, nothingThere, validationProblem } from './answers.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext, Handler } from './context.ts'
import { SINGULAR } from './entity-words.ts'
import { EVENT_TYPES, readEventQuery } from './event-filter.ts'
import { decodeEventId, encodeEventId, formatEvent } from './event-format.ts'
import { readWith } from './list-parameters.ts'
import { pageLinks, readPage, readSeen } from './paging.ts'
import { mayView, rightsOf } from './rights.ts'

/** GET /events: of records that the user may see. */
export const listEvents: Handler = (context, { call, user }) => {
  const { eventsMaxLimit, defaultLimit } = context.switches()
  const page = readPage(call.query, defaultLimit, eventsMaxLimit)
  const read = readEventQuery(call.query, context.switches())
  if ('errors' in read) return validationProblem([{ request_id: '0', errors: read.errors }])
  const query = { ...read.query, to: delayedEnd(context, read.query.to) }
  const found = readSeen(
    page,
    (limit, offset) => context.store.events.list({ ...query, limit, offset }),
    (event) => isSeen(context, user, event),
  )
  if (found.length === 0) return emptyReply(204)
  const withs = readWith(call.query)
  const shown = found.slice(0, page.limit)
  return hal({
    _page: page.page,
    _links: pageLinks(call, page, found.length > page.limit),
    _embedded: {
      events: shown.map((event) => formatEvent(event, call.base, context.account.id, nameFor(context, event, withs))),
    },
  })
}

/** Of a record that is gone for good nobody's rights are left to ask. */
function isSeen(context: AmoContext, user: User, { entity, entityId }: StoredEvent): boolean {
  if (entity === 'tasks' || rightsOf(user, entity).view === 'all') return true
  const record = context.store.records.find(entity, entityId)
  return record === undefined || mayView(context.store, user, entity, record)
}

function delayedEnd(context: AmoContext, to: number | undefined): number | undefined {
  const { eventsDelay } = context.switches()
  return eventsDelay === 0 ? to : Math.min(to ?? Infinity, nowSeconds(context) - eventsDelay)
}

/** GET /events/{id} */
export const getEvent: Handler = (context, { call, params, user }) => {
  const id = params[0] ?? ''
  const event = context.store.events.find(decodeEventId(id) ?? 0)
  const isTheirs = event !== undefined && encodeEventId(event) === id && isSeen(context, user, event)
  if (!isTheirs) return nothingThere(context.switches().missingStatus)
  return hal(formatEvent(event, call.base, context.account.id, nameFor(context, event, readWith(call.query))))
}

/** GET /events/types: the types that this server emits. */
export const listEventTypes: Handler = (_context, { call }) => {
  const types = [...EVENT_TYPES.keys()]
  return hal({
    _total_items: types.length,
    _links: { self: { href: `${call.base}/api/v4/events/types` } },
    _embedded: { events_types: types.map((key) => ({ key, type: typeGroup(key), lang: TYPE_NAMES[key] ?? key })) },
  })
}

/** The vendor groups types by what they are about. */
function typeGroup(key: string): number {
  return /^(contact|company|lead|customer)_/.test(key) ? 1 : 4
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  contact_added: 'Новый контакт',
  contact_deleted: 'Контакт удалён',
  contact_restored: 'Контакт восстановлен',
  contact_linked: 'Прикрепление контакта',
  contact_unlinked: 'Открепление контакта',
  company_added: 'Новая компания',
  company_deleted: 'Компания удалена',
  company_restored: 'Компания восстановлена',
  entity_merged: 'Выполнено объединение',
  entity_linked: 'Прикрепление',
  entity_unlinked: 'Открепление',
  entity_tag_added: 'Теги добавлены',
  entity_tag_deleted: 'Теги убраны',
  entity_responsible_changed: 'Ответственный изменен',
  name_field_changed: 'Изменение поля «Название»',
  custom_field_value_changed: 'Изменение поля',
  lead_added: 'Новая сделка',
  lead_deleted: 'Сделка удалена',
  lead_restored: 'Сделка восстановлена',
  lead_status_changed: 'Изменение этапа продажи',
  sale_field_changed: 'Изменение поля «Бюджет»',
  customer_added: 'Новый покупатель',
  customer_deleted: 'Покупатель удалён',
  customer_restored: 'Покупатель восстановлен',
  common_note_added: 'Новое примечание',
  common_note_deleted: 'Примечание удалено',
  attachment_note_added: 'Добавлен новый файл',
  incoming_call: 'Входящий звонок',
  outgoing_call: 'Исходящий звонок',
  task_added: 'Новая задача',
  task_completed: 'Завершение задачи',
  task_deleted: 'Задача удалена',
}

function nameFor(context: AmoContext, event: StoredEvent, withs: ReadonlySet<string>): string | undefined {
  if (event.entity === 'tasks' || !withs.has(`${SINGULAR[event.entity]}_name`)) return undefined
  return context.store.records.find(event.entity, event.entityId)?.name
}
