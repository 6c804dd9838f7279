import type { Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal } from './support/portal.ts'
import {
  card,
  contacts,
  expectCount,
  expectPending,
  expectSynced,
  openContact,
  search,
  selectAll,
} from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 12

interface PortalContact {
  readonly ID: string
  readonly NAME: string
  readonly LAST_NAME: string
}

const listed = (webhook: string) =>
  askPortal<readonly PortalContact[]>(webhook, 'crm.contact.list', { select: ['ID', 'NAME', 'LAST_NAME'] })

const toggleOffline = (page: Page) => page.getByRole('switch', { name: 'Work offline' }).click()

async function deleteFromCard(page: Page): Promise<void> {
  await card(page).getByRole('button', { name: 'More actions' }).click()
  await card(page).getByRole('button', { name: 'Delete', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading')).toContainText('Delete')
  expect(await violationsOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(dialog).toBeHidden()
}

test('a contact is deleted from its card, comes back by undo while it waits, and is gone from the CRM once sent', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  const [first] = await listed(portal.webhook)
  const name = `${first?.NAME ?? ''} ${first?.LAST_NAME ?? ''}`.trim()
  await toggleOffline(page)
  await openContact(page, name)

  await deleteFromCard(page)
  await search(page, '')
  await expectCount(page, CONTACTS - 1)
  await expectPending(page, 1)
  await expect(card(page)).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expectCount(page, CONTACTS)

  await openContact(page, name)
  await deleteFromCard(page)
  await search(page, '')
  await expectCount(page, CONTACTS - 1)
  await page.getByRole('link', { name: /^Pending/ }).click()
  await expect(page.getByRole('listitem').filter({ hasText: `Delete ${name}` })).toBeVisible()
  await toggleOffline(page)
  await expectSynced(page)
  expect((await listed(portal.webhook)).map(({ ID }) => ID)).not.toContain(first?.ID)
})

test('all that are selected are deleted after a question that counts them; one that a colleague has changed is asked about', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  const [first] = await listed(portal.webhook)
  await toggleOffline(page)

  await selectAll(page)
  await page.getByRole('button', { name: 'Delete…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading')).toHaveText(`Delete ${CONTACTS} contacts?`)
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
  await expectCount(page, 0)
  await askPortal(portal.webhook, 'crm.contact.update', { id: first?.ID, fields: { LAST_NAME: 'Важная' } })
  await toggleOffline(page)

  await expectCount(page, 1)
  await expect(contacts(page).getByRole('row').filter({ hasText: 'Важная' })).toBeVisible()
  expect((await listed(portal.webhook)).map(({ LAST_NAME }) => LAST_NAME)).toEqual(['Важная'])

  await page.getByRole('link', { name: /^Conflicts/ }).click()
  await expect(page.getByText('Somebody has changed this contact since you looked at it.')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Delete all the same' }).click()
  await expect.poll(() => listed(portal.webhook)).toEqual([])
  await page.getByRole('link', { name: 'Contacts' }).click()
  await expectCount(page, 0)
})
