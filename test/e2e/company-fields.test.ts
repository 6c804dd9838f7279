import type { Locator, Page } from '@playwright/test'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal } from './support/portal.ts'
import { connect, expectCount, expectSynced } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 20

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Company panel' })
const row = (page: Page, name: string): Locator =>
  page.getByRole('grid', { name: 'Companies' }).getByRole('row', { name: new RegExp(`^${name}`) })
const field = (page: Page, label: string): Locator => panel(page).getByLabel(label, { exact: true })

async function type(where: Locator, text: string): Promise<void> {
  await where.fill(text)
  await where.press('Enter')
}

interface StoredCompany {
  readonly name: string
  readonly custom_fields_values: readonly {
    readonly field_code: string | null
    readonly values: readonly { readonly value: unknown }[]
  }[]
  readonly _embedded: { readonly tags: readonly { readonly name: string }[] }
}

async function ask<T>({ url, token }: RunningCrm, path: string, body?: unknown): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const options = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
  return (await (await fetch(`${url}/api/v4${path}`, options)).json()) as T
}

test('a company is read, edited without a network, taken back, and arrives as it was left', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const phone = { field_code: 'PHONE', values: [{ value: '+7 495 111-22-33' }] }
  const made = await ask<{ readonly _embedded: { readonly companies: readonly { readonly id: number }[] } }>(
    ...([
      crm,
      '/companies',
      [{ name: 'Верфь', custom_fields_values: [phone], tags_to_add: [{ name: 'сеть' }] }],
    ] as const),
  )
  const id = made._embedded.companies[0]?.id ?? 0
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await page.getByRole('link', { name: 'Companies' }).click()
  await expect(row(page, 'Верфь')).toContainText('111')
  await row(page, 'Верфь').click()
  await expect(panel(page).getByRole('link', { name: /Call Верфь/ })).toHaveAttribute('href', /^tel:/)
  await expect(panel(page).getByText('сеть', { exact: true })).toBeVisible()
  await expect(panel(page).getByRole('button', { name: 'Delete company' })).toHaveCount(0)

  await page.getByRole('switch', { name: 'Work offline' }).click()
  await type(field(page, 'Name'), 'Верфь и сыновья')
  await expect(row(page, 'Верфь и сыновья')).toBeVisible()
  await type(field(page, 'Name'), 'Опечатка')
  await expect(row(page, 'Опечатка')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row(page, 'Верфь и сыновья')).toBeVisible()
  await type(field(page, 'Сотрудников'), '12')
  await field(page, 'Отрасль').selectOption('Строительство')
  await type(field(page, 'Tags'), 'мой')
  await panel(page).getByRole('button', { name: 'Remove сеть' }).click()
  await expect(panel(page).getByLabel('Waits to be sent').first()).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('link', { name: 'Pending' }).click()
  await expect(page.getByText(/Company “.+”: Name/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Open the company' }).first().click()
  await expect(field(page, 'Name')).toHaveValue('Верфь и сыновья')
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await expectSynced(page)

  const stored = await ask<StoredCompany>(crm, `/companies/${id}`)
  expect([stored.name, stored._embedded.tags.map(({ name }) => name)]).toEqual(['Верфь и сыновья', ['мой']])
  const values = stored.custom_fields_values.flatMap((one) => one.values.map(({ value }) => value))
  expect(values.map(String).toSorted()).toEqual(['+7 495 111-22-33', '12', 'Строительство'].toSorted())
})

test('a company of a portal is read, given a phone and a site without a network, and another one is deleted', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const make = (fields: Readonly<Record<string, unknown>>) =>
    askPortal<number>(portal.webhook, 'crm.company.add', { fields })
  const id = await make({ TITLE: 'Верфь', PHONE: [{ VALUE: '+7 495 111-22-33', VALUE_TYPE: 'WORK' }] })
  const spare = await make({ TITLE: 'Лишняя' })
  const page = await desk.openWindow()
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Bitrix24' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Address of the webhook' }).fill(portal.webhook)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await page.getByRole('link', { name: 'Companies' }).click()
  await row(page, 'Верфь').click()
  await expect(panel(page).getByRole('link', { name: /Call Верфь/ })).toHaveAttribute('href', /^tel:/)

  await page.getByRole('switch', { name: 'Work offline' }).click()
  await panel(page).getByRole('button', { name: 'Add a number' }).click()
  await type(panel(page).getByRole('textbox', { name: 'Number 2' }), '+7 900 000-00-01')
  await field(page, 'Company type').selectOption({ index: 2 })
  await type(field(page, 'Website'), 'https://verf.example')
  await panel(page).getByRole('button', { name: 'Add a site' }).click()
  await type(panel(page).getByRole('textbox', { name: 'Site 2' }), 'https://shop.verf.example')
  const requisites = panel(page).getByRole('region', { name: 'Requisites' })
  await requisites.getByRole('button', { name: 'Add requisites' }).click()
  await type(requisites.getByLabel('Tax ID', { exact: true }), '7707083893')
  expect(await violationsOf(page)).toEqual([])
  await row(page, 'Лишняя').click()
  await panel(page).getByRole('button', { name: 'Delete company' }).click()
  await panel(page).getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(row(page, 'Лишняя')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await row(page, 'Лишняя').click()
  await panel(page).getByRole('button', { name: 'Delete company' }).click()
  await panel(page).getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(row(page, 'Лишняя')).toHaveCount(0)
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await expectSynced(page)

  const stored = await askPortal<Readonly<Record<string, unknown>>>(portal.webhook, 'crm.company.get', { id })
  const phones = (stored['PHONE'] as readonly { readonly VALUE: string }[]).map(({ VALUE }) => VALUE)
  expect(phones).toEqual(['+7 495 111-22-33', '+7 900 000-00-01'])
  const sites = (stored['WEB'] as readonly { readonly VALUE: string }[]).map(({ VALUE }) => VALUE)
  expect(sites).toEqual(['https://verf.example', 'https://shop.verf.example'])
  const filter = { ENTITY_TYPE_ID: 4, ENTITY_ID: id }
  expect(await askPortal(portal.webhook, 'crm.requisite.list', { filter })).toMatchObject([{ RQ_INN: '7707083893' }])
  expect(stored['COMPANY_TYPE']).not.toBe('CUSTOMER')
  expect(await askPortal(portal.webhook, 'crm.company.list', { filter: { ID: spare } })).toEqual([])
})

test('a company is read again by a button as the CRM has it now; without a network it says why not', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const fields = { TITLE: 'Верфь', PHONE: [{ VALUE: '+7 495 111-22-33', VALUE_TYPE: 'WORK' }] }
  const id = await askPortal(portal.webhook, 'crm.company.add', { fields })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await page.getByRole('link', { name: 'Companies' }).click()
  await row(page, 'Верфь').click()
  const again = panel(page).getByRole('button', { name: 'Read again from the CRM' })
  await expect(field(page, 'Name')).toHaveValue('Верфь')

  await askPortal(portal.webhook, 'crm.company.update', { id, fields: { TITLE: 'Верфь № 2' } })
  await again.click()
  await expect(field(page, 'Name')).toHaveValue('Верфь № 2')
  await expect(row(page, 'Верфь № 2')).toBeVisible()
  await again.click()
  await expect(panel(page).getByText('This is what the CRM has now.')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  await page.getByRole('switch', { name: 'Work offline' }).click()
  await again.click()
  await expect(panel(page).getByRole('alert')).toContainText('That did not work')
})
