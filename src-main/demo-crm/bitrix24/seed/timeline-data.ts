import { createRandom } from '../../seed/random.ts'
import type { Random } from '../../seed/random.ts'
import type { SeedOptions } from '../../seed/seed-store.ts'
import { usualActivity } from '../crm/activity-fields.ts'
import { ACTIVITY, COMMENT, isCrmType, wordsOf } from '../crm/entities.ts'
import { storedMoment } from '../crm/field-values.ts'
import type { FieldMap, Item } from '../store/item-store.ts'
import type { PortalStore } from '../store/portal-store.ts'

/** Streams of chance that stand far from those of the records themselves. */
const TIMELINE_STREAMS = 5_000_000_029
const DAY = 86_400
const HOUR = 3600
/** The oldest comment of a record; most are younger than that by far, many older than a month. */
const OLDEST_DAYS = 300

const TODOS = ['Перезвонить', 'Отправить договор', 'Уточнить адрес доставки', 'Согласовать смету', 'Send the invoice']
const LETTERS = ['Коммерческое предложение', 'Счёт на оплату', 'Re: условия поставки', 'Документы на подпись']
const COMMENTS = [
  'Просил скидку за объём.',
  'Ждёт договор до пятницы.',
  'Познакомились на выставке, интересуется обучением.',
  'Переехали, [b]новый адрес[/b] пришлют письмом.',
  'Prefers to be called in the morning.',
]

/**
 * What was said, done and planned about a record: things to do, calls, letters, comments. The moment of its last activity
 * follows; that of its last change does not.
 */
export function seedTimeline(data: PortalStore, owner: Item, { seed, now }: SeedOptions): void {
  const random = createRandom(seed, TIMELINE_STREAMS + owner.type * 10_000_019 + owner.id)
  const moments = [
    ...(owner.id % 3 === 0 ? [putTodo(data, owner, random, now)] : []),
    ...(owner.id % 4 === 0 ? [putTalk(data, owner, random, now, 'call')] : []),
    ...(owner.id % 6 === 0 ? [putTalk(data, owner, random, now, 'letter')] : []),
    ...(owner.id % 4 === 1 ? putComments(data, owner, random, now) : []),
  ]
  if (moments.length === 0) return
  const fields = { ...owner.fields, LAST_ACTIVITY_TIME: storedMoment(Math.max(...moments)) }
  data.items.put({ ...owner, fields })
}

/** Half of them are late, a few are done. @returns the second it was made in */
function putTodo(data: PortalStore, owner: Item, random: Random, now: number): number {
  const created = now - HOUR - random.int(40 * DAY)
  const due = storedMoment(now + (random.int(20) - 8) * DAY + random.int(9) * HOUR)
  const isDone = random.chance(0.2)
  const subject = random.pick(TODOS)
  return putActivity(data, owner, created, {
    ...{ TYPE_ID: '6', PROVIDER_ID: 'CRM_TODO', PROVIDER_TYPE_ID: 'TODO', SUBJECT: subject, DESCRIPTION: subject },
    ...{ START_TIME: due, END_TIME: due, DEADLINE: due, COMPLETED: isDone ? 'Y' : 'N', STATUS: isDone ? '2' : '1' },
    COMMUNICATIONS: [],
  })
}

/** A call or a letter, of the last ninety days, over. */
function putTalk(data: PortalStore, owner: Item, random: Random, now: number, kind: 'call' | 'letter'): number {
  const created = now - HOUR - random.int(90 * DAY)
  const isIncoming = random.chance(0.5)
  const [typeId, reach] =
    kind === 'call' ? (['PHONE', '+74950000001'] as const) : (['EMAIL', 'info@example.ru'] as const)
  const known = data.multifields.of(owner.type, owner.id).find((field) => field.typeId === typeId)
  const communication = { TYPE: typeId, VALUE: known?.value ?? reach, ENTITY_ID: String(owner.id) }
  const words =
    kind === 'call'
      ? { TYPE_ID: '2', PROVIDER_ID: 'VOXIMPLANT_CALL', PROVIDER_TYPE_ID: 'CALL', SUBJECT: 'Звонок' }
      : { TYPE_ID: '4', PROVIDER_ID: 'CRM_EMAIL', PROVIDER_TYPE_ID: 'EMAIL', SUBJECT: random.pick(LETTERS) }
  const end = storedMoment(created + 60 + random.int(600))
  return putActivity(data, owner, created, {
    ...words,
    ...{ START_TIME: storedMoment(created), END_TIME: end, DEADLINE: end, COMPLETED: 'Y', STATUS: '2' },
    DIRECTION: isIncoming ? '1' : '2',
    COMMUNICATIONS: [JSON.stringify({ ...communication, ENTITY_TYPE_ID: String(owner.type) })],
  })
}

function putActivity(data: PortalStore, owner: Item, created: number, fields: FieldMap): number {
  const user = owner.fields['ASSIGNED_BY_ID'] ?? '1'
  const stamp = storedMoment(created)
  data.items.put({
    ...{ type: ACTIVITY, id: data.items.nextId('activities'), created, modified: created },
    ...{ ownerType: owner.type, ownerId: owner.id },
    fields: {
      ...usualActivity,
      ...{ OWNER_TYPE_ID: String(owner.type), OWNER_ID: String(owner.id), CREATED: stamp, LAST_UPDATED: stamp },
      ...{ RESPONSIBLE_ID: user, AUTHOR_ID: user, EDITOR_ID: user },
      ...fields,
    },
  })
  return created
}

/** One to three, the first of them more than a month old. @returns the seconds they were written in */
function putComments(data: PortalStore, owner: Item, random: Random, now: number): number[] {
  const ages = [31 * DAY + random.int((OLDEST_DAYS - 31) * DAY)]
  if (random.chance(0.6)) ages.push(HOUR + random.int(25 * DAY))
  if (random.chance(0.2)) ages.push(HOUR + random.int(2 * DAY))
  return ages
    .toSorted((a, b) => b - a)
    .map((age) => putComment(data, owner, now - age, random.pick(COMMENTS), String(1 + random.int(6))))
}

function putComment(data: PortalStore, owner: Item, created: number, text: string, author: string): number {
  const entity = isCrmType(owner.type) ? wordsOf(owner.type).method : ''
  data.items.put({
    ...{ type: COMMENT, id: data.items.nextId('comments'), created, modified: created },
    ...{ ownerType: owner.type, ownerId: owner.id },
    fields: {
      ...{ ENTITY_ID: String(owner.id), ENTITY_TYPE: entity, CREATED: storedMoment(created), COMMENT: text },
      ...{ AUTHOR_ID: author, FILES: [] },
    },
  })
  return created
}
