import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { freePort } from './support/free-port.ts'
import { expect, test } from './support/desk.ts'

async function attempt(page: Page, address: string, token: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Account address' }).fill(address)
  await page.getByRole('textbox', { name: 'Access token' }).fill(token)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

test('each way in which signing in can fail says what is wrong and what to do', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 60 })
  const portal = createServer((_request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<html><body>Please log in to the hotel network</body></html>')
  }).listen(0, '127.0.0.1')
  const portalPort = await new Promise<number>((resolve) => {
    portal.on('listening', () => resolve((portal.address() as AddressInfo).port))
  })
  const page = await desk.openWindow()
  await page.getByRole('button', { name: 'Connect amoCRM' }).click()
  const expectAlert = async (words: RegExp) => expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible()

  await attempt(page, crm.url, 'not-the-token')
  await expectAlert(/token/i)
  await attempt(page, `http://127.0.0.1:${await freePort()}`, crm.token)
  await expectAlert(/reach|connection|network/i)
  await attempt(page, `http://127.0.0.1:${portalPort}`, crm.token)
  await expectAlert(/does not answer like|page instead|sign-in page|network/i)
  await attempt(page, 'https://example.com', crm.token)
  await expectAlert(/amocrm|kommo/i)
  await attempt(page, crm.url, crm.token)

  await expect(page.getByRole('grid', { name: 'Contacts' })).toBeVisible()
  portal.close()
})
