import type { Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { card, connect, contacts, expectCount, openContact, status } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const webhookField = (page: Page) => page.getByRole('textbox', { name: 'Address of the webhook' })
const connectButton = (page: Page) => page.getByRole('button', { name: 'Connect', exact: true })

async function beginWebhook(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Bitrix24' }).check({ force: true })
}

test('a portal is connected by its webhook alone; what is wrong with it is said in its own words', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: 30 })
  const page = await desk.openWindow()
  await beginWebhook(page)
  const expectAlert = async (words: RegExp) => expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible()

  await expect(page.getByRole('textbox', { name: 'Account address' })).toHaveCount(0)
  await connectButton(page).click()
  await expectAlert(/Paste the address of the webhook/)
  await webhookField(page).fill('not a webhook')
  await connectButton(page).click()
  await expectAlert(/not the address of a webhook/)
  await webhookField(page).fill(`${portal.url}/rest/1/wrongsecret/`)
  await connectButton(page).click()
  await expectAlert(/The portal does not accept this/)
  expect(await violationsOf(page)).toEqual([])
  await webhookField(page).fill(portal.webhook)
  await connectButton(page).click()

  await expectCount(page, 30)
  await page.getByRole('link', { name: 'Settings' }).click()
  const account = page.getByRole('listitem').filter({ hasText: new URL(portal.url).host })
  await expect(account).toContainText('Bitrix24')
})

test('a server of one’s own is asked about before anything is sent there', async ({ desk }) => {
  await desk.startApp()
  const page = await desk.openWindow()
  await beginWebhook(page)
  const trust = page.getByRole('checkbox', { name: /our own server/ })

  await webhookField(page).fill('https://crm.invalid/rest/1/abcdef/')
  await expect(trust).toHaveCount(0)
  await connectButton(page).click()
  await expect(page.getByRole('alert').filter({ hasText: /a server of your own/ })).toBeVisible()
  await trust.check()
  await connectButton(page).click()

  await expect(page.getByRole('alert').filter({ hasText: /no such address|connection|network/i })).toBeVisible()
  await webhookField(page).fill('https://other.invalid/rest/1/abcdef/')
  await expect(trust).toHaveCount(0)
})

test('two CRMs stand side by side in one window, and one search finds people in both', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 20 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 20)

  await page.getByRole('link', { name: 'Settings' }).click()
  await beginWebhook(page)
  await webhookField(page).fill(crm.portal.webhook)
  await connectButton(page).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('link', { name: 'Contacts' }).click()

  await expectCount(page, 40)
  await expect(status(page)).toBeVisible()
  const [someone] = await crm.control.contacts()
  await openContact(page, someone?.name ?? '')
  await expect(contacts(page)).toHaveAttribute('aria-rowcount', '2')
  await expect(card(page)).toBeVisible()
})

test('the practice CRM comes in both kinds', async ({ desk }) => {
  await desk.startApp()
  const page = await desk.openWindow()
  await page.getByRole('button', { name: 'Demo data as in Bitrix24' }).click()
  await expect(contacts(page)).toBeVisible({ timeout: 60_000 })

  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('button', { name: 'Demo data as in Bitrix24' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Try with demo data' }).click()

  await expect(page.getByRole('listitem').filter({ hasText: 'Practice CRM on this computer' })).toHaveCount(2)
})
