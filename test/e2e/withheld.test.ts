import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal } from './support/portal.ts'
import { card, expectCount, openContact, retype, row, search } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 20
/** Somebody who is no administrator. */
const USER = 2

const hint = (page: Page): Locator => page.getByRole('note').filter({ hasText: 'The CRM does not show your user' })

async function syncNow(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('Sync')
  await page.keyboard.press('Enter')
}

test('what a portal keeps from its user is said above the lists, stays as it was read, and goes on once it may be seen', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal, portalControl } = await desk.startCrm({ contacts: CONTACTS })
  const letRead = async (read: 'all' | 'none') => {
    const body = JSON.stringify({ userId: USER, rights: { read, edit: read } })
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(`${portalControl}/users`, { method: 'POST', body, headers })).ok).toBe(true)
  }
  const fields = { NAME: 'Зинаида', LAST_NAME: 'Единственная' }
  const id = await askPortal(portal.webhook, 'crm.contact.add', { fields })
  await askPortal(portal.webhook, 'crm.lead.add', { fields: { TITLE: 'Ярмарка весной' } })
  const page = await desk.openWindow()
  await connectPortal(page, await portal.webhookOf(USER), CONTACTS + 1)
  await expect(hint(page)).toHaveCount(0)

  await letRead('none')
  await syncNow(page)

  await expect(hint(page)).toContainText('does not show your user: contacts.')
  await expectCount(page, CONTACTS + 1)
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('link', { name: 'Leads', exact: true }).click()
  await expect(hint(page)).toContainText('does not show your user: leads.')
  await expect(page.getByRole('grid', { name: 'Leads' }).getByRole('row', { name: /^Ярмарка весной/ })).toBeVisible()
  await page.getByRole('link', { name: 'Deals', exact: true }).click()
  await expect(hint(page)).toContainText('does not show your user: deals.')
  await page.getByRole('link', { name: 'Companies', exact: true }).click()
  await expect(hint(page)).toContainText('does not show your user: companies.')
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await expect(page.getByText(/does not show your user: contacts, .*leads/)).toBeVisible()

  // An edit of what may not be seen is refused, and waits for its user with the reason.
  await page.getByRole('link', { name: 'Contacts', exact: true }).click()
  await openContact(page, 'Зинаида')
  await retype(page, 'First name', 'Зоя')
  await expect(card(page)).toContainText('rights in the CRM do not allow it')
  await letRead('all')
  await page.getByRole('link', { name: 'Pending' }).click()
  await page.getByRole('button', { name: 'Retry' }).first().click()

  await expect.poll(() => askPortal(portal.webhook, 'crm.contact.get', { id })).toMatchObject({ NAME: 'Зоя' })
  await page.getByRole('link', { name: 'Contacts', exact: true }).click()
  await search(page, 'Единственная')
  await expect(row(page, 'Зоя').first()).toBeVisible()
  await expect(hint(page)).toHaveCount(0)
})

test('a company that its user may not see is told by its number in the card of a contact', async ({ desk }) => {
  await desk.startApp()
  const { portal, portalControl } = await desk.startCrm({ contacts: CONTACTS })
  const company = await askPortal<number>(portal.webhook, 'crm.company.add', { fields: { TITLE: 'ООО Тайна' } })
  const fields = { NAME: 'Зинаида', ASSIGNED_BY_ID: USER, COMPANY_ID: company }
  await askPortal(portal.webhook, 'crm.contact.add', { fields })
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ userId: USER, rights: { read: 'own' } })
  expect((await fetch(`${portalControl}/users`, { method: 'POST', body, headers })).ok).toBe(true)
  const page = await desk.openWindow()
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Bitrix24' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Address of the webhook' }).fill(await portal.webhookOf(USER))
  await page.getByRole('button', { name: 'Connect', exact: true }).click()

  await openContact(page, 'Зинаида')

  await expect(card(page).getByRole('list', { name: 'Companies' })).toContainText(`Company № ${company}`)
})
