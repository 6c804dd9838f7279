import type { FieldValues, StoredRecord, StoredValue } from '../store/records.ts'
import { contactFieldIds, fieldDefinitions, REMOVED_USER_ID, users } from './account-data.ts'
import { personName } from './names.ts'
import type { PersonName } from './names.ts'
import { applyOddity, oddityOf } from './oddities.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import { email, messenger, phone } from './reach.ts'

const DAY = 86_400
/** Records are spread over this long before now. */
export const HISTORY_SECONDS = 3 * 365 * DAY

/** What a seeded contact depends on: nothing else does, so the same input gives the same contact. */
export type SeedInput = {
  readonly seed: number
  /** Whole seconds. */
  readonly now: number
  readonly companyIds: readonly number[]
  readonly tagIds: readonly number[]
}

/** @param index 0 is the first contact; its id is given by the caller */
export function seedContact(index: number, id: number, input: SeedInput): StoredRecord {
  const oddity = oddityOf(index)
  // A duplicate is made of the chances of the contact before it.
  const isTwin = oddity === 'exact-duplicate' || oddity === 'near-duplicate'
  const random = createRandom(input.seed, isTwin ? index - 1 : index)
  const name = personName(random)
  const plain = ordinary(id, name, random, input)
  return applyOddity(plain, oddity, createRandom(input.seed, -1 - index), input)
}

function ordinary(id: number, name: PersonName, random: Random, input: SeedInput): StoredRecord {
  const createdAt = input.now - Math.floor(random.next() ** 1.4 * HISTORY_SECONDS) - 60
  // Half of the contacts were never touched again.
  const updatedAt = random.chance(0.5) ? createdAt : createdAt + Math.floor(random.next() * (input.now - createdAt))
  const author = random.chance(0.01) ? REMOVED_USER_ID : random.pick(users).id
  const isNameOnly = random.chance(0.12)
  return {
    id,
    name: `${name.first} ${name.last}`,
    firstName: isNameOnly ? '' : name.first,
    lastName: isNameOnly ? '' : name.last,
    responsibleUserId: users[random.zipf(users.length)]?.id ?? 0,
    createdBy: random.chance(0.1) ? 0 : author,
    updatedBy: author,
    createdAt,
    updatedAt,
    closestTaskAt: random.chance(0.08) ? input.now + random.int(30 * DAY) : null,
    trashed: false,
    companyId: random.chance(0.6) && input.companyIds.length > 0 ? random.pick(input.companyIds) : null,
    mainContactId: null,
    tagIds: pickTags(random, input.tagIds),
    fields: ordinaryFields(name, random, input.now),
  }
}

function pickTags(random: Random, tagIds: readonly number[]): number[] {
  const count = random.chance(0.45) ? 0 : 1 + random.zipf(5)
  const picked = Array.from({ length: count }, () => tagIds[random.zipf(tagIds.length)])
  return [...new Set(picked.filter((id) => id !== undefined))]
}

const POSITIONS = [
  'Директор',
  'Генеральный директор',
  'Менеджер',
  'Закупщик',
  'Бухгалтер',
  'Инженер',
  'Owner',
  'CEO',
  'Секретарь',
  'Прораб',
]
/** A street that the city has, and the digits that its post codes begin with. */
const PLACES = [
  { city: 'Москва', street: 'Ленинский проспект', zip: '119' },
  { city: 'Санкт-Петербург', street: 'Невский проспект', zip: '191' },
  { city: 'Казань', street: 'ул. Баумана', zip: '420' },
  { city: 'Екатеринбург', street: 'ул. Малышева', zip: '620' },
  { city: 'Алматы', street: 'пр. Абая', zip: '050' },
  { city: 'Нижний Новгород', street: 'Большая Покровская ул.', zip: '603' },
  { city: 'Новосибирск', street: 'Красный проспект', zip: '630' },
]

function ordinaryFields(name: PersonName, random: Random, now: number): FieldValues {
  const fields: { [id: string]: readonly StoredValue[] } = {}
  function put(key: string, probability: number, make: () => readonly StoredValue[]): void {
    const id = contactFieldIds.get(key)
    if (id !== undefined && random.chance(probability)) fields[id] = make()
  }
  const one = (value: string | number | boolean): StoredValue[] => [{ value }]
  put('position', 0.5, () => one(random.pick(POSITIONS)))
  put('phone', 0.88, () => several(random, () => typed('phone', phone(random), random.int(6))))
  put('email', 0.65, () => several(random, () => typed('email', email(random, name), random.int(3))))
  put('im', 0.1, () => [typed('im', messenger(random, name), random.int(6))])
  put('source', 0.4, () => [choice('source', random.zipf(6))])
  put('interests', 0.2, () => [...new Set([random.int(6), random.int(6)])].map((index) => choice('interests', index)))
  put('loyalty', 0.15, () => [choice('loyalty', random.int(3))])
  put('newsletter', 0.3, () => one(random.chance(0.7)))
  put('orders', 0.2, () => one(String(random.int(200))))
  put('turnover', 0.15, () => one(`${random.int(1_000_000)}.${random.int(10)}0`))
  put('firstDeal', 0.15, () => one(midnight(now - random.int(HISTORY_SECONDS))))
  put('nextCall', 0.1, () => one(now + random.int(60) * 1800))
  put('birthday', 0.15, () => one(midnight(now - (18 + random.int(60)) * 365 * DAY)))
  put('site', 0.08, () => one(`https://${random.pick(['www.', ''])}example-${random.int(900)}.ru/`))
  put('note', 0.15, () => one(random.pick(NOTES)))
  put('street', 0.08, () => one(`ул. Ленина, д. ${1 + random.int(120)}, кв. ${1 + random.int(300)}`))
  put('delivery', 0.06, () => {
    const house = 1 + random.int(99)
    const { city, street, zip } = random.pick(PLACES)
    return [
      { value: `${street}, ${house}`, enumId: 1 },
      { value: city, enumId: 3 },
      { value: `${zip}${String(random.int(1000)).padStart(3, '0')}`, enumId: 5 },
    ]
  })
  put('requisites', 0.04, () => [
    { value: { name: `ИП ${name.last}`, entity_type: 1, vat_id: String(770_000_000_000 + random.int(999_999)) } },
  ])
  return fields
}

const NOTES = [
  'Просил перезвонить после праздников.',
  'Не звонить до 11:00!',
  'Интересует доставка в регионы;\nскидка от 3-х единиц.',
  'Познакомились на выставке, очень тёплый разговор 🙂',
  'Prefers e-mail. Speaks English & German.',
]

/** Mostly one, now and then two or three. */
function several(random: Random, make: () => StoredValue): StoredValue[] {
  const count = random.chance(0.75) ? 1 : 2 + random.int(2)
  return Array.from({ length: count }, make)
}

/** A value with the kind at `index` of the field's list. */
export function typed(key: string, value: string, index: number): StoredValue {
  const option = optionsOf(key)[index]
  return option === undefined ? { value } : { value, enumId: option.id }
}

/** The option at `index` of the list of a field. */
export function choice(key: string, index: number): StoredValue {
  const option = optionsOf(key)[index]
  return option === undefined ? { value: '' } : { value: option.value, enumId: option.id }
}

const optionsByKey = new Map(
  [...contactFieldIds].map(([key, id]) => [key, fieldDefinitions.find((field) => field.id === id)?.options ?? []]),
)

function optionsOf(key: string) {
  return optionsByKey.get(key) ?? []
}

function midnight(seconds: number): number {
  return seconds - (((seconds % DAY) + DAY) % DAY)
}
