import type { Page } from '@playwright/test'

/** From the next load on, the page notes its tasks of more than 50 ms. Returns the way to take those since the last time. */
export async function noteLongTasks(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.addInitScript(() => {
    const tasks: number[] = []
    Object.assign(window, { longTasks: tasks })
    new PerformanceObserver((list) => {
      tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)))
    }).observe({ type: 'longtask', buffered: true })
  })
  return () => page.evaluate(() => (Reflect.get(window, 'longTasks') as number[]).splice(0))
}

/** One line for whoever reads the run. */
export const sayLongTasks = (story: string, tasks: readonly number[]): void =>
  console.log(`${story}: ${tasks.length} tasks over 50 ms${tasks.length === 0 ? '' : `: ${tasks.join(', ')}`}`)
