import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectSynced } from './support/user.ts'

const CONTACTS = 40

test('a note and a task written without a network arrive once; the task is ticked off, and that is undone', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await contacts(page).getByRole('row').nth(1).click()
  await expect(card(page)).toBeVisible()
  await crm.kill()

  await card(page).getByLabel('Add a note').fill('Asked for a price list')
  await card(page).getByRole('button', { name: 'Save note' }).click()
  await card(page).getByLabel('Add a task').fill('Send the price list')
  await card(page).getByLabel('Due at').fill('2031-05-06T10:30')
  await card(page).getByRole('button', { name: 'Save task' }).click()
  const note = card(page).getByRole('listitem').filter({ hasText: 'Asked for a price list' })
  await expect(note.getByLabel('Waits to be sent')).toBeVisible()
  await expect(card(page).getByText('Send the price list')).toBeVisible()

  const back = await desk.startCrm({ contacts: CONTACTS })
  await expect(note.getByLabel('Waits to be sent')).toBeHidden({ timeout: 150_000 })
  await card(page).getByRole('checkbox', { name: 'Complete: Send the price list' }).click()
  const done = card(page).getByRole('checkbox', { name: 'Reopen: Send the price list' })
  await expect(done).toBeChecked()
  await page.keyboard.press('Control+z')
  await expect(card(page).getByRole('checkbox', { name: 'Complete: Send the price list' })).toBeVisible()

  const { violations } = await new AxeBuilder({ page }).include('section.feed').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await expectSynced(page)
  const [notes, tasks] = [await back.control.timeline('notes'), await back.control.timeline('tasks')]
  expect(notes.filter((row) => JSON.stringify(row).includes('Asked for a price list'))).toHaveLength(1)
  expect(tasks.filter((row) => row['text'] === 'Send the price list')).toMatchObject([{ is_done: 0 }])
})
