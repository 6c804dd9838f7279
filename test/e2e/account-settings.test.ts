import { expect, test } from './support/desk.ts'
import { connect, expectCount, expectSynced, tagAllMatching } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 120

test('how many contacts one request carries is chosen for an account, kept, and obeyed', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)

  await page.getByRole('link', { name: 'Settings' }).click()
  const size = page.getByLabel('Contacts in one request')
  await expect(size).toHaveValue('50')
  await expect(page.getByText('The CRM advises 50')).toBeVisible()
  await size.selectOption('250')
  await expect(size).toBeEnabled()
  expect(await violationsOf(page)).toEqual([])

  await desk.startApp()
  const again = await desk.openWindow()
  await again.getByRole('link', { name: 'Settings' }).click()
  await expect(again.getByLabel('Contacts in one request')).toHaveValue('250')
  await again.getByRole('link', { name: 'Contacts' }).click()
  await crm.control.forgetRequests()
  await tagAllMatching(again, 'All at once', 'Add tags')
  await expectSynced(again)
  const writes = (await crm.control.requests()).filter(({ method }) => method === 'PATCH')
  expect(writes.map(({ body }) => (body as readonly unknown[]).length)).toEqual([CONTACTS])
})
