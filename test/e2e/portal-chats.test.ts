import { expect, test } from './support/desk.ts'
import { card, expectCount, expectSynced, openContact } from './support/user.ts'

const CONTACTS = 30
/** Every twenty-fifth has written over an open line. */
const WRITER = 25

test('chats of a portal show with whom they are, and are bound by nobody here', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  const body = JSON.stringify({ id: WRITER, fields: { NAME: 'Многоликая' } })
  const headers = { 'content-type': 'application/json' }
  await fetch(`${portal.webhook}crm.contact.update`, { method: 'POST', body, headers })
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Bitrix24' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Address of the webhook' }).fill(portal.webhook)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expectCount(page, CONTACTS)
  await expectSynced(page)

  await openContact(page, 'Многоликая')

  const chats = card(page).getByRole('region', { name: 'Chats' })
  await expect(chats.getByRole('listitem')).toContainText('Live chat')
  await expect(chats).toContainText('only the CRM itself decides')
  await expect(chats.getByRole('textbox')).toHaveCount(0)
})
