import { partsOfStage, type AccountId, type NeighbourId, type StageId, type UserId } from '#shared/domain/ids.ts'
import {
  pipelineKey,
  stageKey,
  tagKey,
  type DealCounts,
  type DealQuery,
  type DealSort,
  type FoundDeals,
} from './deal-query.ts'
import { foldText } from './fold-text.ts'
import { NameCollation } from './name-collation.ts'

/** A deal as it is searched and sorted. */
export interface DealEntry {
  readonly id: NeighbourId
  readonly accountId: AccountId
  readonly name: string
  readonly price: number
  readonly stage: StageId | null
  readonly responsibleId: UserId | null
  /** Names, the main one first. */
  readonly contacts: readonly string[]
  readonly company: string
  readonly tags: readonly string[]
  /** What else it is found by. */
  readonly more?: string
  readonly updatedAt: number
}

/** How stages and users stand to one another. */
export interface DealNames {
  /** By `stageKey`: its place among all. */
  readonly stageRanks: ReadonlyMap<string, number>
  readonly users: ReadonlyMap<UserId, string>
}

interface Known extends DealEntry {
  /** All that is searched, folded. */
  readonly words: string
}

/**
 * All deals in memory. There are a hundred times fewer of them than of contacts: each is looked at for each question, along an
 * order that is kept until something changes.
 */
export class DealIndex {
  readonly #collation: NameCollation
  readonly #byId = new Map<NeighbourId, Known>()
  readonly #orders = new Map<DealSort, readonly Known[]>()
  #names: DealNames = { stageRanks: new Map(), users: new Map() }

  constructor(language: string) {
    this.#collation = new NameCollation(language)
  }

  get size(): number {
    return this.#byId.size
  }

  put(entries: readonly DealEntry[]): void {
    for (const entry of entries) {
      this.#byId.set(entry.id, {
        ...entry,
        words: foldText([entry.name, ...entry.contacts, entry.company, entry.more ?? ''].join(' ')),
      })
    }
    this.#orders.clear()
  }

  remove(ids: readonly NeighbourId[]): void {
    for (const id of ids) this.#byId.delete(id)
    this.#orders.clear()
  }

  /** All but these. */
  removeOthers(ids: ReadonlySet<NeighbourId>): void {
    this.remove([...this.#byId.keys()].filter((id) => !ids.has(id)))
  }

  rename(names: DealNames): void {
    this.#names = names
    this.#orders.clear()
  }

  find({ text, filters, sort }: DealQuery): FoundDeals {
    const words = foldText(text)
      .split(' ')
      .filter((word) => word !== '')
    const [tags, pipelines, stages, responsibles] = [
      new Set(filters.tags),
      new Set(filters.pipelines),
      new Set(filters.stages),
      new Set<UserId | null>(filters.responsibles),
    ]
    const isOf = ({ accountId }: Known) => filters.accountId === undefined || filters.accountId === accountId
    const isWanted = (deal: Known) =>
      isOf(deal) &&
      (pipelines.size === 0 || pipelines.has(keysOf(deal).pipeline)) &&
      (stages.size === 0 || stages.has(keysOf(deal).stage)) &&
      (tags.size === 0 || deal.tags.some((tag) => tags.has(tagKey(deal.accountId, tag)))) &&
      (responsibles.size === 0 || responsibles.has(deal.responsibleId)) &&
      words.every((word) => deal.words.includes(word))
    const found = this.#inOrder(sort.by).filter(isWanted)
    const ids = (sort.direction === 'asc' ? found : found.toReversed()).map(({ id }) => id)
    return { ids, counts: countOf([...this.#byId.values()].filter(isOf)) }
  }

  #inOrder(by: DealSort): readonly Known[] {
    const known = this.#orders.get(by)
    if (known !== undefined) return known
    const byName = (a: Known, b: Known) => this.#collation.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)
    const compare = this.#compareBy(by)
    const order = [...this.#byId.values()].sort((a, b) => compare(a, b) || byName(a, b))
    this.#orders.set(by, order)
    return order
  }

  #compareBy(by: DealSort): (a: Known, b: Known) => number {
    const collation = this.#collation
    const { stageRanks, users } = this.#names
    switch (by) {
      case 'name':
        return () => 0
      case 'price':
        return (a, b) => a.price - b.price
      case 'updated':
        return (a, b) => a.updatedAt - b.updatedAt
      case 'contact':
        return (a, b) => collation.compare(a.contacts[0] ?? '', b.contacts[0] ?? '')
      case 'responsible': {
        const nameOf = ({ responsibleId }: Known) => (responsibleId === null ? '' : (users.get(responsibleId) ?? ''))
        return (a, b) => collation.compare(nameOf(a), nameOf(b))
      }
      case 'stage': {
        const rankOf = (deal: Known) => stageRanks.get(keysOf(deal).stage) ?? stageRanks.size
        return (a, b) => rankOf(a) - rankOf(b)
      }
    }
  }
}

function keysOf({ accountId, stage }: DealEntry): { readonly pipeline: string; readonly stage: string } {
  if (stage === null) return { pipeline: '', stage: '' }
  return { pipeline: pipelineKey(accountId, partsOfStage(stage).pipelineId), stage: stageKey(accountId, stage) }
}

function countOf(deals: readonly DealEntry[]): DealCounts {
  const [tags, pipelines, stages, responsibles] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<UserId, number>(),
  ]
  const count = <Key>(counts: Map<Key, number>, key: Key) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const deal of deals) {
    const keys = keysOf(deal)
    count(pipelines, keys.pipeline)
    count(stages, keys.stage)
    if (deal.responsibleId !== null) count(responsibles, deal.responsibleId)
    for (const tag of deal.tags) count(tags, tagKey(deal.accountId, tag))
  }
  return { pipelines, stages, responsibles, tags }
}
