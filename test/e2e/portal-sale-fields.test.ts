import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal, type Params } from './support/portal.ts'
import { expectSynced } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 20

const lead = (page: Page): Locator => page.getByRole('region', { name: 'Lead', exact: true })
const deal = (page: Page): Locator => page.getByRole('region', { name: 'Deal', exact: true })

async function open(page: Page, kind: 'Leads' | 'Deals', name: string): Promise<void> {
  await page.getByRole('link', { name: kind, exact: true }).click()
  await page
    .getByRole('grid', { name: kind })
    .getByRole('row', { name: new RegExp(`^${name}`) })
    .first()
    .click()
}

async function type(where: Locator, label: string, text: string): Promise<void> {
  await where.getByLabel(label, { exact: true }).fill(text)
  await where.getByLabel(label, { exact: true }).press('Enter')
}

test('an administrator gives leads a field of a portal, and it is filled in; contacts get none', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const id = await askPortal(portal.webhook, 'crm.lead.add', { fields: { TITLE: 'Ярмарка весной' } })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)

  await page.getByRole('link', { name: 'Settings' }).click()
  const form = page.locator('details', { hasText: 'Fields of leads of' })
  await form.locator('summary').click()
  await expect(form.getByLabel('Name of the field Source', { exact: true })).not.toBeEditable()
  await form.getByLabel('Name of the new field').fill('Размер')
  await form.getByLabel('Kind of the new field').selectOption({ label: 'List' })
  await form.getByRole('button', { name: 'Create the field' }).click()
  const option = form.getByLabel('New option of Размер')
  await option.fill('XL')
  await option.press('Enter')
  await expect(form.getByLabel('Option of Размер: XL')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  expect(JSON.stringify(await askPortal(portal.webhook, 'crm.contact.fields'))).not.toContain('Размер')
  await open(page, 'Leads', 'Ярмарка весной')
  await lead(page).getByLabel('Размер', { exact: true }).selectOption('XL')
  await expectSynced(page)

  const [made] = (
    await askPortal<readonly Params[]>(portal.webhook, 'crm.lead.userfield.list', { filter: { LANG: 'en' } })
  ).filter(({ EDIT_FORM_LABEL }) => EDIT_FORM_LABEL === 'Размер')
  const [chosen] = (made?.['LIST'] ?? []) as readonly Params[]
  const stored = await askPortal<Params>(portal.webhook, 'crm.lead.get', { id })
  expect(stored[String(made?.['FIELD_NAME'])]).toBe(chosen?.['ID'])
})

test('fields of leads and of deals are filled in offline; what a colleague changed as well is asked about', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const make = (kind: string, FIELD_NAME: string, USER_TYPE_ID: string) =>
    askPortal(portal.webhook, `crm.${kind}.userfield.add`, { fields: { FIELD_NAME, USER_TYPE_ID, LABEL: FIELD_NAME } })
  await make('lead', 'BUDGET', 'money')
  await make('lead', 'PLACE', 'string')
  await make('deal', 'DELIVERY', 'date')
  const own = { UF_CRM_BUDGET: '300|USD', UF_CRM_PLACE: 'Тверь', SECOND_NAME: 'Львовна', UTM_SOURCE: 'яндекс' }
  const leadId = await askPortal(portal.webhook, 'crm.lead.add', { fields: { TITLE: 'Ярмарка весной', ...own } })
  const dealId = await askPortal(portal.webhook, 'crm.deal.add', {
    fields: { TITLE: 'Ярмарка летом', PROBABILITY: 20 },
  })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await open(page, 'Leads', 'Ярмарка весной')

  await expect(lead(page).getByLabel('Second name', { exact: true })).toHaveValue('Львовна')
  await expect(lead(page).getByLabel('Ad system', { exact: true })).toHaveValue('яндекс')
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await type(lead(page), 'BUDGET', '450')
  await type(lead(page), 'PLACE', 'Клин')
  await lead(page).getByLabel('Source', { exact: true }).selectOption('Выставка')
  expect(await violationsOf(page)).toEqual([])
  await open(page, 'Deals', 'Ярмарка летом')
  await type(deal(page), 'Probability', '70')
  await type(deal(page), 'DELIVERY', '2026-12-31')
  await askPortal(portal.webhook, 'crm.lead.update', {
    id: leadId,
    fields: { UF_CRM_PLACE: 'Псков', POST: 'Директор' },
  })
  await page.getByRole('switch', { name: 'Work offline' }).click()

  await page.getByRole('link', { name: /^Conflicts/ }).click()
  await expect(page.getByText('PLACE')).toBeVisible()
  await page
    .getByRole('button', { name: /^Keep mine/ })
    .first()
    .click()
  await expectSynced(page)
  expect(await askPortal(portal.webhook, 'crm.lead.get', { id: leadId })).toMatchObject({
    ...{ UF_CRM_BUDGET: '450|USD', UF_CRM_PLACE: 'Клин', SOURCE_ID: 'TRADE_SHOW', POST: 'Директор' },
  })
  expect(await askPortal(portal.webhook, 'crm.deal.get', { id: dealId })).toMatchObject({
    ...{ PROBABILITY: '70', UF_CRM_DELIVERY: '2026-12-31T03:00:00+03:00' },
  })
})

test('numbers and addresses of a lead are changed one by one offline; what a colleague adds meanwhile stays', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const phone = (VALUE: string, VALUE_TYPE = 'WORK') => ({ VALUE, VALUE_TYPE })
  const own = { NAME: 'Анна', PHONE: [phone('+7 900 111-11-11')], IM: [phone('anna', 'TELEGRAM')] }
  const id = await askPortal(portal.webhook, 'crm.lead.add', { fields: { TITLE: 'Ярмарка весной', ...own } })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await open(page, 'Leads', 'Ярмарка весной')

  await expect(lead(page).getByRole('link', { name: 'Call Анна: +7 900 111-11-11' })).toHaveAttribute('href', /^tel:/)
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await type(lead(page), 'Phone', '+7 900 222-22-22')
  await lead(page).getByRole('button', { name: 'Add a number' }).click()
  await type(lead(page), 'Number 2', '+7 900 333-33-33')
  await type(lead(page), 'E-mail', 'anna@example.com')
  await type(lead(page), 'Messenger', 'anna.li')
  await expect(lead(page).getByRole('link', { name: 'Write to Анна: anna@example.com' })).toBeVisible()
  await type(lead(page), 'Number 2', '+7 900 444-44-44')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(lead(page).getByLabel('Number 2', { exact: true })).toHaveValue('+7 900 333-33-33')
  expect(await violationsOf(page)).toEqual([])
  await askPortal(portal.webhook, 'crm.lead.update', { id, fields: { PHONE: [phone('+7 900 555-55-55')] } })
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await expectSynced(page)

  const stored = await askPortal<Readonly<Record<string, readonly Params[]>>>(portal.webhook, 'crm.lead.get', { id })
  const values = (name: string) => (stored[name] ?? []).map(({ VALUE }) => VALUE)
  expect(values('PHONE')).toEqual(['+7 900 222-22-22', '+7 900 555-55-55', '+7 900 333-33-33'])
  expect([values('EMAIL'), values('IM')]).toEqual([['anna@example.com'], ['anna.li']])
  await open(page, 'Leads', 'Ярмарка весной')
  await expect(lead(page).getByLabel('Number 3', { exact: true })).toBeVisible()
})
