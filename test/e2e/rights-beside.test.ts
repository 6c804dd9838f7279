import type { Page } from '@playwright/test'
import { demoUsers } from '#test/support/demo-control.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { card, connect, expectCount, openContact, retype, row, search } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const { colleague } = demoUsers
const CONTACTS = 40

const dealCard = (page: Page) => page.getByRole('region', { name: 'Deal', exact: true })

/** The name of deals that all are somebody else's. */
async function dealOfOthers({ control }: RunningCrm, owner: number): Promise<string> {
  const all = (await control.deals()).filter(({ trashed }) => !trashed)
  const isOwn = (name: string) => all.some((deal) => deal.name === name && deal.responsible_user_id === owner)
  const found = all.find(({ name }) => !isOwn(name))
  if (found === undefined) throw new Error('no such deal')
  return found.name
}

/** A task that is still to be done, and the name of its contact, which no other one has. */
async function openTask({ control }: RunningCrm) {
  const all = (await control.contacts()).filter(({ trashed }) => !trashed)
  const alone = all.filter(({ name }) => name !== '' && all.filter((one) => one.name.includes(name)).length === 1)
  const names = new Map(alone.map(({ id, name }) => [id, name]))
  const tasks = (await control.timeline('tasks')).filter((row) => row['is_done'] === 0 && row['entity'] === 'contacts')
  const found = tasks.find((row) => names.has(Number(row['entity_id'])))
  if (found === undefined) throw new Error('no such task')
  return { contact: names.get(Number(found['entity_id'])) ?? '', task: String(found['text']) }
}

async function openDeal(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Deals' }).click()
  await page.getByRole('searchbox', { name: 'Search deals' }).fill(name)
  await page
    .getByRole('grid', { name: 'Deals' })
    .getByRole('row', { name: `${name},` })
    .click()
  await expect(dealCard(page).getByRole('heading', { level: 2 })).toHaveText(name)
}

test('what rights leave out of deals, tasks and companies is held back beforehand, with the reason', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  await crm.control.allow(colleague, {
    leads: { view: 'all', edit: 'own', add: 'none' },
    tasks: { edit: 'none' },
    companies: { add: 'none' },
  })
  const page = await desk.openWindow()
  await connect(page, { url: crm.url, token: await crm.control.newToken(colleague) })
  await expectCount(page, CONTACTS)

  await openDeal(page, await dealOfOthers(crm, colleague))
  await expect(dealCard(page)).toContainText('Somebody else is responsible for this deal')
  await expect(dealCard(page).getByLabel('Name', { exact: true })).not.toBeEditable()
  await expect(dealCard(page).getByLabel('Add a contact to the deal')).toHaveCount(0)
  expect(await violationsOf(page)).toEqual([])

  await page.getByRole('link', { name: 'Contacts' }).click()
  const { contact, task } = await openTask(crm)
  await openContact(page, contact)
  const tick = card(page).getByRole('checkbox', { name: `Complete: ${task}` })
  await expect(tick).toBeDisabled()
  await expect(tick).toHaveAttribute('title', /Your rights in the CRM do not include changing tasks/)
  await expect(card(page).getByText('Your rights in the CRM do not include adding deals.')).toBeVisible()
  await expect(card(page).getByLabel('Add a deal')).toHaveCount(0)
  // Notes are of no right: whoever sees a contact writes one.
  await expect(card(page).getByLabel('Add a note')).toBeVisible()
  await retype(page, 'Company', 'A firm that nobody has')
  await expect(card(page).getByText('NOT saved. Your rights in the CRM do not include adding companies')).toBeVisible()

  await crm.control.allow(colleague, null)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'What would you like to do?' }).fill('Sync')
  await page.keyboard.press('Enter')
  await expect(tick).toBeEnabled()
  await expect(card(page).getByLabel('Add a deal')).toBeVisible()
  await page.getByRole('link', { name: 'Deals' }).click()
  await expect(dealCard(page).getByLabel('Name', { exact: true })).toBeEditable()
  await expect(dealCard(page)).not.toContainText('your rights')
})

test('a pending note and a pending deal lead to where they are', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  const all = (await crm.control.contacts()).filter(({ trashed }) => !trashed)
  const someone = all.find(
    ({ name }) => name.includes(' ') && all.filter((one) => one.name.includes(name)).length === 1,
  )
  const name = someone?.name ?? ''
  await openContact(page, name)
  await crm.kill()
  await card(page).getByLabel('Add a note').fill('Asked for a price list')
  await card(page).getByRole('button', { name: 'Save note' }).click()
  await card(page).getByLabel('Add a deal').fill('Boiler for the school')
  await card(page).getByRole('button', { name: 'Create deal' }).click()
  await search(page, '')
  await row(page, all.find((one) => one.name !== name && one.name !== '')?.name ?? '')
    .first()
    .click()

  await page.getByRole('link', { name: 'Pending' }).click()
  await page.getByRole('button', { name: 'Show the note' }).click()
  await expect(card(page).getByRole('heading', { level: 2 }).first()).toHaveText(name)
  await expect(card(page).getByRole('listitem').filter({ hasText: 'Asked for a price list' })).toBeFocused()
  await page.getByRole('link', { name: 'Pending' }).click()
  await page.getByRole('button', { name: 'Open the deal' }).click()
  await expect(dealCard(page).getByRole('heading', { level: 2 })).toHaveText('Boiler for the school')
})
