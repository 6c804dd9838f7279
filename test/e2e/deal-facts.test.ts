import type { Locator, Page } from '@playwright/test'
import { askAccount } from './support/account.ts'
import { expect, test } from './support/desk.ts'
import { connect, expectCount, expectSynced } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 30
const dealCard = (page: Page): Locator => page.getByRole('region', { name: 'Deal', exact: true })

interface Lead {
  readonly status_id: number
  readonly loss_reason_id: number | null
  readonly _embedded: { readonly tags: readonly { readonly name: string }[] }
}

test('a deal is tagged, lost, and given the reason for it, without a network as well', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const made = await askAccount<{ readonly _embedded: { readonly leads: readonly { readonly id: number }[] } }>(
    crm,
    '/leads',
    [{ name: 'Яхта', _embedded: { tags: [{ name: 'опт' }] } }],
  )
  const id = made._embedded.leads[0]?.id ?? 0
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await page.getByRole('link', { name: 'Deals' }).click()
  const row = page.getByRole('grid', { name: 'Deals' }).getByRole('row', { name: /^Яхта/ })
  await expect(row).toContainText('опт')
  await row.click()
  const tags = dealCard(page).getByLabel('Tags', { exact: true })
  await expect(dealCard(page).getByLabel('Loss reason', { exact: true })).toHaveCount(0)

  await page.getByRole('switch', { name: 'Work offline' }).click()
  await tags.fill('сроч')
  await page.getByRole('option', { name: 'срочно' }).click()
  await tags.fill('Верфь')
  await tags.press('Enter')
  await dealCard(page).getByRole('button', { name: 'Remove опт' }).click()
  await dealCard(page).getByLabel('Stage', { exact: true }).selectOption({ label: 'Закрыто и не реализовано' })
  await dealCard(page).getByLabel('Loss reason', { exact: true }).selectOption('Слишком дорого')
  await expect(row).toHaveAccessibleName(/срочно, Верфь/)
  await expect(row).not.toHaveAccessibleName(/опт/)
  await expect(row).toContainText('срочно')
  await expect(row.getByTitle('Верфь')).toHaveText('+1')
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('link', { name: 'Pending' }).click()
  await expect(page.getByText(/Loss reason/).first()).toBeVisible()
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await expectSynced(page)

  const lead = await askAccount<Lead>(crm, `/leads/${id}`)
  expect([lead.status_id, lead.loss_reason_id]).toEqual([143, 4_203_748])
  expect(lead._embedded.tags.map(({ name }) => name).toSorted()).toEqual(['Верфь', 'срочно'])
  // When it was closed is the CRM's to say: it comes with the next reading.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').last().fill('Sync now')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Deals' }).click()
  await row.click()
  await expect(dealCard(page).getByText('Closed', { exact: true })).toBeVisible()
})
