import type { Page } from '@playwright/test'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { freePort } from './support/free-port.ts'
import { expectCount, openContact, retype } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const field = (page: Page, name: string) => page.getByRole('textbox', { name })

async function fillIntegration(page: Page, crm: RunningCrm, redirectUri: string): Promise<void> {
  await page.getByRole('radio', { name: 'Integration in the browser' }).check({ force: true })
  await field(page, 'Account address').fill(crm.url)
  await field(page, 'Integration ID').fill(crm.clientId)
  await field(page, 'Secret key').fill(crm.clientSecret)
  await expect(field(page, 'Redirect address')).toHaveValue('http://localhost:47811/')
  await field(page, 'Redirect address').fill(redirectUri)
}

/** Goes to the CRM's page, which opens by itself, and answers there. */
async function answer(page: Page, choice: 'Allow' | 'Deny'): Promise<Page> {
  const opened = page.context().waitForEvent('page')
  await page.getByRole('button', { name: 'Go on in the browser' }).click()
  const consent = await opened
  await consent.getByRole('button', { name: choice }).click()
  return consent
}

test('an integration is let in on the CRM’s own page: refused, given up, allowed, and later once more', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 60 })
  const page = await desk.openWindow()
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await fillIntegration(page, crm, 'https://app.example/cb')

  await page.getByRole('button', { name: 'Go on in the browser' }).click()
  await expect(field(page, 'Redirect address')).toHaveAccessibleDescription(/cannot lead back here/)
  await field(page, 'Redirect address').fill(`http://127.0.0.1:${await freePort()}/`)
  const denied = await answer(page, 'Deny')
  await expect(denied.getByRole('heading', { name: 'Access was not given' })).toBeVisible()
  await denied.close()
  await expect(page.getByRole('alert').filter({ hasText: 'access was denied' })).toBeVisible()

  const opened = page.context().waitForEvent('page')
  await page.getByRole('button', { name: 'Go on in the browser' }).click()
  const left = await opened
  await expect(page.getByText('Waiting for your answer in the browser')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(field(page, 'Integration ID'), 'what was typed stays').toHaveValue(crm.clientId)
  await left.close()

  const allowed = await answer(page, 'Allow')
  await expect(allowed.getByText('You may close this window')).toBeVisible()
  await allowed.close()
  await expectCount(page, 60)

  // The grant has ended: the same way again, and the key need not be typed.
  await crm.control.faults([
    { kind: 'expire-token' },
    { kind: 'status', status: 401, path: '/oauth2/access_token', body: { hint: 'Token has been revoked' } },
  ])
  const [person] = (await crm.control.contacts()).filter(({ first_name: name }) => name !== '')
  await openContact(page, person?.name ?? '')
  await retype(page, 'First name', 'Kept')
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Sign in again', exact: true }).click({ timeout: 30_000 })
  await expect(page.getByRole('radio', { name: 'Integration in the browser' })).toBeChecked()
  // Not before the form is there: an access that works again needs none.
  await crm.control.faults([])
  await expect(field(page, 'Secret key'), 'what is secret does not come back').toHaveValue('')
  await (await answer(page, 'Allow')).close()
  await expect
    .poll(async () => (await crm.control.contacts([person?.id ?? 0]))[0]?.first_name, { timeout: 30_000 })
    .toBe('Kept')
})

test('the page that may be closed speaks Russian with a Russian interface, and the link opens the CRM’s page again', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 20 })
  const page = await desk.openWindow({ locale: 'ru-RU' })
  await page.getByRole('button', { name: 'Подключить CRM' }).click()
  await page.getByRole('radio', { name: 'Интеграция через браузер' }).check({ force: true })
  await field(page, 'Адрес аккаунта').fill(crm.url)
  await field(page, 'ID интеграции').fill(crm.clientId)
  await field(page, 'Секретный ключ').fill(crm.clientSecret)
  await field(page, 'Ссылка для перенаправления').fill(`http://localhost:${await freePort()}/back`)

  const opened = page.context().waitForEvent('page')
  await page.getByRole('button', { name: 'Продолжить в браузере' }).click()
  await (await opened).close()
  expect(await violationsOf(page)).toEqual([])
  const again = page.context().waitForEvent('page')
  await page.getByRole('link', { name: 'Открыть страницу ещё раз' }).click()
  const consent = await again
  await consent.getByRole('button', { name: 'Allow' }).click()

  await expect(consent.getByText('Это окно можно закрыть')).toBeVisible()
  await expect(page.getByRole('grid')).toBeVisible()
})

test('where the redirect leads elsewhere, the whole address that the browser was led to is pasted', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 20 })
  const page = await desk.openWindow()
  const redirectUri = 'https://app.example/cb'
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Integration with a code' }).check({ force: true })
  const open = page.getByRole('button', { name: 'Open the CRM’s page' })
  await open.click()
  await expect(field(page, 'Account address')).toBeFocused()
  await expect(field(page, 'Integration ID')).toHaveAccessibleDescription(/Enter the ID of your integration/)
  await field(page, 'Account address').fill(crm.url)
  await field(page, 'Integration ID').fill(crm.clientId)
  await field(page, 'Secret key').fill(crm.clientSecret)
  await field(page, 'Redirect address').fill(redirectUri)
  expect(await violationsOf(page)).toEqual([])

  // The site of the integration, as far as this browser can reach it.
  await page.context().route(`${redirectUri}**`, (route) => route.fulfill({ body: 'Hello from the integration' }))
  const opened = page.context().waitForEvent('page')
  await open.click()
  const consent = await opened
  await consent.getByRole('button', { name: 'Allow' }).click()
  await expect(consent.getByText('Hello from the integration')).toBeVisible()
  await field(page, 'Authorization code').fill(consent.url())
  await consent.close()
  await page.getByRole('button', { name: 'Connect', exact: true }).click()

  await expectCount(page, 20)
})
