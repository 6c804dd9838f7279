import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { demoUsers, type StoredContact, type StoredDeal } from '#test/support/demo-control.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal } from './support/portal.ts'
import { connect, expectCount, expectSynced } from './support/user.ts'

const CONTACTS = 40

const link = (page: Page, name: string): Locator => page.getByRole('link', { name, exact: true })
const form = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const dealCard = (page: Page): Locator => page.getByRole('region', { name: 'Deal', exact: true })
const leadCard = (page: Page): Locator => page.getByRole('region', { name: 'Lead', exact: true })
const row = (page: Page, list: string, name: string): Locator =>
  page.getByRole('grid', { name: list }).getByRole('row', { name: new RegExp(`^${name}`) })

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

/** Names that only one contact has. */
function namesOf(all: readonly StoredContact[]): readonly string[] {
  const names = all.filter(({ trashed }) => !trashed).map(({ name }) => name)
  return names.filter((name) => names.filter((one) => one.includes(name)).length === 1 && name.includes(' '))
}

async function stored({ control }: RunningCrm, name: string): Promise<StoredDeal> {
  const all = (await control.deals()).filter((deal) => deal.name === name)
  const [only] = all
  if (all.length !== 1 || only === undefined) throw new Error(`${all.length} deals of that name`)
  return only
}

async function companyOf({ url, token }: RunningCrm, deal: number): Promise<unknown> {
  const response = await fetch(`${url}/api/v4/leads/${deal}`, { headers: { authorization: `Bearer ${token}` } })
  const { _embedded } = (await response.json()) as { readonly _embedded: { readonly companies: { id: number }[] } }
  return _embedded.companies[0]?.id
}

async function addPerson(page: Page, where: Locator, label: string, name: string): Promise<void> {
  await where.getByLabel(label).fill(name)
  await page
    .getByRole('option', { name: new RegExp(`^${name}`) })
    .first()
    .click()
}

test('a deal made from the list without a network arrives with all that was typed', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  const all = await crm.control.contacts()
  const [first = '', other = ''] = namesOf(all)
  const company = all.find((one) => one.company !== null)?.company
  const fresh = form(page, 'New deal')
  await crm.kill()

  await link(page, 'Deals').click()
  await expect(page.getByRole('grid', { name: 'Deals' }).getByRole('row').nth(1)).toBeVisible()
  await page.keyboard.press('n')
  await expect(fresh.getByLabel('Name', { exact: true })).toBeFocused()
  await expect(fresh.getByRole('button', { name: 'Save' })).toBeDisabled()
  await fresh.getByLabel('Name', { exact: true }).fill('Boiler for the school')
  await page.keyboard.press('Escape')
  await expect(fresh).toHaveCount(0)
  await page.getByRole('button', { name: 'New deal' }).click()
  await expect(fresh.getByLabel('Name', { exact: true })).toHaveValue('Boiler for the school')
  await fresh.getByLabel('Price').fill('12 50o')
  await expect(fresh.getByText('A price is a whole number.')).toBeVisible()
  await expect(fresh.getByRole('button', { name: 'Save' })).toBeDisabled()
  await fresh.getByLabel('Price').fill('12 500')
  await fresh.getByLabel('Stage').selectOption({ label: 'Переговоры' })
  await fresh.getByLabel('Company').fill('A firm that nobody has')
  await expect(fresh.getByText('The CRM has no company of this name.')).toBeVisible()
  await fresh.getByLabel('Company').fill(company?.name ?? '')
  await expect(fresh.getByText('The CRM has no company of this name.')).toHaveCount(0)
  await addPerson(page, fresh, 'Add a contact to the deal', first)
  await addPerson(page, fresh, 'Add a contact to the deal', other)
  await fresh.getByRole('button', { name: new RegExp(`^Make ${other}`) }).click()
  await expect(fresh.getByRole('list', { name: 'Contacts' }).getByRole('listitem').first()).toContainText(other)
  await expectAccessible(page)
  await fresh.getByRole('button', { name: 'Save' }).click()

  await expect(dealCard(page).getByLabel('Price')).toHaveValue('12500')
  await expect(row(page, 'Deals', 'Boiler for the school').getByLabel('not sent yet')).toBeVisible()
  const back = await desk.startCrm({ contacts: CONTACTS })
  await expectSynced(page)
  const deal = await stored(back, 'Boiler for the school')
  const main = (await back.control.contacts()).find(({ name }) => name === other)?.id
  expect([deal.price, deal.stageId, deal.contacts.length]).toEqual([12_500, 32_392_165, 2])
  expect([deal.contacts.find(({ isMain }) => isMain)?.id, await companyOf(back, deal.id)]).toEqual([main, company?.id])
  await expect(row(page, 'Deals', 'Boiler for the school').getByLabel('not sent yet')).toHaveCount(0)
})

test('a deal of nobody is named after nothing but itself, and undo takes it back before it has left', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await crm.kill()

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'What would you like to do?' }).fill('new deal')
  await page.keyboard.press('Enter')
  await form(page, 'New deal').getByLabel('Price').fill('70')
  await form(page, 'New deal').getByLabel('Price').press('Enter')
  await expect(dealCard(page).getByRole('heading', { level: 2 })).toHaveText('New deal')
  await page.keyboard.press('Control+z')
  await expect(row(page, 'Deals', 'New deal')).toHaveCount(0)
  await expect(dealCard(page)).toHaveCount(0)
  const back = await desk.startCrm({ contacts: CONTACTS })
  await expectSynced(page)

  expect((await back.control.deals()).filter(({ name }) => name === 'New deal')).toEqual([])
})

test('a lead of somebody who is no contact yet is made from the list, and arrives with phone and e-mail', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  const reach = { PHONE: [{ VALUE: '+7 900 111-22-33', VALUE_TYPE: 'WORK' }] }
  await askPortal(portal.webhook, 'crm.contact.update', {
    id: 5,
    fields: { NAME: 'Многоликая', LAST_NAME: 'Ева', ...reach },
  })
  await connectPortal(page, portal.webhook, CONTACTS)
  await link(page, 'Leads').click()
  const fresh = form(page, 'New lead')
  await page.getByRole('switch', { name: 'Work offline' }).click()

  await page.getByRole('button', { name: 'New lead' }).click()
  await fresh.getByLabel('First name').fill('Анна')
  await fresh.getByLabel('Last name').fill('Ли')
  await expect(fresh.getByPlaceholder('Анна Ли')).toBeVisible()
  await fresh.getByLabel('Company, as told').fill('Ромашка')
  await fresh.getByLabel('Phone').fill('+7 900 111-22-33')
  await fresh.getByLabel('E-mail').fill('anna@example.com')
  await expect(fresh.getByText('Многоликая Ева is a contact already.')).toBeVisible()
  await fresh.getByRole('button', { name: 'Add to the lead' }).click()
  await expect(fresh.getByRole('list', { name: 'Contacts' })).toContainText('Многоликая Ева')
  await fresh.getByLabel('Stage').selectOption({ value: 'lead:IN_PROCESS' })
  await expectAccessible(page)
  await fresh.getByRole('button', { name: 'Save' }).click()
  await expect(leadCard(page).getByLabel('First name')).toHaveValue('Анна')
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await expectSynced(page)

  const [told] = await askPortal<readonly { readonly ID: string }[]>(portal.webhook, 'crm.lead.list', {
    filter: { '=TITLE': 'Анна Ли' },
  })
  expect(await askPortal(portal.webhook, 'crm.lead.get', { id: told?.ID })).toMatchObject({
    ...{ NAME: 'Анна', LAST_NAME: 'Ли', COMPANY_TITLE: 'Ромашка', STATUS_ID: 'IN_PROCESS', CONTACT_ID: '5' },
    PHONE: [{ VALUE: '+7 900 111-22-33' }],
    EMAIL: [{ VALUE: 'anna@example.com' }],
  })
})

test('who may not add deals sees the button with the reason; where no account keeps leads there is none', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  await crm.control.allow(demoUsers.colleague, { leads: { view: 'all', edit: 'own', add: 'none' } })
  const page = await desk.openWindow()
  await connect(page, { url: crm.url, token: await crm.control.newToken(demoUsers.colleague) })
  await expectCount(page, CONTACTS)
  await link(page, 'Deals').click()

  const button = page.getByRole('button', { name: 'New deal' }).first()
  await expect(button).toBeDisabled()
  await expect(button).toHaveAttribute('title', /^Your rights in the CRM do not include adding deals\./)
  await page.keyboard.press('n')
  await expect(page.getByText('Your rights in the CRM do not include adding deals.')).toBeVisible()
  await expect(form(page, 'New deal')).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'What would you like to do?' }).fill('new')
  await expect(page.getByRole('option', { name: 'New deal' })).toBeVisible()
  await expect(page.getByRole('option', { name: 'New lead' })).toHaveCount(0)
})
