import type { Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { card, contacts, expectCount, expectSynced, openContact, selectAll } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 20

async function connectPortal(page: Page, webhook: string): Promise<void> {
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Bitrix24' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Address of the webhook' }).fill(webhook)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expectCount(page, CONTACTS)
  await expectSynced(page)
}

async function ask(webhook: string, method: string, params: unknown = {}): Promise<unknown> {
  const body = JSON.stringify(params)
  const response = await fetch(`${webhook}${method}`, {
    ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
  })
  return ((await response.json()) as { readonly result: unknown }).result
}

test('a portal has no tags until an administrator has their field made; then they are put on like any other', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook)

  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.locator('summary', { hasText: 'Tags of' })).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Deleted in the CRM' })).toHaveCount(0)
  expect(await violationsOf(page)).toEqual([])
  await page.getByLabel('Tags are kept in').selectOption({ label: 'Прозвища' })
  await expect(page.getByRole('button', { name: 'Keep tags in this field' })).toBeVisible()
  await page.getByLabel('Tags are kept in').selectOption({ label: 'A new field' })
  await page.getByRole('button', { name: 'Make the field “Tags”' }).click()
  await expect(page.locator('summary', { hasText: 'Tags of' })).toBeVisible()

  await page.getByRole('link', { name: 'Contacts' }).click()
  await selectAll(page)
  await page.getByRole('button', { name: 'Tag…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tags', { exact: true }).fill('Expo 2027')
  await dialog.getByLabel('Tags', { exact: true }).press('Enter')
  await dialog.getByRole('button', { name: 'Add tags' }).click()
  await expect(dialog).toBeHidden()
  await expectSynced(page)
  const rows = (await ask(portal.webhook, 'crm.contact.list', { select: ['ID', 'UF_*'] })) as readonly unknown[]
  expect(rows.filter((row) => JSON.stringify(row).includes('"UF_CRM_KARTOTEKA_TAGS":["Expo 2027"]'))).toHaveLength(
    CONTACTS,
  )

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: 'Tags of' }).click()
  const made = page.getByRole('list', { name: 'Tags of' }).getByRole('listitem').filter({ hasText: 'Expo 2027' })
  await expect(made).toContainText(`${CONTACTS} contacts`)
  await expect(made).not.toContainText('not in the CRM yet')
  await expect(page.getByRole('button', { name: 'Create the tag' })).toHaveCount(0)
})

test('fields of several lines are edited line by line', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await ask(portal.webhook, 'crm.contact.update', {
    id: 5,
    fields: { NAME: 'Многоликая', UF_CRM_NICKNAMES: ['Первое', 'Второе'] },
  })
  await connectPortal(page, portal.webhook)
  await openContact(page, 'Многоликая')
  await expect(contacts(page)).toBeVisible()

  const first = card(page).getByRole('textbox', { name: 'Прозвища' })
  await expect(first).toHaveValue('Первое')
  await first.fill('Иное')
  await first.press('Enter')
  await card(page).getByRole('button', { name: 'Add a line' }).click()
  await card(page).getByRole('textbox', { name: 'Line 3' }).fill('Третье')
  await card(page).getByRole('textbox', { name: 'Line 3' }).press('Enter')
  await expectSynced(page)

  await expect
    .poll(async () => {
      const contact = await ask(portal.webhook, 'crm.contact.get', { id: 5 })
      return (contact as Record<string, unknown>)['UF_CRM_NICKNAMES']
    })
    .toEqual(expect.arrayContaining(['Иное', 'Второе', 'Третье']))
})
