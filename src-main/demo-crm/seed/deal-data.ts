import type { DealPart, FieldValues, StoredRecord, StoredValue } from '../store/records.ts'
import { dealFieldIds, neighbourFields, users } from './account-data.ts'
import { lossReasons, LOST_STAGE, usedStages, WON_STAGE } from './neighbour-data.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'

const DAY = 86_400
/** Streams of deals and customers stand far from those of contacts and companies. */
const DEAL_STREAMS = 2_000_000_011
const CUSTOMER_STREAMS = 2_500_000_001

/** What a seeded deal or customer depends on. */
export type PartnerInput = {
  readonly seed: number
  /** Whole seconds. */
  readonly now: number
  readonly tagIds: readonly number[]
  /** The contact that it is about. */
  readonly contact: Pick<StoredRecord, 'name' | 'companyId' | 'responsibleUserId' | 'createdAt'>
}

const SUBJECTS = ['Поставка', 'Ремонт', 'Монтаж', 'Аренда', 'Обслуживание', 'Консультация', 'Website', 'Обучение']

/** A deal by its position; the same input gives the same deal. */
export function seedDeal(index: number, id: number, input: PartnerInput): StoredRecord {
  const random = createRandom(input.seed, DEAL_STREAMS + index)
  const blank = blankRecord(id, random, input)
  return {
    ...blank,
    name: `${random.pick(SUBJECTS)} ${input.contact.name}`.trim(),
    tagIds: random.chance(0.4) ? [...new Set([tagAt(random, input), tagAt(random, input)])] : [],
    fields: dealFields(random, input.now),
    deal: dealPart(random, blank.updatedAt, input.now),
  }
}

/** A customer by its position; the same input gives the same customer. */
export function seedCustomer(index: number, id: number, input: PartnerInput): StoredRecord {
  const random = createRandom(input.seed, CUSTOMER_STREAMS + index)
  const nextAt = random.chance(0.8) ? input.now + random.int(90) * DAY : null
  return {
    ...blankRecord(id, random, input),
    name: input.contact.name || `Покупатель ${index + 1}`,
    tagIds: random.chance(0.3) ? [tagAt(random, input)] : [],
    customer: { nextPrice: random.int(200) * 500, nextAt },
  }
}

function blankRecord(id: number, random: Random, { now, contact }: PartnerInput): StoredRecord {
  const createdAt = contact.createdAt + Math.floor(random.next() * (now - contact.createdAt))
  const author = random.pick(users).id
  return {
    id,
    name: '',
    firstName: '',
    lastName: '',
    responsibleUserId: random.chance(0.8) ? contact.responsibleUserId : author,
    createdBy: author,
    updatedBy: author,
    createdAt,
    updatedAt: createdAt + Math.floor(random.next() * (now - createdAt)),
    closestTaskAt: null,
    trashed: false,
    companyId: contact.companyId,
    mainContactId: null,
    tagIds: [],
    fields: {},
  }
}

function dealPart(random: Random, updatedAt: number, now: number): DealPart {
  const [pipelineId, stageId] = usedStages[random.zipf(usedStages.length)] ?? [0, 0]
  const isClosed = stageId === WON_STAGE || stageId === LOST_STAGE
  const isExplained = stageId === LOST_STAGE && random.chance(0.7)
  return {
    price: random.chance(0.15) ? 0 : (1 + random.int(900)) * 1000 + (random.chance(0.2) ? 990 : 0),
    pipelineId,
    stageId,
    lossReasonId: isExplained ? random.pick(lossReasons(now)).id : null,
    closedAt: isClosed ? updatedAt : null,
  }
}

function tagAt(random: Random, { tagIds }: PartnerInput): number {
  return tagIds[random.zipf(tagIds.length)] ?? 0
}

function dealFields(random: Random, now: number): FieldValues {
  const fields: { [id: string]: readonly StoredValue[] } = {}
  const id = (key: string): number => dealFieldIds.get(key) ?? 0
  if (random.chance(0.5)) {
    const option = random.pick(neighbourFields.find((field) => field.id === id('channel'))?.options ?? [])
    fields[id('channel')] = [{ value: option.value, enumId: option.id }]
  }
  if (random.chance(0.3)) fields[id('deadline')] = [{ value: now - (now % DAY) + random.int(60) * DAY }]
  if (random.chance(0.2)) fields[id('contract')] = [{ value: `№ ${100 + random.int(900)}/25` }]
  if (random.chance(0.2)) fields[id('source')] = [{ value: random.pick(['google', 'yandex', 'vk']) }]
  return fields
}
