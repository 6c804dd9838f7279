import { createContactSource } from '../data/bench-contact.ts'
import type { Driver, DriverName } from '../drivers/driver.ts'
import { loadDriver } from './load-driver.ts'
import type { FromWorker, Hydration, ToWorker, WorkerCalls } from './worker-protocol.ts'

/** As the vendor sends them. */
const PAGE = 250

let driver: Driver | null = null

const current = (): Driver => {
  if (driver === null) throw new Error('no driver is loaded')
  return driver
}

const calls: WorkerCalls = {
  load: async (name: DriverName) => void (driver = await loadDriver(name)),
  hydrate: (contacts) => hydrate(current(), contacts),
  open: () => current().open(),
  first: () => current().first(),
  prepare: () => current().prepare(),
  search: (question) => current().search(question),
  filter: (question) => current().filter(question),
  rows: (ids) => current().rows(ids),
  tag: (tag, ids) => current().tag(tag, ids),
}

async function hydrate(into: Driver, contacts: number): Promise<Hydration> {
  const source = createContactSource(contacts)
  const times: number[] = []
  for (let from = 0; from < contacts; from += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, contacts - from) }, (_, at) => source(from + at))
    times.push(await timed(() => into.write(page)))
  }
  const finishMs = await timed(() => into.finish())
  const tenth = Math.max(1, Math.floor(times.length / 10))
  return {
    totalMs: sum(times) + finishMs,
    finishMs,
    firstTenthMs: sum(times.slice(0, tenth)),
    lastTenthMs: sum(times.slice(-tenth)),
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

const post = (message: FromWorker) => self.postMessage(message)

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  const { id, name, args } = data
  // The page asks by the same table, of the same build.
  const table = calls as Readonly<Record<string, (...given: readonly unknown[]) => Promise<unknown>>>
  // A call that throws at once is a failure like any other.
  Promise.try(async () => table[name]?.(...args)).then(
    (value) => post({ id, value }),
    (error: unknown) => post({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
