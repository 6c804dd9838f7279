import { expect, type Page } from '@playwright/test'
import { createContactSource } from '../data/bench-contact.ts'
import { isSameAnswer } from '../data/oracle.ts'
import { questionKinds, SCREEN, type Answer, type FilterQuestion, type QuestionKind } from '../data/questions.ts'
import type { BenchPlan } from '../run/bench-plan.ts'
import { median, p95, type Figures } from '../run/figures.ts'
import { memoryOf } from '../run/heap-of.ts'
import { toRoundFigures, type Round } from '../run/round.ts'
import { openDesk, type AppDesk } from './app-desk.ts'
import { shareOfLimit } from './request-rate.ts'
import { createSearchOracle, type SearchOracle } from './search-oracle.ts'
import { countWaiting, pullAll, tagFirst, type FirstPull } from './stories.ts'

interface OwnRound extends Round {
  readonly keyP95Ms: number
  readonly foundMs: number
}

interface Course {
  readonly plan: BenchPlan
  readonly desk: AppDesk
  readonly oracle: SearchOracle
  readonly wrong: string[]
  /** Tasks of the main thread over 50 ms, by what the user did. */
  readonly longTasks: Map<string, number[]>
}

/** What the vendor's real limits leave, as shares of them. */
interface AtLimits {
  readonly push: number | null
  readonly pull: number | null
  readonly firstRowsMs: number | null
}

/** Typing takes longer than asking: one question of so many is typed. */
const KEYS_EVERY = 4
/** A first pull at this rate is slower than any that was measured. */
const SLOWEST_PER_SECOND = 500
/** Above this the vendor's real limits take longer than anybody waits. */
const MOST_FOR_LIMITS = 100_000

/** The application itself, driven as a user drives it, over the same base. */
export async function runOurs(plan: BenchPlan): Promise<Figures> {
  const waitMs = 120_000 + (plan.contacts * 1000) / SLOWEST_PER_SECOND
  const source = createContactSource(plan.contacts)
  const desk = await openDesk(plan.contacts, 'off', waitMs)
  const oracle = createSearchOracle(source, plan.contacts, 'en')
  const course: Course = { plan, desk, oracle, wrong: [], longTasks: new Map() }
  try {
    const crm = await desk.startCrm('off')
    const first = await desk.openPage()
    const pull = await pullAll(first, crm, plan.contacts, waitMs)
    await noteLongTasks(course, first, 'first pull')
    plan.say(`  first pull ${Math.round(pull.totalMs)} ms`)
    // What follows is between the window and its disk; pushing would mix in.
    await desk.killCrm()
    const rounds: OwnRound[] = []
    for (let round = 0; round < plan.rounds; round++) {
      rounds.push(await runRound(course, round))
      plan.say(`  round ${round + 1} of ${plan.rounds}`)
    }
    const limits =
      plan.contacts <= MOST_FOR_LIMITS
        ? await measureLimits(course, waitMs)
        : { push: null, pull: null, firstRowsMs: null }
    return toFigures(course, pull, rounds, limits)
  } finally {
    await desk.close()
  }
}

async function runRound(course: Course, round: number): Promise<OwnRound> {
  const { plan, desk } = course
  const page = await desk.openPage()
  const firstRowsMs = await page.evaluate(
    (count) => window.kartotekaProbe.firstRows(count),
    Math.min(SCREEN, plan.contacts),
  )
  const searchReadyMs = await firstAnswer(course, page)
  await noteLongTasks(course, page, 'start')
  const prefix = await accountPrefix(page)

  const times = await askQuestions(course, page)
  const keys = await typeQuestions(course, page)
  await noteLongTasks(course, page, 'search')
  const filtered = await askFilters(course, page, prefix)
  const memory = await memoryOf(page)
  await noteLongTasks(course, page, 'filter')
  const tag = `bench ${round}`
  const tagged = await tagFirst(page, tag, plan.tagged.length, plan.contacts)
  await noteLongTasks(course, page, 'tag 10,000')
  const foundAt = await page.evaluate(([query, count]) => window.kartotekaProbe.foundAt(query, count), [
    toQuery('', { tags: [tag] }),
    plan.tagged.length,
  ] as const)
  return {
    ...{ firstRowsMs, searchReadyMs, memory, ...tagged, foundMs: foundAt - tagged.startedAt },
    searchP95Ms: new Map(questionKinds.map((kind) => [kind, p95(times.get(kind) ?? [])])),
    filterP95Ms: p95(filtered),
    keyP95Ms: p95(keys),
  }
}

/** From the navigation to the painted answer of a text that was typed as soon as there were rows. */
async function firstAnswer({ plan, oracle }: Course, page: Page): Promise<number> {
  const [warm] = plan.questions
  const text = warm?.words.join(' ') ?? ''
  await page.evaluate(([typed, count]) => window.kartotekaProbe.typed(typed, count), [text, oracle.search(text).total] as const) // prettier-ignore
  const readyMs = await page.evaluate(() => performance.now())
  await page.evaluate((count) => window.kartotekaProbe.typed('', count), plan.contacts)
  return readyMs
}

async function askQuestions({ plan, oracle, wrong }: Course, page: Page): Promise<ReadonlyMap<QuestionKind, number[]>> {
  const times = new Map(questionKinds.map((kind) => [kind, [] as number[]]))
  const texts = plan.questions.map(({ words }) => words.join(' '))
  const answers = await askAll(page, texts.map((text) => toQuery(text))) // prettier-ignore
  for (const [at, { ms, ...given }] of answers.entries()) {
    const [question, text] = [plan.questions[at], texts[at] ?? '']
    if (question !== undefined) times.get(question.kind)?.push(ms)
    const right = oracle.search(text)
    if (!isSameAnswer(given, right)) wrong.push(`${text}: ${given.total}, right ${right.total}`)
  }
  return times
}

async function typeQuestions({ plan, oracle }: Course, page: Page): Promise<readonly number[]> {
  const times: number[] = []
  for (const { words } of plan.questions.filter((_, at) => at % KEYS_EVERY === 0)) {
    const text = words.join(' ')
    const typed = [text, oracle.search(text).total] as const
    times.push(await page.evaluate(([typing, count]) => window.kartotekaProbe.typed(typing, count), typed))
    await page.evaluate((count) => window.kartotekaProbe.typed('', count), plan.contacts)
  }
  return times
}

async function askFilters({ plan, oracle, wrong }: Course, page: Page, prefix: string): Promise<readonly number[]> {
  const answers = await askAll(page, plan.filters.map((question) => toFilterQuery(question, prefix))) // prettier-ignore
  for (const [at, given] of answers.entries()) {
    const question = plan.filters[at]
    const right = question === undefined ? null : oracle.filter(question)
    if (right !== null && !isSameAnswer(given, right))
      wrong.push(`${JSON.stringify(question)}: ${given.total}, right ${right.total}`)
  }
  return answers.map(({ ms }) => ms)
}

/** The vendor's limits as they are: the edits of all rounds go out, then a new device pulls everything. */
async function measureLimits({ plan, desk }: Course, waitMs: number): Promise<AtLimits> {
  await desk.keepToLimits()
  const crm = await desk.startCrm('real')
  const page = await desk.openPage()
  await expect.poll(() => countWaiting(page), { timeout: waitMs, intervals: [500] }).toBe(0)
  const push = await shareOfLimit(crm, ({ method }) => method === 'PATCH')
  const other = await openDesk(plan.contacts, 'real', waitMs)
  try {
    const whole = await other.startCrm('real')
    const { firstRowsMs } = await pullAll(await other.openPage(), whole, plan.contacts, waitMs)
    return { push, firstRowsMs, pull: await shareOfLimit(whole, ({ path }) => path.endsWith('/contacts')) }
  } finally {
    await other.close()
  }
}

const byName = { by: 'name', direction: 'asc' }
const toQuery = (text: string, filters: object = {}) => ({ text, filters, sort: byName })

const toFilterQuery = ({ tag, responsibleId, updatedFrom, by, descending }: FilterQuestion, prefix: string) => ({
  text: '',
  filters: { tags: [tag], responsibleId: `${prefix}.${responsibleId}`, updatedFrom },
  sort: { by, direction: descending ? 'desc' : 'asc' },
})

async function askAll(page: Page, queries: readonly object[]): Promise<readonly (Answer & { readonly ms: number })[]> {
  const answers = await page.evaluate((asked) => window.kartotekaProbe.answers(asked), queries)
  return answers.map(({ ms, total, ids }) => ({ ms, total, ids: ids.map((id) => Number(id.split('.').at(-1))) }))
}

/** Ids begin with their account. */
async function accountPrefix(page: Page): Promise<string> {
  const [first] = await page.evaluate((asked) => window.kartotekaProbe.answers(asked), [toQuery('')])
  return first?.ids[0]?.split('.').slice(0, -1).join('.') ?? ''
}

async function noteLongTasks({ longTasks }: Course, page: Page, story: string): Promise<void> {
  const tasks = await page.evaluate(() => window.kartotekaProbe.takeLongTasks())
  longTasks.set(story, [...(longTasks.get(story) ?? []), ...tasks])
}

function toFigures(
  { plan, wrong, longTasks }: Course,
  pull: FirstPull,
  rounds: readonly OwnRound[],
  limits: AtLimits,
): Figures {
  const middle = (pick: (round: OwnRound) => number) => median(rounds.map(pick))
  return {
    hydratePerSecond: (plan.contacts * 1000) / pull.totalMs,
    slope: pull.slope,
    ...toRoundFigures(plan, rounds),
    wrong,
    own: {
      'tag 10,000 found by its filter, ms': middle(({ foundMs }) => foundMs),
      'key press to painted rows p95, ms': middle(({ keyP95Ms }) => keyP95Ms),
      'bulk push, share of the vendor’s limit': limits.push,
      'pull, share of the vendor’s limit': limits.pull,
      // That window was closed with the last contact: the next one has to read what its index had not saved yet.
      'first rows of the start right after the pull, ms': rounds[0]?.firstRowsMs ?? null,
      'search ready of the start right after the pull, ms': rounds[0]?.searchReadyMs ?? null,
      'first rows of a first pull, ms': pull.firstRowsMs,
      'first rows of a first pull at the vendor’s limit, ms': limits.firstRowsMs,
      ...Object.fromEntries(
        [...longTasks].flatMap(([story, tasks]) => [
          [`tasks over 50 ms: ${story}`, tasks.length],
          [`longest task: ${story}, ms`, Math.max(0, ...tasks)],
        ]),
      ),
    },
  }
}
