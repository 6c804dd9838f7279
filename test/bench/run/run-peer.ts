import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openWindow } from '#test/e2e/support/window.ts'
import { isSameAnswer } from '../data/oracle.ts'
import { questionKinds, SCREEN, type Answer, type QuestionKind } from '../data/questions.ts'
import type { DriverName } from '../drivers/driver.ts'
import type { Timed } from '../page/page.ts'
import type { BenchPlan } from './bench-plan.ts'
import { p95, type Figures } from './figures.ts'
import { memoryOf } from './heap-of.ts'
import { toRoundFigures, type Round } from './round.ts'

/** One driver in a browser of its own: fills it once, then starts anew for each round. */
export async function runPeer(driver: DriverName, url: string, plan: BenchPlan): Promise<Figures> {
  const directory = await mkdtemp(join(tmpdir(), 'kartoteka-bench-'))
  const window = await openWindow(url, directory)
  const wrong: string[] = []
  try {
    const context = window.page.context()
    const hydration = await window.page.evaluate(
      ([name, contacts]) => globalThis.window.kartotekaBench.hydrate(name, contacts),
      [driver, plan.contacts] as const,
    )
    await context.newPage()
    await window.page.close()
    const rounds: Round[] = []
    for (let round = 0; round < plan.rounds; round++) {
      const page = await context.newPage()
      await page.goto(url)
      rounds.push(await runRound(page, driver, plan, round, wrong))
      await page.close()
    }
    return toFigures(plan, hydration, rounds, wrong)
  } finally {
    await window.close()
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function runRound(
  page: Page,
  driver: DriverName,
  plan: BenchPlan,
  round: number,
  wrong: string[],
): Promise<Round> {
  const [warm] = plan.questions
  if (warm === undefined) throw new Error('no questions')
  const start = await page.evaluate(([name, question]) => globalThis.window.kartotekaBench.coldStart(name, question), [
    driver,
    warm,
  ] as const)
  const found = await page.evaluate((asked) => globalThis.window.kartotekaBench.search(asked), plan.questions)
  const filtered = await page.evaluate((asked) => globalThis.window.kartotekaBench.filter(asked), plan.filters)
  wrong.push(...compare(plan.questions, found, (question) => plan.oracle.search(question)))
  wrong.push(...compare(plan.filters, filtered, (question) => plan.oracle.filter(question)))
  const memory = await memoryOf(page)
  const tag = await page.evaluate(([name, ids]) => globalThis.window.kartotekaBench.tag(name, ids), [
    `bench ${round}`,
    plan.tagged,
  ] as const)
  if (tag.shown !== Math.min(SCREEN, plan.contacts)) wrong.push(`tag is on ${tag.shown} lines`)
  return {
    ...start,
    ...{ durableMs: tag.durableMs, visibleMs: tag.visibleMs, memory },
    searchP95Ms: new Map(questionKinds.map((kind) => [kind, p95(timesOf(plan, found, kind))])),
    filterP95Ms: p95(filtered.map(({ ms }) => ms)),
  }
}

const timesOf = ({ questions }: BenchPlan, found: readonly Timed<Answer>[], kind: QuestionKind): readonly number[] =>
  found.filter((_, at) => questions[at]?.kind === kind).map(({ ms }) => ms)

function compare<Q>(
  asked: readonly Q[],
  given: readonly Timed<Answer>[],
  right: (question: Q) => Answer,
): readonly string[] {
  return asked.flatMap((question, at) => {
    const answer = given[at]?.value ?? { total: -1, ids: [] }
    const expected = right(question)
    return isSameAnswer(answer, expected)
      ? []
      : [`${JSON.stringify(question)}: ${answer.total}, right ${expected.total}`]
  })
}

function toFigures(
  plan: BenchPlan,
  hydration: { totalMs: number; firstTenthMs: number; lastTenthMs: number },
  rounds: readonly Round[],
  wrong: readonly string[],
): Figures {
  return {
    hydratePerSecond: (plan.contacts * 1000) / hydration.totalMs,
    slope: hydration.lastTenthMs / hydration.firstTenthMs,
    ...toRoundFigures(plan, rounds),
    wrong,
  }
}
