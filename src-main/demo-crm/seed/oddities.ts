import type { FieldValues, StoredRecord, StoredValue } from '../store/records.ts'
import { contactFieldIds } from './account-data.ts'
import type { Random } from './random.ts'

/** What makes a contact unlike the ordinary ones. Every real base holds some of each. */
export type Oddity = (typeof oddities)[number]

const oddities = [
  'empty',
  'enormous',
  'exact-duplicate',
  'near-duplicate',
  'emoji',
  'right-to-left',
  'long-name',
  'whitespace',
  'looks-like-code',
  'nothing-but-phone',
] as const

/** The first forty contacts show every oddity; after them they become rare. */
const SHOWCASE = 40
const SHOWCASE_STEP = 4
const RARE_STEP = 97

/** Decided by position alone, so that a small base and a large one begin alike. */
export function oddityOf(index: number): Oddity | undefined {
  const step = index < SHOWCASE ? SHOWCASE_STEP : RARE_STEP
  if (index % step !== step - 1) return undefined
  const count = index < SHOWCASE ? Math.floor(index / step) : Math.floor(index / step) + 3
  return oddities[count % oddities.length]
}

/** Turns an ordinary contact into an odd one. */
export function applyOddity(
  record: StoredRecord,
  oddity: Oddity | undefined,
  random: Random,
  pools: { readonly tagIds: readonly number[] },
): StoredRecord {
  switch (oddity) {
    case undefined:
    case 'exact-duplicate':
      return record
    case 'empty':
      return { ...record, name: '', firstName: '', lastName: '', companyId: null, tagIds: [], fields: {} }
    case 'enormous':
      return { ...record, tagIds: pools.tagIds, fields: { ...record.fields, ...enormousFields(random) } }
    case 'near-duplicate':
      return { ...record, name: swapLetters(record.name), firstName: swapLetters(record.firstName), tagIds: [] }
    case 'emoji':
      return named(record, `${record.firstName || record.name} 🚀`, '👩‍💻🇬🇪')
    case 'right-to-left':
      return random.chance(0.5) ? named(record, 'محمد', 'الخطيب') : named(record, 'יעל', 'כהן')
    case 'long-name':
      return named(
        record,
        'Пабло Диего Хосе Франсиско де Паула Хуан Непомусено Мария де лос Ремедиос Сиприано',
        LONG_LAST,
      )
    case 'whitespace':
      return named(record, `  ${record.firstName || 'Анна'} `, ` ${record.lastName || 'Лишняя'}\u00a0`)
    case 'looks-like-code':
      return named(record, `Robert<b>'); DROP TABLE`, '=1+1 & {{name}} "\\" %s')
    case 'nothing-but-phone':
      return { ...record, name: '', firstName: '', lastName: '', fields: onlyPhones(record.fields) }
  }
}

const LONG_LAST = 'Крисписпиньяно де ла Сантисима Тринидад Руис и Пикассо-Римский-Корсаков-Голенищев-Кутузов'

function named(record: StoredRecord, firstName: string, lastName: string): StoredRecord {
  return { ...record, firstName, lastName, name: `${firstName} ${lastName}` }
}

function swapLetters(name: string): string {
  return name.length < 3 ? `${name}а` : `${name.slice(0, 1)}${name.charAt(2)}${name.charAt(1)}${name.slice(3)}`
}

function onlyPhones(fields: FieldValues): FieldValues {
  const id = contactFieldIds.get('phone') ?? 0
  return { [id]: fields[id] ?? [{ value: '+7 900 000-00-00', enumId: id * 10 }] }
}

/** Eight phones, ten addresses and five thousand characters of remarks. */
function enormousFields(random: Random): FieldValues {
  const fields: { [id: string]: readonly StoredValue[] } = {}
  const [phoneId, emailId, noteId] = ['phone', 'email', 'note'].map((key) => contactFieldIds.get(key) ?? 0)
  if (phoneId === undefined || emailId === undefined || noteId === undefined) return fields
  fields[phoneId] = Array.from({ length: 8 }, (_, index) => ({
    value: `+7 (495) ${100 + random.int(900)}-${10 + random.int(90)}-${10 + index}`,
    enumId: phoneId * 10 + (index % 6),
  }))
  fields[emailId] = Array.from({ length: 10 }, (_, index) => ({
    value: `department-${index}.${random.int(1000)}@very-long-company-name.example.com`,
    enumId: emailId * 10 + (index % 3),
  }))
  fields[noteId] = [{ value: 'Долгая история переговоров: звонок, письмо, встреча, счёт. '.repeat(90).slice(0, 5000) }]
  return fields
}
