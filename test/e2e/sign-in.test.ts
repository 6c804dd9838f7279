import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import type { RunningCrm } from './support/crm-program.ts'
import { freePort } from './support/free-port.ts'
import { expect, test } from './support/desk.ts'
import { expectCount, openContact, retype, status } from './support/user.ts'

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
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
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

test('with the code of an integration access renews itself; when it ends, a new code is asked for and nothing is lost', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 60 })
  const redirectUri = 'https://app.example/cb'
  const page = await desk.openWindow()
  const field = (name: string) => page.getByRole('textbox', { name })
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Integration with a code' }).check({ force: true })
  await field('Account address').fill(crm.url)
  await field('Integration ID').fill(crm.clientId)
  await field('Secret key').fill(crm.clientSecret)
  await field('Redirect address').fill(redirectUri)
  await field('Authorization code').fill('def502garbage')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(field('Authorization code')).toBeFocused()
  await expect(field('Authorization code')).toHaveAccessibleDescription(/does not know this code/)
  await field('Authorization code').fill(await crm.control.newCode(redirectUri))
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expectCount(page, 60)

  // Both tokens are refused from here on, but those that come by a refresh.
  await crm.control.faults([{ kind: 'expire-token' }])
  const [person] = (await crm.control.contacts()).filter(({ first_name: name }) => name !== '')
  await openContact(page, person?.name ?? '')
  await retype(page, 'First name', 'Renewed')
  await expect.poll(() => firstNameOf(crm, person?.id), { timeout: 30_000 }).toBe('Renewed')

  await crm.control.faults([
    { kind: 'expire-token' },
    { kind: 'status', status: 401, path: '/oauth2/access_token', body: { hint: 'Token has been revoked' } },
  ])
  await retype(page, 'First name', 'Kept')
  await expect(status(page)).toContainText('Sign in again', { timeout: 30_000 })
  await crm.control.faults([])
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText(/Sign in again with a new code/)).toBeVisible()
  await expect(page.getByText('This can be set once you have signed in again.')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Show pending edits' }).click()
  await expect(page.getByRole('heading', { name: 'Pending' })).toBeVisible()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Sign in again', exact: true }).click()
  await expect(field('Account address')).toHaveValue(new URL(crm.url).host)
  await expect(field('Integration ID')).toHaveValue(crm.clientId)
  await expect(field('Redirect address')).toHaveValue(redirectUri)
  await expect(field('Secret key'), 'what is secret does not come back').toHaveValue('')
  await expect(field('Authorization code')).toBeFocused()
  await field('Authorization code').fill(await crm.control.newCode(redirectUri))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()

  await expect.poll(() => firstNameOf(crm, person?.id), { timeout: 30_000 }).toBe('Kept')
  await expect(page.getByRole('combobox', { name: /./ }), 'what needs the CRM is asked again by itself').toBeEnabled()
})

const firstNameOf = async ({ control }: RunningCrm, id = 0) => (await control.contacts([id]))[0]?.first_name
