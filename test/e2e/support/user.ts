import { expect, type Locator, type Page } from '@playwright/test'
import { countRows } from './count-rows.ts'
import type { RunningCrm } from './crm-program.ts'

/** What a person does with the app, in the words of its English interface. */

export const contacts = (page: Page): Locator => page.getByRole('grid', { name: 'Contacts' })
export const card = (page: Page): Locator => page.getByRole('region', { name: 'Contact card' })
export const status = (page: Page): Locator => page.getByRole('status', { name: 'Sync status' })
export const row = (page: Page, name: string): Locator =>
  contacts(page).getByRole('row', { name: new RegExp(`^${escape(name)}`) })

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

export async function connect(page: Page, { url, token }: Pick<RunningCrm, 'url' | 'token'>): Promise<void> {
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('textbox', { name: 'Account address' }).fill(url)
  await page.getByRole('textbox', { name: 'Access token' }).fill(token)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

/** Waits until the list has exactly so many contacts. */
export async function expectCount(page: Page, count: number): Promise<void> {
  await expect(contacts(page)).toHaveAttribute('aria-rowcount', String(count), { timeout: 60_000 })
}

export async function search(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search contacts' }).fill(text)
}

/** Finds a contact by its name, which must be unique, and opens its card. */
export async function openContact(page: Page, name: string): Promise<Locator> {
  await search(page, name)
  await row(page, name).first().click()
  await expect(card(page)).toBeVisible()
  return card(page)
}

/** Types into a field of the card as a person does, and confirms with Enter. */
export async function retype(page: Page, label: string, value: string): Promise<void> {
  const field = card(page).getByLabel(label, { exact: true })
  await field.fill(value)
  await field.press('Enter')
}

/** Of a list that is still being read all cannot be selected. */
export async function selectAll(page: Page): Promise<void> {
  await expect(contacts(page).getByRole('checkbox').first()).toBeEnabled()
  await contacts(page).focus()
  await page.keyboard.press('Control+a')
}

/** All rows that match, tagged or untagged through the dialog. */
export async function tagAllMatching(page: Page, tag: string, button: 'Add tags' | 'Remove tags'): Promise<void> {
  await selectAll(page)
  await page.getByRole('button', { name: 'Tag…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tags', { exact: true }).fill(tag)
  await dialog.getByRole('button', { name: button }).click()
  await expect(dialog).toBeHidden()
}

/** Waits until the status says that so many edits are pending. */
export async function expectPending(page: Page, count: number): Promise<void> {
  await expect(status(page)).toContainText(new RegExp(`\\b${count}\\b`))
}

/** Waits until nothing is pending any more: on the disk, which an edit reaches before the page hears of it, in the status and in the list. */
export async function expectSynced(page: Page): Promise<void> {
  await expect.poll(async () => (await countRows(page)).outbox, { timeout: 150_000 }).toBe(0)
  await expect(status(page)).not.toContainText(/\d|Getting/, { timeout: 150_000 })
  await page.getByRole('link', { name: 'Pending' }).click()
  await expect(page.getByRole('listitem')).toHaveCount(0)
  await page.getByRole('link', { name: 'Contacts' }).click()
  await expect(contacts(page).getByRole('row').nth(1)).toBeVisible()
  await expect(contacts(page).getByLabel('Waits to be sent')).toHaveCount(0)
}
