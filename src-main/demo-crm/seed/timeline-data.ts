import type { StoredRecord } from '../store/records.ts'
import { FIRST_NOTE_ID } from '../store/note-store.ts'
import { int } from '../store/sql.ts'
import type { Store } from '../store/store.ts'
import { FIRST_TASK_ID } from '../store/task-store.ts'
import { users } from './account-data.ts'
import { channels } from './neighbour-data.ts'
import type { NeighbourOptions } from './seed-neighbours.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'

const DAY = 86_400
const TASK_STREAMS = 3_000_000_019
const NOTE_STREAMS = 3_500_000_017
const CHAT_STREAMS = 3_700_000_007
const MOST = 5000

const TASK_TEXTS = [
  'Перезвонить',
  'Отправить коммерческое предложение',
  'Уточнить реквизиты',
  'Встреча в офисе',
  'Send invoice',
]
const WORDS = [
  'Просил скидку.',
  'Созвонились, ждёт договор.',
  'Был на выставке.',
  'Перенесли встречу.',
  'Asked for a demo.',
]

/** Every contact that awaits a task gets that very one, so that contacts stay as they are; some have one that is done. */
export function seedTasks(store: Store, { seed, now }: NeighbourOptions): void {
  const sql =
    'SELECT id, closest_task_at, responsible_user_id FROM contacts WHERE closest_task_at IS NOT NULL ORDER BY id'
  let id = FIRST_TASK_ID
  for (const row of store.sql.all(sql)) {
    const random = createRandom(seed, TASK_STREAMS + int(row, 'id'))
    const about = { entity: 'contacts', entityId: int(row, 'id') } as const
    const author = int(row, 'responsible_user_id')
    const createdAt = now - 60 - random.int(20 * DAY)
    const stamps = { responsibleUserId: author, createdBy: author, updatedBy: author, createdAt, updatedAt: createdAt }
    const due = { typeId: 1 + random.int(2), text: random.pick(TASK_TEXTS), dueAt: int(row, 'closest_task_at') }
    store.tasks.put({ id: ++id, ...about, ...due, duration: 0, isDone: false, result: null, ...stamps })
    if (!random.chance(0.4)) continue
    const past = { typeId: 1, text: random.pick(TASK_TEXTS), dueAt: createdAt, duration: 0 }
    store.tasks.put({
      id: ++id,
      ...about,
      ...past,
      isDone: true,
      result: random.chance(0.5) ? 'Готово' : null,
      ...stamps,
    })
  }
}

/** Notes of every sort at deals and at their contacts. */
export function seedNotes(store: Store, { seed, now }: NeighbourOptions, deals: readonly StoredRecord[]): void {
  let id = FIRST_NOTE_ID
  for (const deal of deals) {
    const random = createRandom(seed, NOTE_STREAMS + deal.id)
    const [main] = store.links.contactsOf('deals', [deal.id])
    const at = deal.updatedAt
    const author = random.pick(users).id
    const stamps = { responsibleUserId: author, createdBy: author, updatedBy: author, createdAt: at, updatedAt: at }
    const isPinned = random.chance(0.1)
    store.notes.put({ id: ++id, entity: 'deals', entityId: deal.id, ...noteAt(random, now), isPinned, ...stamps })
    if (main === undefined) continue
    for (let count = random.int(3); count > 0; count -= 1) {
      const about = { entity: 'contacts', entityId: main.contactId, isPinned: false } as const
      store.notes.put({ id: ++id, ...about, ...noteAt(random, now), ...stamps })
    }
  }
}

function noteAt(random: Random, now: number): { kind: string; content: Readonly<Record<string, unknown>> } {
  const call = { uniq: `call-${random.int(1e9)}`, duration: random.int(600), source: 'АТС', phone: '+74950000001' }
  switch (random.int(7)) {
    case 0:
      return { kind: 'call-in', content: { ...call, link: null, call_responsible: 'Секретарь' } }
    case 1:
      return { kind: 'call-out', content: call }
    case 2:
      return {
        kind: 'service',
        content: { service: 'Telegram', text: `Заявка от ${new Date(now * 1000).getUTCFullYear()}` },
      }
    default:
      return { kind: 'comment', content: { text: random.pick(WORDS) } }
  }
}

/** Every tenth contact has a chat, some have two; every channel has one chat that nobody is tied to. */
export function seedChats(store: Store, { contacts, seed }: NeighbourOptions, firstContact: number): void {
  channels.forEach((channel, index) => {
    store.chats.addChat({
      id: uuid(createRandom(seed, CHAT_STREAMS - 1 - index)),
      channelId: channel.id,
      title: 'Гость',
    })
  })
  for (let index = 0; index < Math.min(contacts, MOST * 10); index += 10) {
    const contact = store.records.findVisible('contacts', firstContact + index)
    if (contact === undefined) continue
    const random = createRandom(seed, CHAT_STREAMS + index)
    for (let count = random.chance(0.3) ? 2 : 1; count > 0; count -= 1) {
      const id = uuid(random)
      store.chats.addChat({ id, channelId: channels[random.zipf(3)]?.id ?? '', title: contact.name })
      store.chats.bind(id, contact.id, false)
    }
  }
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.int(16).toString(16)).join('')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)]
  return parts.join('-')
}
