import type { Page } from '@playwright/test'
import { readCacheRows } from './support/cache-rows.ts'
import { countRows } from './support/count-rows.ts'
import { expect, test } from './support/desk.ts'
import { noteLongTasks, sayLongTasks } from './support/long-tasks.ts'
import { connect, contacts, expectCount, expectSynced, status, tagAllMatching } from './support/user.ts'

const CONTACTS = 3_000

/** Contacts whose rows have the tag. */
async function having(page: Page, tag: string): Promise<number> {
  const { contacts: rows } = await readCacheRows(page)
  return rows.filter(({ fields }) => fields.tags.includes(tag)).length
}

test('a tag on everything shows at once, comes into every row, and is taken back from all of them', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  const longTasks = await noteLongTasks(page)
  await page.reload()
  const say = async (story: string) => sayLongTasks(`${story}, ${CONTACTS} contacts`, await longTasks())
  const first = contacts(page).getByRole('row').nth(1)
  const waits = { timeout: 60_000, intervals: [500] }
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await say('first pull')
  // What follows is between the window and its disk: what is on its way to the CRM could not be taken back.
  await page.getByText('Work offline').click()
  await expect(status(page)).toContainText('Working offline')

  await tagAllMatching(page, 'everybody', 'Add tags')
  await expect(first).toHaveAttribute('aria-label', /everybody/)
  await say('tag')
  await expect.poll(() => countRows(page), waits).toEqual({ outbox: 1, spreads: 0, targets: CONTACTS })
  await say('its rows')
  const written = await having(page, 'everybody')
  await longTasks()
  await contacts(page).focus()
  await page.keyboard.press('Control+z')
  await expect.poll(() => countRows(page), waits).toEqual({ outbox: 0, spreads: 0, targets: 0 })
  await expect(first).not.toHaveAttribute('aria-label', /everybody/)
  await say('undo')

  expect([written, await having(page, 'everybody')]).toEqual([CONTACTS, 0])
})
