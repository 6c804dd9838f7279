import type { Page } from '@playwright/test'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { contacts, expectCount, expectSynced } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 20
type Body = Readonly<Record<string, unknown>>

async function post(url: string, body: Body): Promise<Body> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as Body
}

const control = (crm: RunningCrm, path: string, body: Body) => post(`${crm.portalControl}/${path}`, body)

/** What the portal has bound, as its application is told. */
async function boundCount(crm: RunningCrm): Promise<number> {
  const { access_token: auth } = await control(crm, 'tokens', { userId: 1 })
  const { result } = await post(`${crm.portal.url}/rest/event.get`, { auth })
  return (result as readonly unknown[]).length
}

/** Signs in by an application, as an administrator of the portal. */
async function connectByApplication(page: Page, crm: RunningCrm): Promise<void> {
  const { url, clientId, clientSecret } = crm.portal
  const field = (name: string) => page.getByRole('textbox', { name })
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Bitrix24' }).check({ force: true })
  await page.getByRole('radio', { name: 'Integration with a code' }).check({ force: true })
  await field('Account address').fill(url)
  await field('Integration ID').fill(clientId)
  await page.getByLabel('Secret key').fill(clientSecret)
  const { code } = await control(crm, 'oauth-code', { userId: 1 })
  await field('Authorization code').fill(String(code))
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expectCount(page, CONTACTS)
  await expectSynced(page)
}

async function syncNow(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Sync')
  await page.keyboard.press('Enter')
}

test('a portal that is entered by an application tells what colleagues do, until one signs out', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connectByApplication(page, crm)
  await page.getByRole('link', { name: 'Settings' }).click()
  const account = page.getByRole('listitem').filter({ hasText: new URL(crm.portal.url).host })
  await expect(account).toContainText('Changes by others: The CRM queues them for this computer')
  await expect(account).toContainText('Signed in as')
  await expect(account).toContainText('Application: version 1 · local')
  expect(await violationsOf(page)).toEqual([])

  await page.getByRole('link', { name: 'Contacts' }).click()
  await control(crm, 'vendor', { action: 'delete', entity: 'contact', ids: [9], userId: 2 })
  await control(crm, 'vendor', {
    action: 'edit',
    entity: 'contact',
    ids: [7],
    fields: { LAST_NAME: 'Перемёнова' },
    userId: 2,
  })
  await syncNow(page)
  await expectCount(page, CONTACTS - 1)
  await expect(contacts(page).getByText('Перемёнова')).toBeVisible()

  expect(await boundCount(crm)).toBeGreaterThan(0)
  await page.getByRole('link', { name: 'Settings' }).click()
  await account.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(account).toHaveCount(0)
  expect(await boundCount(crm)).toBe(0)
})

test('a portal that is entered by a webhook is asked, and says why', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Bitrix24' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Address of the webhook' }).fill(portal.webhook)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await page.getByRole('link', { name: 'Settings' }).click()

  const account = page.getByRole('listitem').filter({ hasText: new URL(portal.url).host })
  await expect(account).toContainText('Changes by others: The CRM is asked what has changed;')
  await expect(account).toContainText('A webhook is told nothing')
})
