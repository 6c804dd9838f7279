import { expect, test } from '@playwright/test'
import { driverNames } from '#test/bench/drivers/driver.ts'
import { createPlan, type BenchPlan } from '#test/bench/run/bench-plan.ts'
import { runPeer } from '#test/bench/run/run-peer.ts'
import { servePage } from '#test/bench/run/serve-page.ts'

/** Alive, not fast: nothing here looks at a time. */
const plan = (contacts: number): BenchPlan => createPlan({ contacts, rounds: 1, perKind: 4, say: () => undefined })

test('every driver of the benchmark answers like the oracle over 2,000 contacts', async () => {
  const page = await servePage()
  try {
    const small = plan(2_000)
    for (const driver of driverNames) {
      const { answers, wrong, heapMb } = await runPeer(driver, page.url, small)
      expect({ driver, answers, wrong }).toEqual({ driver, answers: 25, wrong: [] })
      expect(heapMb, driver).toBeGreaterThan(0)
    }
  } finally {
    await page.close()
  }
})

test('a driver of the benchmark that answers something else is told', async () => {
  const page = await servePage()
  try {
    const right = plan(250)
    const search: typeof right.oracle.search = (question) => ({ ...right.oracle.search(question), total: -1 })
    const { wrong } = await runPeer('floor', page.url, { ...right, oracle: { ...right.oracle, search } })
    expect(wrong).toHaveLength(right.questions.length)
  } finally {
    await page.close()
  }
})
