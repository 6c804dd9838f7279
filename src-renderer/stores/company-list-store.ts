import { defineStore } from 'pinia'
import { reactive, shallowRef, toRefs } from 'vue'
import type { AccountId, CompanyId } from '#shared/domain/ids.ts'
import { accountOf } from '#shared/domain/ids.ts'
import { noCompanyFacts, readCompanyFacts, type CompanyFacts } from '../db/read-company-lines.ts'
import type { CompanyLine, CompanyQuery } from '../search/company-query.ts'
import type { FoundCompanies } from '../search/company-search.ts'
import { useServices } from './services.ts'
import { useLastAnswer } from './use-last-answer.ts'

/** One line of the list. */
export interface CompanyListLine extends CompanyLine, CompanyFacts {
  readonly accountId: AccountId
}

/** What the list shows, taken over as a whole, so that count, order and lines always belong together. */
interface Shown {
  readonly found: FoundCompanies | null
  readonly lines: ReadonlyMap<number, CompanyListLine>
}

const FIRST_SCREEN = 60
/** Lines kept beyond the ones on screen; more are forgotten. */
const KEPT_LINES = 2_000

/** The list of companies: what is asked, and the part of the answer that is on screen. */
export const useCompanyListStore = defineStore('company-list', () => {
  const { context, search } = useServices()
  const query = reactive<{ -readonly [K in keyof CompanyQuery]: CompanyQuery[K] }>({
    text: '',
    accountId: undefined,
    sort: { by: 'name', direction: 'asc' },
  })
  const shown = shallowRef<Shown>({ found: null, lines: new Map() })
  const total = shallowRef(0)
  /** Grows whenever the list may show something else. */
  const version = shallowRef(0)
  const isReading = shallowRef(true)
  let visible = { from: 0, to: FIRST_SCREEN }

  async function toLines(from: number, read: readonly CompanyLine[]): Promise<ReadonlyMap<number, CompanyListLine>> {
    const facts = await readCompanyFacts(
      context.db,
      read.map(({ id }) => id),
    )
    return new Map(
      read.map((line, at) => {
        const own = facts.get(line.id) ?? noCompanyFacts
        return [from + at, { ...line, ...own, accountId: accountOf(line.id) }]
      }),
    )
  }

  const readLines = async (found: FoundCompanies, from: number, to: number) =>
    toLines(from, await found.window(from, to))

  /** The new answer shows when its visible lines are read. */
  async function ask(): Promise<void> {
    const found = await search.listCompanies(query, visible)
    const from = visible.from < found.total ? visible.from : 0
    shown.value = { found, lines: await readLines(found, from, from + visible.to - visible.from) }
    total.value = found.total
    version.value++
    isReading.value = search.progress.isIndexing
  }
  // Nobody looks at companies before the page asks for them.
  const { begin, refresh } = useLastAnswer({
    ask,
    question: query,
    onChanged: (listener) => search.onChanged(listener),
  })

  /** @param to exclusive */
  async function loadRange(first: number, to: number): Promise<void> {
    const from = Math.max(0, first)
    visible = { from, to }
    const { found, lines } = shown.value
    if (found === null || hasAll(lines, from, Math.min(to, found.total))) return
    const more = await readLines(found, from, to).catch(() => null)
    // This answer is no longer kept, or the cache cannot be read: the next one is read for these lines, or says so.
    if (more === null) return refresh()
    if (shown.value.found !== found) return
    const kept = shown.value.lines.size > KEPT_LINES ? [] : shown.value.lines
    shown.value = { found, lines: new Map([...kept, ...more]) }
  }

  const lineAt = (index: number): CompanyListLine | undefined => shown.value.lines.get(index)
  /** -1 when the list does not have it. */
  const indexOf = async (id: CompanyId): Promise<number> => (await shown.value.found?.indexOf(id).catch(() => -1)) ?? -1

  /** The company so many lines further; `null` where there is none. */
  async function beside(id: CompanyId, by: number): Promise<{ readonly id: CompanyId; readonly index: number } | null> {
    const at = await indexOf(id)
    const index = at + by
    if (at < 0 || index < 0) return null
    const [next] = (await shown.value.found?.window(index, index + 1).catch(() => [])) ?? []
    return next === undefined ? null : { id: next.id, index }
  }

  return { ...toRefs(query), total, version, isReading, begin, loadRange, lineAt, indexOf, beside }
})

function hasAll(lines: ReadonlyMap<number, CompanyListLine>, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (!lines.has(index)) return false
  return true
}
