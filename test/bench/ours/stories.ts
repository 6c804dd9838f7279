import { expect, type Page } from '@playwright/test'
import { connect, contacts as grid } from '#test/e2e/support/user.ts'
import type { RunningCrm } from '#test/e2e/support/crm-program.ts'

export interface FirstPull {
  readonly totalMs: number
  /** How much slower the last tenth came into the list than the first. */
  readonly slope: number | null
}

/** Signs in and waits until the list has everything. */
export async function pullAll(page: Page, crm: RunningCrm, contacts: number, waitMs: number): Promise<FirstPull> {
  await connect(page, crm)
  const start = await page.evaluate(() => performance.now())
  // Waited for in the page: whoever asks again and again from outside is himself part of the work.
  await page.evaluate(([count, ms]) => window.kartotekaProbe.listed(count, ms), [contacts, waitMs] as const)
  const counts = await page.evaluate(() => window.kartotekaProbe.counts())
  const reached = (share: number) => counts.find(([, count]) => count >= contacts * share)?.[0]
  const [tenth, nineTenths, end] = [reached(0.1), reached(0.9), reached(1)]
  if (tenth === undefined || nineTenths === undefined || end === undefined) throw new Error('the list was never full')
  const begun = counts.find(([, count]) => count > 0)?.[0] ?? start
  return { totalMs: end - start, slope: tenth > begun ? (end - nineTenths) / (tenth - begun) : null }
}

/** Chooses the first contacts of the list, and tags them through the dialog. */
export async function tagFirst(page: Page, tag: string, count: number, all: number) {
  const list = grid(page)
  if (count === all) {
    await list.focus()
    await page.keyboard.press('Control+a')
  } else {
    await list.locator('[data-index="0"]').click()
    await list.evaluate((element, top) => element.scrollTo({ top }), (count - 5) * ROW_PX)
    const last = list.locator(`[data-index="${count - 1}"]`)
    // A line that is still being read hears no click.
    await expect(last).not.toHaveAttribute('aria-busy')
    await last.click({ modifiers: ['Shift'] })
    await list.evaluate((element) => element.scrollTo({ top: 0 }))
    await expect(list.locator('[data-index="0"]')).toBeVisible()
  }
  await page.getByRole('button', { name: 'Tag…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading')).toContainText(count.toLocaleString('en'))
  await dialog.getByLabel('Tags', { exact: true }).fill(tag)
  const noted = page.evaluate((name) => window.kartotekaProbe.tagging(name), tag)
  await dialog.getByRole('button', { name: 'Add tags' }).click()
  return noted
}

const ROW_PX = 40

/** How many contacts still wait for the CRM, as the cache knows it. */
export async function countWaiting(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('no reason')))
      })
    const db = await settled(indexedDB.open('kartoteka'))
    const count = await settled(db.transaction('outbox').objectStore('outbox').count())
    db.close()
    return count
  })
}
