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
  await page.keyboard.press('Enter')
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

test('a task gets a type, then other words and an owner in one action; a note is reworded; a conflict gets a third value', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await contacts(page).getByRole('row').nth(1).click()

  await card(page).getByLabel('Add a note').fill('Met at the fair')
  await card(page).getByRole('button', { name: 'Save note' }).click()
  await card(page).getByRole('button', { name: 'Edit: Met at the fair' }).click()
  await card(page).getByLabel('Text', { exact: true }).fill('Met in Riga')
  await page.keyboard.press('Control+Enter')
  await expect(card(page).getByText('Met in Riga')).toBeVisible()
  await card(page).getByLabel('Add a task').fill('Show the boiler')
  await card(page).getByLabel('Type of task').selectOption({ label: 'Встреча' })
  await card(page).getByRole('button', { name: 'Save task' }).click()
  const task = card(page).getByRole('listitem').filter({ hasText: 'Show the boiler' })
  await expect(task).toContainText('Встреча · ')
  await task.getByRole('button', { name: 'Edit: Show the boiler' }).click()
  await card(page).getByLabel('Text', { exact: true }).fill('Show both boilers')
  const form = card(page)
    .getByRole('listitem')
    .filter({ has: page.getByLabel('Due at') })
  await form.getByLabel('Type', { exact: true }).selectOption({ label: 'Связаться' })
  expect((await new AxeBuilder({ page }).include('section.feed').analyze()).violations.map(({ id }) => id)).toEqual([])
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  const changed = card(page).getByRole('listitem').filter({ hasText: 'Show both boilers' })
  await expect(changed).toContainText('Связаться · ')
  // What was changed together goes back together.
  await page.keyboard.press('Control+z')
  await expect(task).toContainText('Встреча · ')
  await expectSynced(page)
  const stored = (await crm.control.timeline('tasks')).find((row) => row['text'] === 'Show the boiler')
  expect(stored).toMatchObject({ type_id: 2, is_done: 0 })
  expect(JSON.stringify(await crm.control.timeline('notes'))).toContain('Met in Riga')

  await page.getByRole('switch', { name: 'Work offline' }).click()
  await task.getByRole('button', { name: 'Edit: Show the boiler' }).click()
  await card(page).getByLabel('Text', { exact: true }).fill('Show it in June')
  await page.keyboard.press('Control+Enter')
  await expect(card(page).getByText('Show it in June')).toBeVisible()
  const fields = { text: 'Show it in May' }
  await crm.control.vendor({ action: 'edit', entity: 'tasks', ids: [stored?.['id']], fields })
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await page.getByRole('link', { name: 'Conflicts' }).click()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await expect(page.getByLabel('Text', { exact: true })).toHaveValue('Show it in June')
  await page.getByLabel('Text', { exact: true }).fill('Show it in July')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expectSynced(page)
  const now = (await crm.control.timeline('tasks')).find((row) => row['id'] === stored?.['id'])
  expect(now?.['text']).toBe('Show it in July')
})

test('what came of a task is told while it is ticked off, put in other words later, and undone step by step', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await contacts(page).getByRole('row').nth(1).click()
  const stored = async () =>
    (await crm.control.timeline('tasks')).find((row) => row['text'] === 'Call about the boiler')
  await card(page).getByLabel('Add a task').fill('Call about the boiler')
  await card(page).getByRole('button', { name: 'Save task' }).click()
  const open = card(page).getByRole('checkbox', { name: 'Complete: Call about the boiler' })

  await open.press('Space')
  const result = card(page).getByLabel('Result', { exact: true })
  await expect(result).toBeFocused()
  expect((await new AxeBuilder({ page }).include('section.feed').analyze()).violations.map(({ id }) => id)).toEqual([])
  // Nothing has been done yet: one may think better of it.
  await result.press('Escape')
  await expect(open).toBeFocused()
  await expect(open).not.toBeChecked()
  await open.press('Space')
  await page.keyboard.type('Wants two')
  await page.keyboard.press('Enter')
  const done = card(page).getByRole('checkbox', { name: 'Reopen: Call about the boiler' })
  await expect(done).toBeChecked()
  const line = card(page).getByRole('listitem').filter({ hasText: 'Call about the boiler' })
  await expect(line).toContainText('Result: Wants two')
  await expectSynced(page)
  expect(await stored()).toMatchObject({ is_done: 1, result: 'Wants two' })

  await line.getByRole('button', { name: 'Result of: Call about the boiler' }).click()
  await expect(result).toHaveValue('Wants two')
  await result.fill('Has bought two')
  await result.press('Enter')
  await expect(line).toContainText('Result: Has bought two')
  await expectSynced(page)
  expect(await stored()).toMatchObject({ is_done: 1, result: 'Has bought two' })

  await line.getByRole('button', { name: 'Result of: Call about the boiler' }).click()
  await result.fill('')
  await result.press('Enter')
  await expect(line).not.toContainText('Result')
  await expectSynced(page)
  expect(await stored()).toMatchObject({ is_done: 1, result: '' })
  await page.keyboard.press('Control+z')
  await expect(line).toContainText('Result: Has bought two')
  await page.keyboard.press('Control+z')
  await expect(line).toContainText('Result: Wants two')
  await page.keyboard.press('Control+z')
  await expect(open).not.toBeChecked()
  await expectSynced(page)
  expect(await stored()).toMatchObject({ is_done: 0 })

  // Twice the box does without a word.
  await open.click()
  await open.click()
  await expect(done).toBeChecked()
})
