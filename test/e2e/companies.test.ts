import type { Locator, Page } from '@playwright/test'
import type { StoredContact } from '#test/support/demo-control.ts'
import { expect, test } from './support/desk.ts'
import { card, connect, expectCount, expectSynced } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 60

const companies = (page: Page): Locator => page.getByRole('grid', { name: 'Companies' })
const panel = (page: Page): Locator => page.getByRole('region', { name: 'Company panel' })
const people = (page: Page): Locator => panel(page).getByRole('region', { name: 'Contacts of the company' })

/** The company with the most contacts of those whose name no other one has in it, and its contacts. */
function largest(all: readonly StoredContact[]) {
  const listed = all.filter(({ trashed }) => !trashed)
  const byCompany = Map.groupBy(listed, ({ company }) => company?.name ?? '')
  const names = [...byCompany.keys()]
  const alone = names.filter((name) => name !== '' && names.filter((one) => one.includes(name)).length === 1)
  const [name = ''] = alone.sort((a, b) => (byCompany.get(b)?.length ?? 0) - (byCompany.get(a)?.length ?? 0))
  return { name, members: byCompany.get(name) ?? [], others: listed.filter(({ company }) => company?.name !== name) }
}

test('a company is found, loses a contact and takes in another one without a network, and the CRM has both links', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  const { name, members, others } = largest(await crm.control.contacts())
  const [gone] = members
  const added = others.find((one) => others.filter((other) => other.name.includes(one.name)).length === 1)
  if (gone === undefined || added === undefined) throw new Error('the demo CRM has no such contacts')
  await crm.kill()

  await page.keyboard.press('o')
  await page.getByRole('searchbox', { name: 'Search companies' }).fill(name.toUpperCase())
  await expect(companies(page)).toHaveAttribute('aria-rowcount', '1')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(people(page).getByRole('listitem')).toHaveCount(members.length)
  await people(page)
    .getByRole('button', { name: `Take ${gone.name} out of the company` })
    .first()
    .click()
  await expect(people(page).getByRole('listitem')).toHaveCount(members.length - 1)
  await page.keyboard.press('Control+z')
  await expect(people(page).getByRole('listitem')).toHaveCount(members.length)
  await people(page)
    .getByRole('button', { name: `Take ${gone.name} out of the company` })
    .first()
    .click()
  await expect(people(page).getByRole('listitem')).toHaveCount(members.length - 1)
  await people(page).getByLabel('Add a contact to the company').fill(added.name)
  await page
    .getByRole('option', { name: new RegExp(`^${added.name}`) })
    .first()
    .click()
  await expect(people(page).getByRole('listitem')).toHaveCount(members.length)
  await expect(
    people(page).getByRole('listitem').filter({ hasText: added.name }).getByLabel('Waits to be sent'),
  ).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  const back = await desk.startCrm({ contacts: CONTACTS })
  await expectSynced(page)
  const now = await back.control.contacts()
  const companyOf = (id: number) => now.find((one) => one.id === id)?.company?.name ?? null
  expect([companyOf(gone.id), companyOf(added.id)]).toEqual([null, name])
})

test('companies are walked by keys, sorted by their contacts, and lead to the list and the card of theirs', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await page.getByRole('link', { name: 'Companies' }).click()

  await companies(page).getByRole('button', { name: 'Contacts' }).click()
  await expect(companies(page).getByRole('columnheader', { name: 'Contacts' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  const listed = (await crm.control.contacts()).filter(({ trashed, company }) => !trashed && company !== null)
  const most = Math.max(...[...Map.groupBy(listed, ({ company }) => company?.id).values()].map(({ length }) => length))
  await expect(companies(page).getByRole('gridcell').nth(1)).toHaveText(String(most))
  await companies(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(people(page).getByRole('listitem')).toHaveCount(most)
  const first = await panel(page).getByRole('heading', { level: 2 }).innerText()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(panel(page).getByRole('heading', { level: 2 })).not.toHaveText(first)
  await page.keyboard.press('Alt+ArrowUp')
  await expect(panel(page).getByRole('heading', { level: 2 })).toHaveText(first)

  await expect(
    people(page)
      .getByRole('link', { name: /^Call / })
      .first(),
  ).toHaveAttribute('href', /^tel:\+?\d+$/)
  await people(page)
    .getByRole('button', { name: /^Open the card of / })
    .first()
    .click()
  await expect(card(page).getByLabel('Company', { exact: true })).toHaveValue(first)

  await page.getByRole('link', { name: 'Companies' }).click()
  const phone = companies(page)
    .getByRole('gridcell', { name: /\d{2}$/ })
    .filter({ hasText: /^[+8]/ })
  const number = await phone.first().innerText()
  const named = await companies(page)
    .getByRole('row')
    .filter({ hasText: number })
    .getByRole('gridcell')
    .first()
    .innerText()
  await page.getByRole('searchbox', { name: 'Search companies' }).fill(number.replace(/\D/g, '').slice(1))
  await expect(companies(page)).toHaveAttribute('aria-rowcount', '1')
  await expect(companies(page).getByRole('row')).toContainText([named])
})
