import { expect, test } from './support/desk.ts'
import { connect, contacts, expectCount, expectSynced, selectAll, tagAllMatching } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 30

test('the list of tags: how often each is used, a new one for everybody, offered where tags are put on', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: 'Tags of' }).click()
  await page.getByLabel('Name of the new tag').fill('Expo 2027')
  await page.getByRole('button', { name: 'Create the tag' }).click()
  const tags = page.getByRole('list', { name: 'Tags of' })
  const made = tags.getByRole('listitem').filter({ hasText: 'Expo 2027' })
  await expect(made).toContainText('0 contacts')
  await page.getByLabel('Name of the new tag').fill('expo 2027')
  await expect(page.getByText('There is a tag “Expo 2027” already.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create the tag' })).toBeDisabled()
  expect(await violationsOf(page)).toEqual([])

  await page.getByRole('link', { name: 'Contacts' }).click()
  await selectAll(page)
  await page.getByRole('button', { name: 'Tag…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tags', { exact: true }).fill('expo')
  await dialog.getByRole('option', { name: 'Expo 2027' }).click()
  await dialog.getByRole('button', { name: 'Add tags' }).click()
  await expect(dialog).toBeHidden()
  await expectSynced(page)
  expect((await crm.control.contacts()).filter((one) => one.tags.includes('Expo 2027'))).toHaveLength(CONTACTS)

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: 'Tags of' }).click()
  await expect(made).toContainText(`${CONTACTS} contacts`)
  await made.getByRole('button').click()
  await expect(contacts(page)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove filter Expo 2027' })).toBeVisible()
  await expectCount(page, CONTACTS)

  await crm.kill()
  await tagAllMatching(page, 'Later', 'Add tags')
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: 'Tags of' }).click()
  const waiting = tags.getByRole('listitem').filter({ hasText: 'Later' })
  await expect(waiting).toContainText('not in the CRM yet')
  await expect(waiting).toContainText(`${CONTACTS} contacts`)
})
