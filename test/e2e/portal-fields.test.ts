import type { Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal, type Params } from './support/portal.ts'
import { card, contacts, expectSynced, openContact, retype } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 20
const COLLEAGUE = 2

const openFields = async (page: Page) => {
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: 'Fields of contacts of' }).click()
}

test('an administrator of a portal makes a field with options, uses it, renames and deletes it; fields of every portal stay', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)

  await openFields(page)
  // Forms of deals and of leads stand beneath it.
  const form = page.locator('details').filter({ hasText: 'Fields of contacts of' })
  const position = form.getByLabel('Name of the field Position', { exact: true })
  await expect(position).not.toBeEditable()
  await expect(form.getByRole('button', { name: 'Delete the field Position' })).toHaveCount(0)
  await expect(form.getByLabel('New option of Source')).toHaveCount(0)
  const kinds = form.getByLabel('Kind of the new field')
  await expect(kinds.getByRole('option', { name: 'Requisites' })).toHaveCount(0)
  await form.getByLabel('Name of the new field').fill('Размер')
  await kinds.selectOption({ label: 'List' })
  await form.getByRole('button', { name: 'Create the field' }).click()
  const option = form.getByLabel('New option of Размер')
  await option.fill('XL')
  await option.press('Enter')
  await expect(form.getByLabel('Option of Размер: XL')).toBeVisible()
  await form.getByLabel('Name of the field Размер', { exact: true }).fill('Размер одежды')
  await form.getByLabel('Name of the field Размер', { exact: true }).press('Enter')
  await expect(form.getByLabel('Name of the field Размер одежды', { exact: true })).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  await page.getByRole('link', { name: 'Contacts' }).click()
  await contacts(page).getByRole('row').nth(3).click()
  await card(page).getByLabel('Размер одежды', { exact: true }).selectOption('XL')
  await expectSynced(page)
  const made = (
    await askPortal<readonly Params[]>(portal.webhook, 'crm.contact.userfield.list', { filter: { LANG: 'en' } })
  ).find(({ EDIT_FORM_LABEL }) => EDIT_FORM_LABEL === 'Размер одежды')
  const name = String(made?.['FIELD_NAME'])
  const rows = () =>
    askPortal<readonly Params[]>(portal.webhook, 'crm.contact.list', { filter: { [`!${name}`]: '' }, select: [name] })
  await expect.poll(async () => (await rows()).filter((row) => Boolean(row[name])).length).toBe(1)

  await openFields(page)
  await form.getByRole('button', { name: 'Remove the option XL' }).click()
  await form.getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(form.getByLabel('Option of Размер одежды: XL')).toBeHidden()
  await form.getByRole('button', { name: 'Delete the field Размер одежды' }).click()
  await form.getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(form.getByLabel('Name of the field Размер одежды', { exact: true })).toBeHidden()
  expect(JSON.stringify(await askPortal(portal.webhook, 'crm.contact.userfield.list'))).not.toContain(name)
})

test('an administrator gives a field of amounts another currency; what was written in the old one stays in it', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  await askPortal(portal.webhook, 'crm.contact.userfield.add', {
    fields: { FIELD_NAME: 'SUM', USER_TYPE_ID: 'money', LABEL: 'Sum', SETTINGS: { DEFAULT_VALUE: '|USD' } },
  })
  await askPortal(portal.webhook, 'crm.contact.update', {
    ...{ id: 5, fields: { NAME: 'Анна', LAST_NAME: 'Единственная', UF_CRM_SUM: '300|USD' } },
  })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)

  await openFields(page)
  const currency = page.getByLabel('Currency of Sum')
  await expect(currency).toHaveValue('USD')
  await currency.selectOption('EUR')
  await expect(currency).toBeEnabled()
  await expect(currency).toHaveValue('EUR')
  await page.getByRole('link', { name: 'Contacts' }).click()
  await openContact(page, 'Анна Единственная')

  const line = card(page).locator('.field', { has: page.getByText('Sum, EUR', { exact: true }) })
  await expect(line).toContainText('USD')
  await retype(page, 'Sum, EUR', '350')
  await expectSynced(page)
  await openContact(page, 'Анна Единственная')
  await retype(page, 'Sum, EUR', '')
  await expectSynced(page)
  await retype(page, 'Sum, EUR', '40')
  const stored = () => askPortal<Params>(portal.webhook, 'crm.contact.get', { id: 5 })
  await expect.poll(stored).toMatchObject({ UF_CRM_SUM: '40|EUR' })
})

test('an administrator makes a field of several days that has to be filled in; days are lines that come and go', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME: 'Анна', LAST_NAME: 'Единственная' } })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)

  await openFields(page)
  const form = page.locator('details').filter({ hasText: 'Fields of contacts of' })
  await expect(form.getByLabel('Kind of the new field').getByRole('option', { name: 'File' })).toHaveCount(1)
  await form.getByLabel('Kind of the new field').selectOption({ label: 'Yes or no' })
  await expect(form.getByLabel('Several values')).toHaveCount(0)
  await form.getByLabel('Name of the new field').fill('Визиты')
  await form.getByLabel('Kind of the new field').selectOption({ label: 'Date' })
  await form.getByLabel('Several values').check()
  await form.getByLabel('Has to be filled in', { exact: true }).last().check()
  await form.getByRole('button', { name: 'Create the field' }).click()
  const isRequired = form.getByLabel('Визиты has to be filled in')
  await expect(isRequired).toBeChecked()
  await expect(form.getByText('Date, several values')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  await page.getByRole('link', { name: 'Contacts' }).click()
  await openContact(page, 'Анна Единственная')
  const line = card(page).locator('.field', { has: page.getByText('Визиты', { exact: true }) })
  await expect(line).toContainText('The CRM asks for this field')
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await retype(page, 'Визиты', '2026-03-01')
  await line.getByRole('button', { name: 'Add a line' }).click()
  await retype(page, 'Line 2', '2026-04-02')
  await line.getByRole('button', { name: 'Add a line' }).click()
  await retype(page, 'Line 3', '2026-05-03')
  await retype(page, 'Визиты', '')
  await expect(card(page).getByLabel('Line 3', { exact: true })).toHaveCount(0)
  await page.getByRole('switch', { name: 'Work offline' }).click()

  const days = async () => {
    const contact = Object.entries(await askPortal<Params>(portal.webhook, 'crm.contact.get', { id: 5 }))
    const made = contact.filter(([name, value]) => name.startsWith('UF_CRM_1') && Array.isArray(value))
    return made.flatMap(([, value]) => (value as string[]).map((day) => day.slice(0, 10)))
  }
  await expect.poll(days).toEqual(['2026-04-02', '2026-05-03'])
  await expectSynced(page)
  await openFields(page)
  await isRequired.uncheck()
  await expect(isRequired).toBeEnabled()
  await expect(isRequired).not.toBeChecked()
})

test('what the form of the portal asks of a value is said, and the value saved all the same', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  await askPortal(portal.webhook, 'crm.contact.userfield.add', {
    fields: { FIELD_NAME: 'CODE', USER_TYPE_ID: 'string', LABEL: 'Code', SETTINGS: { MAX_LENGTH: 5 } },
  })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await contacts(page).getByRole('row').nth(3).click()

  await card(page).getByLabel('Code', { exact: true }).fill('ABCDEFG')
  await expect(card(page).getByText('at most 5 characters; this has 7')).toBeVisible()
  await card(page).getByLabel('Code', { exact: true }).press('Enter')
  await expectSynced(page)

  const rows = await askPortal<readonly Params[]>(portal.webhook, 'crm.contact.list', { select: ['UF_CRM_CODE'] })
  expect(rows.filter((row) => row['UF_CRM_CODE'] === 'ABCDEFG')).toHaveLength(1)
})

test('values of all types are shown in the card, and those that can be are edited offline and reach the portal', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const make = (FIELD_NAME: string, USER_TYPE_ID: string, more: Params = {}) =>
    askPortal(portal.webhook, 'crm.contact.userfield.add', {
      fields: { FIELD_NAME, USER_TYPE_ID, LABEL: FIELD_NAME, ...more },
    })
  await make('BOSS', 'employee')
  await make('BUDGET', 'money')
  await make('PLACE', 'address')
  await make('DAYS', 'date', { MULTIPLE: 'Y' })
  await make('LINKS', 'crm', { MULTIPLE: 'Y', SETTINGS: { CONTACT: 'Y', COMPANY: 'Y' } })
  await make('SCAN', 'file')
  await make('SOURCE2', 'crm_status', { SETTINGS: { ENTITY_TYPE: 'SOURCE' } })
  const filled = {
    ...{ UF_CRM_BOSS: 1, UF_CRM_BUDGET: '300|USD', UF_CRM_DAYS: ['2001-11-11', '2002-12-12'] },
    ...{
      UF_CRM_LINKS: ['C_2', 'CO_3', 'C_999'],
      UF_CRM_SCAN: { fileData: ['скан.png', 'AAAA'] },
      UF_CRM_SOURCE2: 'CALL',
    },
  }
  await askPortal(portal.webhook, 'crm.contact.update', {
    id: 5,
    fields: { NAME: 'Анна', LAST_NAME: 'Единственная', ...filled },
  })
  const [, other] = await askPortal<readonly Params[]>(portal.webhook, 'user.get', { filter: { ID: [1, COLLEAGUE] } })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, 'Анна Единственная')

  const lineOf = (label: string) =>
    card(page)
      .locator('.field')
      .filter({ has: page.getByText(label, { exact: true }) })
  await expect(card(page).getByLabel('DAYS', { exact: true })).toHaveValue('2001-11-11')
  await expect(lineOf('LINKS')).toContainText('Contact № 999')
  await expect(lineOf('SCAN')).toContainText('File № ')
  await expect(lineOf('BUDGET')).toContainText('USD')
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await card(page)
    .getByLabel('BOSS', { exact: true })
    .selectOption({ label: `${String(other?.['NAME'])} ${String(other?.['LAST_NAME'])}` })
  await retype(page, 'BUDGET', '1500')
  await retype(page, 'PLACE', 'Тверь')
  await page.getByRole('switch', { name: 'Work offline' }).click()

  const stored = () => askPortal<Params>(portal.webhook, 'crm.contact.get', { id: 5 })
  await expect.poll(stored).toMatchObject({
    UF_CRM_BOSS: String(COLLEAGUE),
    UF_CRM_BUDGET: '1500|USD',
    UF_CRM_PLACE: 'Тверь',
    UF_CRM_SOURCE2: 'CALL',
  })
  expect((await stored())['UF_CRM_LINKS']).toEqual(['C_2', 'CO_3', 'C_999'])
})
