import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import type { StoredContact, StoredDeal } from '#test/support/demo-control.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectSynced, openContact } from './support/user.ts'

const CONTACTS = 40

const deals = (page: Page): Locator => page.getByRole('grid', { name: 'Deals' })
const dealCard = (page: Page): Locator => page.getByRole('region', { name: 'Deal', exact: true })
const people = (page: Page): Locator => dealCard(page).getByRole('region', { name: 'Contacts' })
const dealRow = (page: Page, name: string): Locator => deals(page).getByRole('row', { name: new RegExp(`^${name}`) })

async function stored({ control }: RunningCrm, name: string): Promise<StoredDeal> {
  const all = (await control.deals()).filter((deal) => deal.name === name)
  const [only] = all
  if (all.length !== 1 || only === undefined) throw new Error(`${all.length} deals of that name`)
  return only
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

/** Names that only one contact has. */
function namesOf(all: readonly StoredContact[]): readonly string[] {
  const names = all.filter(({ trashed }) => !trashed).map(({ name }) => name)
  return names.filter((name) => names.filter((one) => one.includes(name)).length === 1 && name.includes(' '))
}

test('a deal begun in a contact without a network gets a stage, a price and one more contact, and arrives once', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  const [first = '', other = ''] = namesOf(await crm.control.contacts())
  await openContact(page, first)
  await crm.kill()

  await card(page).getByLabel('Add a deal').fill('Boiler for the school')
  await card(page).getByLabel('Price').fill('12 500')
  await card(page).getByRole('button', { name: 'Create deal' }).click()
  await card(page).getByRole('button', { name: 'Open deal Boiler for the school' }).click()
  await expect(dealCard(page)).toBeVisible()
  await expect(dealCard(page).getByLabel('Price')).toHaveValue('12500')
  await dealCard(page).getByLabel('Stage').selectOption({ label: 'Переговоры' })
  await people(page).getByLabel('Add a contact to the deal').fill(other)
  await page
    .getByRole('option', { name: new RegExp(`^${other}`) })
    .first()
    .click()
  await expect(people(page).getByRole('listitem')).toHaveCount(2)
  await people(page)
    .getByRole('button', { name: `Make ${other} the main contact` })
    .click()
  await expect(people(page).getByRole('listitem').first()).toContainText(other)
  await people(page)
    .getByRole('button', { name: `Remove ${first} from the deal` })
    .click()
  await expect(people(page).getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('Control+z')
  await expect(people(page).getByRole('listitem')).toHaveCount(2)
  await page.getByRole('link', { name: 'Pending' }).click()
  await expect(page.getByText('New deal “Boiler for the school”')).toBeVisible()
  await expect(page.getByText(`Deal “Boiler for the school”: add ${other}`)).toBeVisible()

  const back = await desk.startCrm({ contacts: CONTACTS })
  await expectSynced(page)
  await page.getByRole('link', { name: 'Deals' }).click()
  await expect(dealRow(page, 'Boiler for the school')).toBeVisible()
  await expect(dealRow(page, 'Boiler for the school').getByLabel('not sent yet')).toBeHidden()
  const deal = await stored(back, 'Boiler for the school')
  expect([deal.price, deal.contacts.length]).toEqual([12_500, 2])
  await dealRow(page, 'Boiler for the school').click()
  await expect(dealCard(page).getByLabel('Stage').locator('option:checked')).toHaveText('Переговоры')
  await expectAccessible(page)
  await people(page)
    .getByRole('button', { name: `Open the card of ${other}` })
    .click()
  await expect(card(page).getByRole('button', { name: 'Open deal Boiler for the school' })).toBeVisible()
})

test('a deal is linked to another company and back by undo; a name that nobody has is not sent', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  const company = (await crm.control.contacts()).find((one) => one.company !== null)?.company?.name ?? ''
  await page.getByRole('link', { name: 'Deals' }).click()
  await deals(page).getByRole('row').nth(1).click()
  const field = dealCard(page).getByLabel('Company', { exact: true })
  await expect(field).toBeVisible()

  await field.fill('A firm that nobody has')
  await expect(dealCard(page).getByText('The CRM has no company of this name.')).toBeVisible()
  await field.press('Enter')
  await field.fill('')
  await field.press('Enter')
  await expectSynced(page)
  await page.getByRole('link', { name: 'Deals' }).click()
  await field.fill(company)
  await field.press('Enter')
  await expect(field).toHaveValue(company)
  await expectSynced(page)
  await page.getByRole('link', { name: 'Deals' }).click()
  await expect(field).toHaveValue(company)
  await page.keyboard.press('Control+z')
  await expect(field).toHaveValue('')
  await expectSynced(page)
})

test('the list of deals is searched, filtered by stage and sorted by price, by hand and by keys', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 200 })
  const page = await desk.openWindow({ colorScheme: 'dark' })
  await connect(page, crm)
  await expectCount(page, 200)
  await expectSynced(page)
  const live = (await crm.control.deals()).filter(({ trashed }) => !trashed)

  await page.keyboard.press('s')
  await expect(deals(page)).toHaveAttribute('aria-rowcount', String(live.length))
  const won = live.filter(({ pipelineId, stageId }) => pipelineId === 3_177_727 && stageId === 142).length
  await page.locator('.toolbar').getByRole('button', { name: 'Stage', exact: true }).click()
  await page.getByRole('option', { name: /Воронка: Успешно/ }).click()
  await page.keyboard.press('Escape')
  await expect(deals(page)).toHaveAttribute('aria-rowcount', String(won))
  await page.getByRole('button', { name: 'Clear', exact: false }).first().click()
  await deals(page).getByRole('button', { name: 'Price' }).click()
  const dearest = live.toSorted((a, b) => b.price - a.price)[0]
  await expect(deals(page).getByRole('row').nth(1)).toContainText(dearest?.name ?? '')
  await page.keyboard.press('/')
  await page.keyboard.type(dearest?.name ?? '')
  const sameName = live.filter(({ name }) => name.includes(dearest?.name ?? '')).length
  await expect(deals(page)).toHaveAttribute('aria-rowcount', String(sameName))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(dealCard(page)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('searchbox', { name: 'Search deals' }).fill('nothing is called so')
  await expect(page.getByRole('heading', { name: 'No deals match' })).toBeVisible()
})

test('a stage that a colleague has changed meanwhile is asked about, in the card and among the conflicts', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await contacts(page).getByRole('row').nth(1).click()
  await card(page).getByLabel('Add a deal').fill('Disputed')
  await card(page).getByRole('button', { name: 'Create deal' }).click()
  await card(page).getByRole('button', { name: 'Open deal Disputed' }).click()
  await expectSynced(page)
  await page.getByRole('link', { name: 'Deals' }).click()
  const { id, pipelineId } = await stored(crm, 'Disputed')

  await page.getByRole('switch', { name: 'Work offline' }).click()
  await dealCard(page).getByLabel('Stage').selectOption({ label: 'Переговоры' })
  const theirs = { status_id: 143, pipeline_id: pipelineId }
  await crm.control.vendor({ action: 'edit', entity: 'leads', ids: [id], fields: theirs })
  await page.getByRole('switch', { name: 'Work offline' }).click()

  await expect(dealCard(page).getByRole('button', { name: 'Keep mine' })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('link', { name: 'Conflicts' }).click()
  const question = page.getByRole('listitem').filter({ hasText: 'Disputed' })
  await expect(question).toContainText('Переговоры')
  await question.getByRole('button', { name: 'Keep mine' }).click()
  await expect(question).toBeHidden()
  await expectSynced(page)
  expect((await stored(crm, 'Disputed')).stageId).not.toBe(143)
})
