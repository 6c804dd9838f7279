import type { Page } from '@playwright/test'
import { connect, contacts, expectCount } from './support/user.ts'
import { expect, test } from './support/desk.ts'

/** The list as it stood at one moment: how many contacts it spoke of, and how many rows a person could read. */
interface Glimpse {
  readonly count: number
  readonly readableRows: number
}

/**
 * Notes from now on every state that the list takes in the page: one that a busy machine shows only for an instant
 * would escape questions from outside.
 */
async function watchList(page: Page): Promise<() => Promise<readonly Glimpse[]>> {
  const glimpses = await page.evaluateHandle(() => {
    const seen: Glimpse[] = []
    new MutationObserver(() => {
      const grid = document.querySelector('[role="grid"]')
      if (grid === null) return
      const rows = [...grid.querySelectorAll('[role="rowgroup"] [role="row"]')]
      const readableRows = rows.filter(({ textContent }) => textContent.trim() !== '').length
      seen.push({ count: Number(grid.getAttribute('aria-rowcount')), readableRows })
    }).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ['aria-rowcount'] })
    return seen
  })
  return () => glimpses.jsonValue()
}

test('one click fills the list with 2,000 contacts, and the first are there while the rest comes', async ({ desk }) => {
  await desk.startApp()
  const page = await desk.openWindow()
  const glimpsesSoFar = await watchList(page)

  await page.getByRole('button', { name: 'Try with demo data' }).click()
  await expectCount(page, 2000)

  const early = (await glimpsesSoFar()).filter(({ count, readableRows }) => count < 2000 && readableRows > 5)
  expect(early.map(({ count }) => count).filter((count) => count > 0)).not.toEqual([])
})

test('the base is there at the next start without asking the CRM', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 300 })
  let page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 300)

  await desk.crash()
  await crm.kill()
  await desk.startApp()
  page = await desk.openWindow()

  await expectCount(page, 300)
  await expect(contacts(page).getByRole('row').nth(1)).toBeVisible()
})
