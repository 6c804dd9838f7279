import { askAccount } from './support/account.ts'
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
  await page.locator('summary', { hasText: /^Tags of (?!deals)/ }).click()
  await page.getByLabel('Name of the new tag').first().fill('Expo 2027')
  await page.getByRole('button', { name: 'Create the tag' }).first().click()
  const tags = page.getByRole('list', { name: /^Tags of (?!deals)/ })
  const made = tags.getByRole('listitem').filter({ hasText: 'Expo 2027' })
  await expect(made).toContainText('0 contacts')
  await page.getByLabel('Name of the new tag').first().fill('expo 2027')
  await expect(page.getByText('There is a tag “Expo 2027” already.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create the tag' }).first()).toBeDisabled()
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
  await page.locator('summary', { hasText: /^Tags of (?!deals)/ }).click()
  await expect(made).toContainText(`${CONTACTS} contacts`)
  await made.getByRole('button').click()
  await expect(contacts(page)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove filter Expo 2027' })).toBeVisible()
  await expectCount(page, CONTACTS)

  await crm.kill()
  await tagAllMatching(page, 'Later', 'Add tags')
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: /^Tags of (?!deals)/ }).click()
  const waiting = tags.getByRole('listitem').filter({ hasText: 'Later' })
  await expect(waiting).toContainText('not in the CRM yet')
  await expect(waiting).toContainText(`${CONTACTS} contacts`)
})

test('tags of deals: colours and uses in the settings, and the list of deals narrowed to one', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  await askAccount(crm, '/leads', [{ name: 'Yacht', _embedded: { tags: [{ name: 'Expo 2027' }] } }])
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)

  await page.getByRole('link', { name: 'Settings' }).click()
  const section = page.locator('details').filter({ hasText: 'Tags of deals of' })
  await section.locator('summary').click()
  const tag = (name: string) => section.getByRole('listitem').filter({ hasText: name })
  await expect(tag('Expo 2027')).toContainText('1 deal')
  await section.getByLabel('Name of the new tag').fill('Export')
  await section.getByRole('radio', { name: 'Colour ff8f92' }).check()
  await section.getByRole('button', { name: 'Create the tag' }).click()
  await expect(tag('Export')).toContainText('0 deals')
  await expect(tag('Export').locator('.tag-dot')).toHaveCSS('background-color', 'rgb(255, 143, 146)')
  await tag('Expo 2027').getByRole('button', { name: 'Colour of the tag Expo 2027' }).click()
  expect(await violationsOf(page)).toEqual([])
  await tag('Expo 2027').getByRole('radio', { name: 'Colour 247ba0' }).click()
  await expect(tag('Expo 2027').locator('.tag-dot')).toHaveCSS('background-color', 'rgb(36, 123, 160)')

  await tag('Expo 2027').getByRole('button', { name: 'Show deals with the tag' }).click()
  const deals = page.getByRole('grid', { name: 'Deals' })
  await expect(deals).toHaveAttribute('aria-rowcount', '1')
  await expect(deals.getByRole('row', { name: /^Yacht/ })).toBeVisible()
  await expect(page.locator('.toolbar')).toContainText('Tag: Expo 2027')
  await page.locator('.toolbar').getByRole('button', { name: 'Tag', exact: true }).click()
  await page.getByRole('option', { name: /Expo 2027/ }).click()
  await expect(deals).not.toHaveAttribute('aria-rowcount', '1')
})
