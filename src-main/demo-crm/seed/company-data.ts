import type { StoredRecord, StoredValue } from '../store/records.ts'
import { companyFieldIds, fieldDefinitions, users } from './account-data.ts'
import { HISTORY_SECONDS } from './contact-data.ts'
import type { SeedInput } from './contact-data.ts'
import { companyName } from './names.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import { phone } from './reach.ts'

/** Streams of companies stand far from those of contacts, so that both do not draw the same chances. */
const COMPANY_STREAMS = 1_000_000_007

/** A company by its position; the same input gives the same company. */
export function seedCompany(index: number, id: number, input: SeedInput): StoredRecord {
  const random = createRandom(input.seed, COMPANY_STREAMS + index)
  const createdAt = input.now - Math.floor(random.next() * HISTORY_SECONDS) - 60
  const author = random.pick(users).id
  return {
    id,
    name: companyName(random),
    firstName: '',
    lastName: '',
    responsibleUserId: random.pick(users).id,
    createdBy: author,
    updatedBy: author,
    createdAt,
    updatedAt: createdAt + Math.floor(random.next() * (input.now - createdAt)),
    closestTaskAt: null,
    trashed: false,
    companyId: null,
    mainContactId: null,
    tagIds: random.chance(0.3) && input.tagIds.length > 0 ? [random.pick(input.tagIds)] : [],
    fields: companyFields(index, random),
  }
}

const STREETS = [
  'г. Москва, ул. Тверская',
  'г. Москва, Варшавское шоссе',
  'г. Санкт-Петербург, Лиговский проспект',
  'г. Казань, ул. Декабристов',
  'г. Екатеринбург, ул. Белинского',
  'г. Новосибирск, ул. Станционная',
]

function companyFields(index: number, random: Random): { [id: string]: readonly StoredValue[] } {
  const fields: { [id: string]: readonly StoredValue[] } = {}
  function put(key: string, probability: number, make: (id: number) => StoredValue): void {
    const id = companyFieldIds.get(key)
    if (id !== undefined && random.chance(probability)) fields[id] = [make(id)]
  }
  put('phone', 0.7, (id) => ({ value: phone(random), enumId: id * 10 }))
  put('email', 0.5, (id) => ({ value: `info@company-${index}.example.com`, enumId: id * 10 }))
  put('web', 0.4, () => ({ value: `https://company-${index}.example.com` }))
  put('address', 0.4, () => ({ value: `${random.pick(STREETS)}, д. ${1 + random.int(90)}` }))
  put('branch', 0.4, (id) => {
    const options = fieldDefinitions.find((field) => field.id === id)?.options ?? []
    const option = random.pick(options)
    return { value: option.value, enumId: option.id }
  })
  put('staff', 0.2, () => ({ value: String(1 + random.int(900)) }))
  return fields
}
