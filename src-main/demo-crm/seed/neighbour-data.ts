import type { Catalog } from '../store/catalog-store.ts'
import type { Channel } from '../store/chat-store.ts'
import type { LossReason, Pipeline, Stage } from '../store/pipeline-store.ts'

/** What deals, catalogs and chats of the seeded account are made of. Ids are fixed, so that a test may name them. */
export const pipelines: readonly Pipeline[] = [
  { id: 3_177_727, name: 'Воронка', sort: 1, isMain: true, takesUnsorted: true },
  { id: 3_177_931, name: 'Сервис и гарантия', sort: 2, isMain: false, takesUnsorted: false },
]

/** The vendor gives the two last stages the same ids in every pipeline. */
export const WON_STAGE = 142
export const LOST_STAGE = 143

const INCOMING_COLOR = '#c1c1c1'
const WON_COLOR = '#CCFF66'
const LOST_COLOR = '#D5D8DB'

/** Stages that every pipeline has besides its own. */
export function standardStages(pipelineId: number, incomingId: number): readonly Stage[] {
  return [
    { pipelineId, id: incomingId, name: 'Неразобранное', sort: 10, color: INCOMING_COLOR, kind: 'incoming' },
    { pipelineId, id: WON_STAGE, name: 'Успешно реализовано', sort: 10_000, color: WON_COLOR, kind: 'won' },
    { pipelineId, id: LOST_STAGE, name: 'Закрыто и не реализовано', sort: 11_000, color: LOST_COLOR, kind: 'lost' },
  ]
}

const own: readonly (readonly [pipeline: number, id: number, name: string, color: string])[] = [
  [3_177_727, 32_392_159, 'Первичный контакт', '#99ccff'],
  [3_177_727, 32_392_165, 'Переговоры', '#ffff99'],
  [3_177_727, 32_392_171, 'Принимают решение', '#ffcc66'],
  [3_177_727, 32_392_177, 'Согласование договора', '#ffcccc'],
  [3_177_931, 32_392_201, 'Заявка принята', '#99ccff'],
  [3_177_931, 32_392_207, 'Мастер выехал', '#ffff99'],
]

export const stages: readonly Stage[] = [
  ...standardStages(3_177_727, 32_392_156),
  ...standardStages(3_177_931, 32_392_198),
  ...own.map(([pipelineId, id, name, color], index): Stage => {
    return { pipelineId, id, name, sort: (index + 2) * 10, color, kind: 'open' }
  }),
]

/** Stages in which seeded deals stand, from the most used to the least. */
export const usedStages: readonly (readonly [pipelineId: number, stageId: number])[] = [
  [3_177_727, 32_392_159],
  [3_177_727, WON_STAGE],
  [3_177_727, 32_392_165],
  [3_177_727, LOST_STAGE],
  [3_177_727, 32_392_171],
  [3_177_931, 32_392_201],
  [3_177_727, 32_392_177],
  [3_177_931, WON_STAGE],
]

/** Why deals are lost, as old as the account is used. */
export function lossReasons(now: number): readonly LossReason[] {
  return ['Слишком дорого', 'Пропала потребность', 'Не устроили условия', 'Выбрали других'].map((name, index) => ({
    id: 4_203_748 + index,
    name,
    sort: (index + 1) * 10_000,
    createdAt: now - 700 * 86_400,
  }))
}

/** One catalog of goods and one of something else. */
export function catalogs(now: number, userId: number): readonly Catalog[] {
  const stamps = { createdBy: userId, updatedBy: userId, createdAt: now - 600 * 86_400, updatedAt: now - 90 * 86_400 }
  return [
    { id: 4521, name: 'Товары', sort: 10, kind: 'goods', ...stamps },
    { id: 4523, name: 'Абонементы', sort: 20, kind: 'plain', ...stamps },
  ]
}

export const FIRST_ITEM_ID = 525_439
export const items: readonly (readonly [catalogId: number, name: string])[] = [
  [4521, 'Шуруповёрт аккумуляторный 18 В'],
  [4521, 'Перфоратор SDS+'],
  [4521, 'Кабель ВВГнг 3×2,5, м'],
  [4521, 'Доставка по городу'],
  [4521, 'Installation kit "Pro"'],
  [4523, 'Обслуживание, 12 месяцев'],
  [4523, 'Обслуживание, 3 месяца'],
]

export const channels: readonly Channel[] = [
  { id: '0a7d4e7c-3f0a-4b35-9d0d-0c1f6a6e1001', name: 'Telegram', owner: 'this-integration' },
  { id: '0a7d4e7c-3f0a-4b35-9d0d-0c1f6a6e1002', name: 'WhatsApp', owner: 'this-integration' },
  { id: '0a7d4e7c-3f0a-4b35-9d0d-0c1f6a6e1003', name: 'Instagram', owner: 'another-integration' },
  { id: '0a7d4e7c-3f0a-4b35-9d0d-0c1f6a6e1004', name: 'Internal', owner: 'internal' },
]

/** From the most used to the least; colours are of the vendor's palette. */
export const dealTags: readonly (readonly [name: string, color: string | null])[] = [
  ['срочно', 'FF8F92'],
  ['опт', '86C0FC'],
  ['повторная', null],
  ['тендер', 'FFCE5A'],
  ['рассрочка', '90CDB0'],
  ['import', null],
]

export const customerTags: readonly string[] = ['постоянный', 'золотой', 'скидка 5%']
