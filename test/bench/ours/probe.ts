/**
 * Runs inside the application's page, before its own code: notes when something was painted, and reaches the search
 * worker past the interface. It has to stand alone, since it is sent to the browser as text.
 */
export function installProbe(): void {
  const FIRST_OWN_ID = 1_000_000_000
  /** A start at 1,000,000 takes less, whatever becomes of it. */
  const PATIENCE_MS = 300_000
  const LOOK_EVERY_MS = 10
  let lastId = FIRST_OWN_ID
  let searchWorker: Worker | null = null
  const longTasks: number[] = []
  const counts: [at: number, count: number][] = []
  const watchers = new Set<() => void>()
  let clickedAt = 0
  addEventListener('click', () => (clickedAt = performance.now()), { capture: true })

  const keepSearchWorker = (worker: Worker) => {
    searchWorker = worker
  }
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options)
      if (String(url).includes('search')) keepSearchWorker(this)
    }
  }

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })

  new MutationObserver(() => {
    const count = Number(document.querySelector('[role="grid"]')?.getAttribute('aria-rowcount') ?? 0)
    if (counts.at(-1)?.[1] !== count) counts.push([performance.now(), count])
    for (const look of [...watchers]) look()
  }).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ['aria-rowcount', 'aria-label', 'aria-busy'],
  })

  /** Resolves with the time at which the first state that `isSo` was on the screen. */
  async function painted(isSo: () => boolean, patienceMs = PATIENCE_MS): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!isSo()) return
        watchers.delete(look)
        clearTimeout(patience)
        resolve()
      }
      const patience = setTimeout(() => reject(new Error(`never painted: ${String(isSo)}`)), patienceMs)
      watchers.add(look)
      look()
    })
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    return performance.now()
  }

  const grid = () => document.querySelector('[role="grid"]')
  const lines = () => [...(grid()?.querySelectorAll('[data-index]') ?? [])]
  const readable = () => lines().filter((line) => line.getAttribute('aria-busy') === null)
  const total = () => Number(grid()?.getAttribute('aria-rowcount') ?? -1)

  async function ask(name: string, payload: unknown): Promise<unknown> {
    const worker = searchWorker
    if (worker === null) throw new Error('there is no search worker')
    const id = ++lastId
    return new Promise((resolve, reject) => {
      const listen = ({ data }: MessageEvent<{ id?: number; value?: unknown; message?: string }>) => {
        if (data.id !== id) return
        worker.removeEventListener('message', listen)
        if (data.message === undefined) resolve(data.value)
        else reject(new Error(data.message))
      }
      worker.addEventListener('message', listen)
      worker.postMessage({ id, name, payload })
    })
  }

  async function answer(query: unknown): Promise<WorkerAnswer> {
    const start = performance.now()
    const found = (await ask('find', { query, lines: { from: 0, to: 50 } })) as { total: number; ids: string[] } | null
    // The interface asked something newer.
    if (found === null) return { ms: 0, total: -1, ids: [] }
    return { ms: performance.now() - start, total: found.total, ids: found.ids }
  }

  function type(text: string): void {
    const box = document.querySelector<HTMLInputElement>('input[type="search"]')
    if (box === null) throw new Error('there is no search box')
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(box, text)
    box.dispatchEvent(new InputEvent('input', { bubbles: true, data: text }))
  }

  window.kartotekaProbe = {
    counts: () => counts,
    takeLongTasks: () => longTasks.splice(0),
    clickedAt: () => clickedAt,
    firstRows: (count) => painted(() => readable().length >= count),
    listed: (count, patienceMs) => painted(() => total() === count, patienceMs),
    async typed(text, count) {
      const start = performance.now()
      type(text)
      const end = await painted(() => total() === count && readable().length >= Math.min(count, 10))
      return end - start
    },
    async answers(queries) {
      const answers = []
      for (const query of queries) answers.push(await answer(query))
      return answers
    },
    async foundAt(query, count) {
      const end = performance.now() + PATIENCE_MS
      while ((await answer(query)).total !== count) {
        if (performance.now() > end) throw new Error('never found')
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      }
      return performance.now()
    },
    async tagging(tag) {
      const start = await new Promise<number>((resolve) =>
        addEventListener('click', () => resolve(performance.now()), { once: true, capture: true }),
      )
      const closed = painted(() => document.querySelector('dialog[open]') === null)
      const shown = painted(() => {
        const rows = readable()
        return rows.length > 0 && rows.every((line) => line.getAttribute('aria-label')?.includes(tag) === true)
      })
      const [durableAt, visibleAt] = await Promise.all([closed, shown])
      return { startedAt: start, durableMs: durableAt - start, visibleMs: visibleAt - start }
    },
  }
}

interface WorkerAnswer {
  readonly ms: number
  readonly total: number
  readonly ids: readonly string[]
}

export interface Probe {
  /** How many contacts the list spoke of, and since when. */
  counts(): readonly (readonly [at: number, count: number])[]
  /** Tasks of the main thread over 50 ms since the last time, milliseconds. */
  takeLongTasks(): readonly number[]
  /** When anything was last clicked. */
  clickedAt(): number
  /** When so many lines could be read for the first time, since the navigation began. */
  firstRows(count: number): Promise<number>
  /** When the list spoke of so many contacts. */
  listed(count: number, patienceMs: number): Promise<number>
  /** Types a text at one go; from then until its answer of `count` contacts is painted. */
  typed(text: string, count: number): Promise<number>
  /** Asks the search worker itself, one after another. */
  answers(queries: readonly unknown[]): Promise<readonly WorkerAnswer[]>
  /** When the search worker first found so many. */
  foundAt(query: unknown, count: number): Promise<number>
  /** To be called before the button of the tag dialog is pressed; from that click on. */
  tagging(tag: string): Promise<{ startedAt: number; durableMs: number; visibleMs: number }>
}

declare global {
  interface Window {
    kartotekaProbe: Probe
  }
}
