import type { BenchRow, DriverName } from '../drivers/driver.ts'
import type { Answer, FilterQuestion, Question } from '../data/questions.ts'
import { askWorker } from './ask-worker.ts'
import type { Hydration } from './worker-protocol.ts'

export interface Timed<T> {
  readonly ms: number
  readonly value: T
}

/** What the runner drives from outside. Times are of the page: a person waits for the page, not for a worker. */
export interface BenchPage {
  hydrate(driver: DriverName, contacts: number): Promise<Hydration>
  /** Times since the navigation began: the first screen painted, the first answer there. */
  coldStart(driver: DriverName, question: Question): Promise<{ firstRowsMs: number; searchReadyMs: number }>
  search(questions: readonly Question[]): Promise<readonly Timed<Answer>[]>
  filter(questions: readonly FilterQuestion[]): Promise<readonly Timed<Answer>[]>
  /** @returns when it was durable and when it was on the screen, and in how many of the lines on screen */
  tag(tag: string, ids: readonly number[]): Promise<{ durableMs: number; visibleMs: number; shown: number }>
}

declare global {
  interface Window {
    kartotekaBench: BenchPage
  }
}

let visible: readonly number[] = []

window.kartotekaBench = {
  async hydrate(driver, contacts) {
    await askWorker('load', driver)
    await askWorker('open')
    return askWorker('hydrate', contacts)
  },
  async coldStart(driver, question) {
    await askWorker('load', driver)
    await askWorker('open')
    await paint(await askWorker('first'))
    const firstRowsMs = performance.now()
    await askWorker('prepare')
    await askWorker('search', question)
    return { firstRowsMs, searchReadyMs: performance.now() }
  },
  search: (questions) => oneByOne(questions, (question) => askWorker('search', question)),
  filter: (questions) => oneByOne(questions, (question) => askWorker('filter', question)),
  async tag(tag, ids) {
    const start = performance.now()
    await askWorker('tag', tag, ids)
    const durableMs = performance.now() - start
    const rows = await askWorker('rows', visible)
    await paint(rows)
    return {
      durableMs,
      visibleMs: performance.now() - start,
      shown: rows.filter(({ tags }) => tags.includes(tag)).length,
    }
  },
}

async function oneByOne<Q, A>(questions: readonly Q[], ask: (question: Q) => Promise<A>): Promise<readonly Timed<A>[]> {
  const answers: Timed<A>[] = []
  for (const question of questions) {
    const start = performance.now()
    const value = await ask(question)
    answers.push({ ms: performance.now() - start, value })
  }
  return answers
}

/** Resolves when the lines have been painted. */
async function paint(rows: readonly BenchRow[]): Promise<void> {
  visible = rows.map(({ id }) => id)
  document.querySelector('#rows')?.replaceChildren(...rows.map(toLine))
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}

function toLine({ name, company, phone, tags }: BenchRow): HTMLElement {
  const line = document.createElement('tr')
  for (const text of [name, company, phone, tags.join(', ')]) {
    const cell = document.createElement('td')
    cell.textContent = text
    line.append(cell)
  }
  return line
}
