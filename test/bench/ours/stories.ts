import { expect, type Page } from '@playwright/test'
import { connect, contacts as grid } from '#test/e2e/support/user.ts'
import { SCREEN } from '../data/questions.ts'
import type { RunningCrm } from '#test/e2e/support/crm-program.ts'

export interface FirstPull {
  readonly totalMs: number
  /** From the click on Connect until the first screen of lines was painted. */
  readonly firstRowsMs: number
  /** How much slower the last tenth came into the list than the first. */
  readonly slope: number | null
}

/** Signs in and waits until the list has everything. */
export async function pullAll(page: Page, crm: RunningCrm, contacts: number, waitMs: number): Promise<FirstPull> {
  await connect(page, crm)
  const start = await page.evaluate(() => window.kartotekaProbe.clickedAt())
  // Waited for in the page: whoever asks again and again from outside is himself part of the work.
  const [firstRowsAt] = await page.evaluate(
    async ([count, lines, ms]) =>
      Promise.all([window.kartotekaProbe.firstRows(lines), window.kartotekaProbe.listed(count, ms)]),
    [contacts, Math.min(SCREEN, contacts), waitMs] as const,
  )
  const counts = await page.evaluate(() => window.kartotekaProbe.counts())
  const reached = (share: number) => counts.find(([, count]) => count >= contacts * share)?.[0]
  const [tenth, nineTenths, end] = [reached(0.1), reached(0.9), reached(1)]
  if (tenth === undefined || nineTenths === undefined || end === undefined) throw new Error('the list was never full')
  const begun = counts.find(([, count]) => count > 0)?.[0] ?? start
  return {
    totalMs: end - start,
    firstRowsMs: firstRowsAt - start,
    slope: tenth > begun ? (end - nineTenths) / (tenth - begun) : null,
  }
}

/** Chooses the first contacts of the list. */
async function chooseFirst(page: Page, count: number, all: number): Promise<void> {
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
}

/** Gives the first contacts of the list a company by the dialog about fields; how long it took to count them comes with it. */
export async function employFirst(page: Page, company: string, count: number, all: number) {
  await chooseFirst(page, count, all)
  await page.getByRole('button', { name: 'Change a field…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Field', { exact: true }).selectOption({ label: 'Company' })
  const start = performance.now()
  await dialog.getByLabel('Value', { exact: true }).fill(company)
  await expect(dialog.getByText('contacts will change')).toBeVisible()
  const countedMs = performance.now() - start
  const noted = page.evaluate((name) => window.kartotekaProbe.tagging(name), company)
  await dialog.getByRole('button', { name: 'Change', exact: true }).click()
  return { countedMs, ...(await noted) }
}

/** Tags the first contacts of the list through the dialog. */
export async function tagFirst(page: Page, tag: string, count: number, all: number) {
  await chooseFirst(page, count, all)
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
