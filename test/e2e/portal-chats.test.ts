import type { Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { card, expectCount, expectSynced, openContact } from './support/user.ts'

const CONTACTS = 30
/** Every twenty-fifth has written over an open line. */
const WRITER = 25

async function connect(page: Page, webhook: string): Promise<void> {
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Bitrix24' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Address of the webhook' }).fill(webhook)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

test('chats of a portal show with whom they are, and are bound by nobody here', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  const body = JSON.stringify({ id: WRITER, fields: { NAME: 'Многоликая' } })
  const headers = { 'content-type': 'application/json' }
  await fetch(`${portal.webhook}crm.contact.update`, { method: 'POST', body, headers })
  await connect(page, portal.webhook)
  await expectCount(page, CONTACTS)
  await expectSynced(page)

  await openContact(page, 'Многоликая')

  const chats = card(page).getByRole('region', { name: 'Chats' })
  await expect(chats.getByRole('listitem')).toContainText('Live chat')
  await expect(chats).toContainText('only the CRM itself decides')
  await expect(chats.getByRole('textbox')).toHaveCount(0)
})

test('chats that a webhook does not open say what has to be allowed to it', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, await portal.webhookOf(1))
  await expectCount(page, CONTACTS)
  await expectSynced(page)

  await page.getByRole('grid').getByRole('row').nth(1).click()

  const chats = card(page).getByRole('region', { name: 'Chats' })
  await expect(chats).toContainText('Allow “imopenlines” to its webhook or application')
  await expect(chats.getByRole('textbox')).toHaveCount(0)
})
