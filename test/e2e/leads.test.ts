import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal } from './support/portal.ts'
import { card, connect, expectCount, expectSynced, openContact } from './support/user.ts'

const CONTACTS = 20

type Stored = Readonly<Record<string, unknown>>

const leads = (page: Page): Locator => page.getByRole('grid', { name: 'Leads' })
const lead = (page: Page): Locator => page.getByRole('region', { name: 'Lead', exact: true })
const products = (page: Page): Locator => lead(page).getByRole('region', { name: 'Products' })
const people = (page: Page): Locator => lead(page).getByRole('region', { name: 'Contacts' })
const link = (page: Page, name: string): Locator => page.getByRole('link', { name, exact: true })

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

async function addProduct(page: Page, name: string, price: string, quantity: string): Promise<void> {
  await products(page).getByLabel('Add a product').fill(name)
  await products(page).getByLabel('Add a product').press('Enter')
  await products(page).getByLabel(`Price of ${name}`).fill(price)
  await products(page).getByLabel(`Price of ${name}`).press('Enter')
  await products(page).getByLabel(`Quantity of ${name}`).fill(quantity)
  await products(page).getByLabel(`Quantity of ${name}`).press('Enter')
}

test('a lead of a portal is found, gets a stage and products with their total, and arrives as it shows', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME: 'Многоликая', POST: 'Директор' } })
  await askPortal(portal.webhook, 'crm.contact.update', {
    id: 5,
    fields: { PHONE: [{ VALUE: '+7 900 111-22-33', VALUE_TYPE: 'WORK' }] },
  })
  const fields = { TITLE: 'Ярмарка весной', NAME: 'Анна', LAST_NAME: 'Ли', CONTACT_IDS: [5] }
  const id = await askPortal(portal.webhook, 'crm.lead.add', { fields })
  await connectPortal(page, portal.webhook, CONTACTS)

  await link(page, 'Leads').click()
  await page.getByRole('searchbox', { name: 'Search leads' }).fill('ярмарка')
  await leads(page)
    .getByRole('row', { name: /^Ярмарка весной/ })
    .click()
  await expect(lead(page).getByLabel('First name')).toHaveValue('Анна')
  await expect(lead(page)).toContainText('Only the CRM itself makes a deal of a lead')
  await expect(people(page)).toContainText('Директор')
  await lead(page).getByLabel('Stage', { exact: true }).selectOption({ value: 'lead:IN_PROCESS' })
  await addProduct(page, 'Boiler', '90,5', '2')
  await addProduct(page, 'Work', '30', '1')
  await expect(products(page)).toContainText(/Total\s*RUB\s*211|Total\s*₽\s*211/)
  await expect(lead(page).getByLabel('Price', { exact: true })).toHaveValue('211')
  await expectAccessible(page)
  await expectSynced(page)

  expect(await askPortal(portal.webhook, 'crm.lead.get', { id })).toMatchObject({
    ...{ STATUS_ID: 'IN_PROCESS', OPPORTUNITY: '211.00' },
  })
  const rows = await askPortal<readonly Stored[]>(portal.webhook, 'crm.lead.productrows.get', { id })
  expect(rows.map(({ PRODUCT_NAME, PRICE, QUANTITY }) => [PRODUCT_NAME, PRICE, QUANTITY])).toEqual([
    ['Boiler', 90.5, 2],
    ['Work', 30, 1],
  ])
})

test('products of a lead are renamed, given a discount and put in order; a price that is typed stays, until it is counted again', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  const id = await askPortal(portal.webhook, 'crm.lead.add', { fields: { TITLE: 'Ярмарка весной' } })
  const sold = [
    { PRODUCT_NAME: 'Boiler', PRICE: 100, QUANTITY: 1 },
    { PRODUCT_NAME: 'Work', PRICE: 30, QUANTITY: 1 },
  ]
  await askPortal(portal.webhook, 'crm.lead.productrows.set', { id, rows: sold })
  await connectPortal(page, portal.webhook, CONTACTS)
  await link(page, 'Leads').click()
  await page.getByRole('searchbox', { name: 'Search leads' }).fill('ярмарка')
  await leads(page)
    .getByRole('row', { name: /^Ярмарка весной/ })
    .click()
  const retype = async (label: string, value: string) => {
    await lead(page).getByLabel(label, { exact: true }).fill(value)
    await lead(page).getByLabel(label, { exact: true }).press('Enter')
  }
  const price = lead(page).getByLabel('Price', { exact: true })

  await expect(price).toHaveValue('130')
  await retype('Name of product 2', 'Mounting')
  await retype('Discount of Boiler, percent', '10')
  await expect(price).toHaveValue('120')
  await products(page).getByRole('button', { name: 'Move Mounting up' }).click()
  await expect(lead(page).getByLabel('Name of product 1')).toHaveValue('Mounting')
  await retype('Price', '500')
  await expect(lead(page)).toContainText('Typed by hand: products do not change it.')
  await expectAccessible(page)
  const kept = () => askPortal<Stored>(portal.webhook, 'crm.lead.get', { id })
  await expect.poll(kept).toMatchObject({ OPPORTUNITY: '500.00', IS_MANUAL_OPPORTUNITY: 'Y' })
  await lead(page).getByRole('button', { name: 'Count from products' }).click()
  await expect(price).toHaveValue('120')
  await expect.poll(kept).toMatchObject({ OPPORTUNITY: '120.00', IS_MANUAL_OPPORTUNITY: 'N' })

  const rows = await askPortal<readonly Stored[]>(portal.webhook, 'crm.lead.productrows.get', { id })
  expect(rows.map(({ PRODUCT_NAME, PRICE, DISCOUNT_RATE }) => [PRODUCT_NAME, PRICE, DISCOUNT_RATE])).toEqual([
    ['Mounting', 30, 0],
    ['Boiler', 90, 10],
  ])
})

test('a lead begun in a contact shows in its card and in the list', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME: 'Многоликая' } })
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, 'Многоликая')

  await card(page).getByLabel('Add a lead').fill('From the fair')
  await card(page).getByRole('button', { name: 'Create lead' }).click()
  await card(page).getByRole('button', { name: 'Open lead From the fair' }).click()
  await expect(lead(page)).toBeVisible()
  await expect(people(page).getByRole('listitem')).toHaveCount(1)
  await expectSynced(page)

  const all = await askPortal<readonly Stored[]>(portal.webhook, 'crm.lead.list', {
    filter: { '=TITLE': 'From the fair' },
  })
  expect(all).toMatchObject([{ STATUS_ID: 'NEW', CONTACT_ID: '5', ORIGINATOR_ID: 'KARTOTEKA' }])
})

test('there are no leads where no account keeps any', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)

  await expect(link(page, 'Deals')).toBeVisible()
  await expect(link(page, 'Leads')).toHaveCount(0)
})

test('there are no leads in a portal that works without them', async ({ desk }) => {
  await desk.startApp()
  const { portal, portalControl } = await desk.startCrm({ contacts: CONTACTS })
  await fetch(`${portalControl}/switches`, { method: 'POST', body: JSON.stringify({ crmMode: 'simple' }) })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)

  await expect(link(page, 'Deals')).toBeVisible()
  await expect(link(page, 'Leads')).toHaveCount(0)
  await page.getByRole('grid', { name: 'Contacts' }).getByRole('row').nth(2).click()
  await expect(card(page).getByRole('region', { name: 'Deals' })).toBeVisible()
  await expect(card(page).getByRole('region', { name: 'Leads' })).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'What would you like to do?' }).fill('new')
  await expect(page.getByRole('option', { name: 'New deal' })).toBeVisible()
  await expect(page.getByRole('option', { name: 'New lead' })).toHaveCount(0)
})

test('all contacts of a lead are taken off by one button, and come back by one undo', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  const id = await askPortal(portal.webhook, 'crm.lead.add', { fields: { TITLE: 'Ярмарка', CONTACT_IDS: [5, 6, 7] } })
  const linked = async () =>
    (await askPortal<readonly Stored[]>(portal.webhook, 'crm.lead.contact.items.get', { id })).map((link) => [
      link['CONTACT_ID'],
      link['IS_PRIMARY'],
    ])
  await connectPortal(page, portal.webhook, CONTACTS)
  await link(page, 'Leads').click()
  await page.getByRole('searchbox', { name: 'Search leads' }).fill('ярмарка')
  await leads(page)
    .getByRole('row', { name: /^Ярмарка/ })
    .click()
  await expect(people(page).getByRole('listitem')).toHaveCount(3)

  await people(page).getByRole('button', { name: 'Remove all contacts from the lead' }).click()
  await expect(people(page)).toContainText('Nobody yet')
  await expect.poll(linked).toEqual([])
  await expect(page.getByText('remove 3 contacts')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Undo' }).click()

  await expect(people(page).getByRole('listitem')).toHaveCount(3)
  await expectSynced(page)
  expect((await linked()).toSorted()).toEqual([
    [5, 'Y'],
    [6, 'N'],
    [7, 'N'],
  ])
})
