import { expect, test } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectSynced } from './support/user.ts'

test('an administrator makes a field with options, uses it, and takes it away again', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 30 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 30)
  await expectSynced(page)

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: 'Fields of' }).click()
  await page.getByLabel('Name of the new field').fill('Размер')
  await page.getByLabel('Kind of the new field').selectOption({ label: 'List' })
  await page.getByRole('button', { name: 'Create the field' }).click()
  const option = page.getByLabel('New option of Размер')
  await option.fill('XL')
  await option.press('Enter')
  await expect(page.getByLabel('Option of Размер: XL')).toBeVisible()
  await page.getByLabel('Name of the field Размер', { exact: true }).fill('Размер одежды')
  await page.getByLabel('Name of the field Размер', { exact: true }).press('Enter')
  await expect(page.getByLabel('Name of the field Размер одежды', { exact: true })).toBeVisible()

  await page.getByRole('link', { name: 'Contacts' }).click()
  await contacts(page).getByRole('row').nth(3).click()
  await card(page).getByLabel('Размер одежды', { exact: true }).selectOption('XL')
  await expectSynced(page)
  const chosen = (await crm.control.contacts()).flatMap(({ fields }) => fields.flatMap(({ values }) => values))
  expect(chosen.filter(({ value }) => value === 'XL')).toHaveLength(1)

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: 'Fields of' }).click()
  await page.getByRole('button', { name: 'Delete the field Размер одежды' }).click()
  await page.getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(page.getByLabel('Name of the field Размер одежды', { exact: true })).toBeHidden()
})
