import { defineStore } from 'pinia'
import { reactive, shallowRef, toRefs } from 'vue'
import type { NeighbourId, SaleKind } from '#shared/domain/ids.ts'
import { readDealLines, type DealLine } from '../db/read-deal-lines.ts'
import { noDealFilters, pipelineKey, stageKey, tagKey, type DealCounts, type DealQuery } from '../search/deal-query.ts'
import { useServices } from './services.ts'
import { useLastAnswer } from './use-last-answer.ts'

export { noDealFilters } from '../search/deal-query.ts'

/** What the list shows, taken over as a whole, so that count, order and lines always belong together. */
interface Shown {
  readonly ids: readonly NeighbourId[]
  readonly lines: ReadonlyMap<NeighbourId, DealLine>
  readonly counts: DealCounts
}

const nothing: Shown = {
  ids: [],
  lines: new Map(),
  counts: { pipelines: new Map(), stages: new Map(), responsibles: new Map(), tags: new Map() },
}
const FIRST_SCREEN = 60

/** The list of deals: what is asked, and the part of the answer that is on screen. */
export const useDealListStore = defineStore('deal-list', () => createSaleList('deal'))
/** The same of leads. */
export const useLeadListStore = defineStore('lead-list', () => createSaleList('lead'))
export const useSaleListStore = (kind: SaleKind) => (kind === 'deal' ? useDealListStore() : useLeadListStore())

function createSaleList(kind: SaleKind) {
  const { context, search } = useServices()
  const query = reactive<{ -readonly [K in keyof DealQuery]: DealQuery[K] }>({
    kind,
    text: '',
    filters: noDealFilters,
    sort: { by: 'updated', direction: 'desc' },
  })
  const shown = shallowRef<Shown>(nothing)
  /** Grows whenever the list may show something else. */
  const version = shallowRef(0)
  const isReading = shallowRef(true)
  let visible = { from: 0, to: FIRST_SCREEN }

  /** The new answer shows when its visible lines are read. */
  async function ask(): Promise<void> {
    const { ids, counts } = await search.findDeals(query)
    const from = visible.from < ids.length ? visible.from : 0
    const lines = await readDealLines(context.db, ids.slice(from, from + visible.to - visible.from))
    shown.value = { ids, counts, lines }
    version.value++
    isReading.value = false
  }
  // Nobody looks at deals before the page asks for them: then they are read.
  const { begin } = useLastAnswer({ ask, question: query, onChanged: (listener) => search.onDealsChanged(listener) })

  /** @param to exclusive */
  async function loadRange(from: number, to: number): Promise<void> {
    visible = { from: Math.max(0, from), to }
    const { ids, lines } = shown.value
    const missing = ids.slice(visible.from, to).filter((id) => !lines.has(id))
    if (missing.length === 0) return
    const read = await readDealLines(context.db, missing).catch(() => new Map<NeighbourId, DealLine>())
    // Else a newer answer is on screen by now; it was read for this very range.
    if (shown.value.ids === ids) shown.value = { ...shown.value, lines: new Map([...shown.value.lines, ...read]) }
  }

  const lineAt = (index: number): DealLine | undefined => shown.value.lines.get(shown.value.ids[index] as NeighbourId)
  const idAt = (index: number): NeighbourId | undefined => shown.value.ids[index]
  const indexOf = (id: NeighbourId): number => shown.value.ids.indexOf(id)

  const { text, filters, sort } = toRefs(query)
  return {
    ...{ text, filters, sort, shown, version, isReading, begin, loadRange, lineAt, idAt, indexOf },
    ...{ pipelineKey, stageKey, tagKey },
  }
}
