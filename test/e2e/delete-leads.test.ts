import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal, type Params } from './support/portal.ts'
import { expectSynced } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 20

const lead = (page: Page): Locator => page.getByRole('region', { name: 'Lead', exact: true })
const row = (page: Page, name: string): Locator =>
  page.getByRole('grid', { name: 'Leads' }).getByRole('row', { name: new RegExp(`^${name}`) })

async function remove(page: Page): Promise<void> {
  await lead(page).getByRole('button', { name: 'Delete lead' }).click()
  await lead(page).getByRole('button', { name: 'Delete for everybody' }).click()
}

test('a lead is deleted, comes back by undo until that has left, and what a colleague wrote since is asked about', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const make = (TITLE: string) => askPortal<number>(portal.webhook, 'crm.lead.add', { fields: { TITLE } })
  const [spring, summer] = [await make('Ярмарка весной'), await make('Ярмарка летом')]
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await page.getByRole('link', { name: 'Leads', exact: true }).click()
  await page.getByRole('switch', { name: 'Work offline' }).click()

  await row(page, 'Ярмарка весной').click()
  await lead(page).getByRole('button', { name: 'Delete lead' }).click()
  await lead(page).getByRole('button', { name: 'Keep it' }).click()
  await lead(page).getByRole('button', { name: 'Delete lead' }).click()
  expect(await violationsOf(page)).toEqual([])
  await lead(page).getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(lead(page)).toHaveCount(0)
  await expect(row(page, 'Ярмарка весной')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await row(page, 'Ярмарка весной').click()
  await remove(page)
  await row(page, 'Ярмарка летом').click()
  await remove(page)
  await expect(row(page, 'Ярмарка летом')).toHaveCount(0)
  await askPortal(portal.webhook, 'crm.lead.update', { id: summer, fields: { TITLE: 'Ярмарка летом, новая' } })
  await page.getByRole('switch', { name: 'Work offline' }).click()

  await row(page, 'Ярмарка летом, новая').click()
  await expect(lead(page)).toContainText('It has not been deleted')
  const kept = await askPortal<readonly Params[]>(portal.webhook, 'crm.lead.list', {
    filter: { '@ID': [spring, summer] },
  })
  expect(kept.map(({ ID }) => ID)).toEqual([String(summer)])
  await lead(page)
    .getByRole('button', { name: /^Keep mine|^Delete/ })
    .first()
    .click()
  await expect(row(page, 'Ярмарка летом')).toHaveCount(0)
  await expectSynced(page)
  expect(
    await askPortal<readonly Params[]>(portal.webhook, 'crm.lead.list', { filter: { '@ID': [spring, summer] } }),
  ).toEqual([])
})
