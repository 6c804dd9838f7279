import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal, type Params } from './support/portal.ts'
import { card, contacts, expectCount, expectSynced, openContact, search, selectAll, status } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 20

test('a portal has no tags until an administrator has their field made; then they are put on like any other', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)

  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.locator('summary', { hasText: /^Tags of (?!deals)/ })).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Deleted in the CRM' })).toHaveCount(0)
  expect(await violationsOf(page)).toEqual([])
  await page.getByLabel('Tags are kept in').selectOption({ label: 'Прозвища' })
  await expect(page.getByRole('button', { name: 'Keep tags in this field' })).toBeVisible()
  await page.getByLabel('Tags are kept in').selectOption({ label: 'A new field' })
  await page.getByRole('button', { name: 'Make the field “Tags”' }).click()
  await expect(page.locator('summary', { hasText: /^Tags of (?!deals)/ })).toBeVisible()

  await page.getByRole('link', { name: 'Contacts' }).click()
  await selectAll(page)
  await page.getByRole('button', { name: 'Tag…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tags', { exact: true }).fill('Expo 2027')
  await dialog.getByLabel('Tags', { exact: true }).press('Enter')
  await dialog.getByRole('button', { name: 'Add tags' }).click()
  await expect(dialog).toBeHidden()
  await expectSynced(page)
  const rows = await askPortal<readonly unknown[]>(portal.webhook, 'crm.contact.list', { select: ['ID', 'UF_*'] })
  expect(rows.filter((row) => JSON.stringify(row).includes('"UF_CRM_KARTOTEKA_TAGS":["Expo 2027"]'))).toHaveLength(
    CONTACTS,
  )

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: /^Tags of (?!deals)/ }).click()
  const made = page
    .getByRole('list', { name: /^Tags of (?!deals)/ })
    .getByRole('listitem')
    .filter({ hasText: 'Expo 2027' })
  await expect(made).toContainText(`${CONTACTS} contacts`)
  await expect(made).not.toContainText('not in the CRM yet')
  await expect(page.getByRole('button', { name: 'Create the tag' })).toHaveCount(0)
})

test('the settings name the field that keeps tags, under the name that a colleague gives it, until it is deleted', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  const showSettings = () => page.getByRole('link', { name: 'Settings' }).click()
  const tags = page.locator('summary', { hasText: /^\s*Tags of (?!deals)/ })
  // Asks for all as it is now.
  const sync = async () => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').last().fill('Sync now')
    await page.keyboard.press('Enter')
  }

  await showSettings()
  await page.getByRole('button', { name: 'Make the field “Tags”' }).click()
  await expect(tags).toContainText('Tags are kept in the field “Tags”')
  await expect(page.getByText('The list that everybody in the account chooses from')).toHaveCount(0)
  expect(await violationsOf(page)).toEqual([])
  const [{ ID: id } = {}] = await askPortal<readonly Params[]>(portal.webhook, 'crm.contact.userfield.list', {
    filter: { XML_ID: 'kartoteka-tags' },
  })
  await askPortal(portal.webhook, 'crm.contact.userfield.update', { id, fields: { EDIT_FORM_LABEL: 'Метки' } })
  await sync()
  await expect(tags).toContainText('Tags are kept in the field “Метки”')
  await askPortal(portal.webhook, 'crm.contact.userfield.delete', { id })
  await sync()
  await expect(page.getByRole('button', { name: 'Make the field “Tags”' })).toBeVisible()
  await expect(tags).toHaveCount(0)
})

test('tags of a portal without a place for them stay on the computer, marked, until they are brought there', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME: 'Меченая' } })
  await connectPortal(page, portal.webhook, CONTACTS)
  const stays = 'Stays on this computer'

  await openContact(page, 'Меченая')
  await card(page).getByLabel('Tags', { exact: true }).fill('vip')
  await card(page).getByLabel('Tags', { exact: true }).press('Enter')
  await expect(card(page).getByLabel(stays)).toHaveCount(1)
  await expect(card(page)).toContainText('An administrator can make a field for them')
  await expect(card(page).getByLabel('Waits to be sent')).toHaveCount(0)
  expect(await violationsOf(page)).toEqual([])

  await search(page, '')
  await expectCount(page, CONTACTS)
  await selectAll(page)
  await page.getByRole('button', { name: 'Tag…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Tags stay on this computer')
  await dialog.getByLabel('Tags', { exact: true }).fill('Fair')
  await dialog.getByRole('button', { name: 'Add tags' }).click()
  await expect(dialog).toBeHidden()
  await expect(contacts(page).getByLabel('Waits to be sent')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await search(page, 'vip')
  await expectCount(page, 1)
  await page.reload()
  await search(page, 'fair')
  await expectCount(page, CONTACTS)
  await expect(status(page)).not.toContainText(/\d/)

  await page.getByRole('link', { name: 'Settings' }).click()
  const own = page.getByRole('group', { name: 'on this computer' })
  await expect(own).toContainText(`tags of ${CONTACTS} contacts stay on this computer`)
  await expect(own.getByRole('button', { name: 'Bring to the CRM' })).toHaveCount(0)
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Make the field “Tags”' }).click()
  await own.getByRole('button', { name: 'Bring to the CRM' }).click()
  await expect(own).toHaveCount(0)
  await expectSynced(page)

  const there = await askPortal<readonly Told[]>(portal.webhook, 'crm.contact.list', { select: ['ID', 'UF_*'] })
  expect(there.filter(({ UF_CRM_KARTOTEKA_TAGS: tags }) => tags.includes('Fair'))).toHaveLength(CONTACTS)
  expect(there.find(({ ID }) => ID === '5')?.UF_CRM_KARTOTEKA_TAGS).toEqual(['vip', 'Fair'])
  await openContact(page, 'Меченая')
  await expect(card(page).getByText('vip')).toBeVisible()
  await expect(card(page).getByLabel(stays)).toHaveCount(0)
})

interface Told {
  readonly ID: string
  readonly UF_CRM_KARTOTEKA_TAGS: readonly string[]
}

test('fields of several lines are edited line by line', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await askPortal(portal.webhook, 'crm.contact.update', {
    id: 5,
    fields: { NAME: 'Многоликая', UF_CRM_NICKNAMES: ['Первое', 'Второе'] },
  })
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, 'Многоликая')
  await expect(contacts(page)).toBeVisible()

  const first = card(page).getByRole('textbox', { name: 'Прозвища' })
  await expect(first).toHaveValue('Первое')
  await first.fill('Иное')
  await first.press('Enter')
  await card(page).getByRole('button', { name: 'Add a line' }).click()
  await card(page).getByRole('textbox', { name: 'Line 3' }).fill('Третье')
  await card(page).getByRole('textbox', { name: 'Line 3' }).press('Enter')
  await expectSynced(page)

  await expect
    .poll(async () => {
      const contact = await askPortal(portal.webhook, 'crm.contact.get', { id: 5 })
      return (contact as Record<string, unknown>)['UF_CRM_NICKNAMES']
    })
    .toEqual(expect.arrayContaining(['Иное', 'Второе', 'Третье']))
})
