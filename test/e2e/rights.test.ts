import type { Page } from '@playwright/test'
import { demoUsers } from '#test/support/demo-control.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { card, connect, expectCount, expectSynced, openContact, retype, selectAll } from './support/user.ts'

const { admin, colleague } = demoUsers
import { violationsOf } from './support/violations.ts'

/** Contacts with a name of their own, by whether the colleague answers for them. */
async function someoneOf({ control }: RunningCrm, owner: number) {
  const stored = await control.contacts()
  const isAlone = (name: string) => stored.filter((one) => one.name === name).length === 1
  const found = stored.find((one) => one.responsible_user_id === owner && one.first_name !== '' && isAlone(one.name))
  if (found === undefined) throw new Error('no such contact')
  return found
}

const tagged = async ({ control }: RunningCrm, tag: string) =>
  (await control.contacts()).filter((one) => one.tags.includes(tag)).map((one) => one.responsible_user_id)

async function syncNow(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('Sync')
  await page.keyboard.press('Enter')
}

test('who is no administrator sees beforehand what their rights leave out, and why; wider rights show after a sync', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 40 })
  await crm.control.allow(colleague, { contacts: { view: 'all', edit: 'own', add: 'none' } })
  const page = await desk.openWindow()
  await connect(page, { url: crm.url, token: await crm.control.newToken(colleague) })
  await expectCount(page, 40)

  const create = page.getByRole('button', { name: 'New contact' })
  await expect(create).toBeDisabled()
  await expect(create).toHaveAttribute('title', /do not include adding contacts/)
  const [own, theirs] = [await someoneOf(crm, colleague), await someoneOf(crm, admin)]
  await openContact(page, theirs.name)
  await expect(card(page)).toContainText('Somebody else is responsible for this contact')
  await expect(card(page).getByLabel('First name', { exact: true })).not.toBeEditable()
  await expect(card(page).getByLabel('Responsible', { exact: true })).toBeDisabled()
  // Reading again changes nothing, so rights leave it.
  await card(page).getByRole('button', { name: 'More actions' }).click()
  await card(page).getByRole('button', { name: 'Read again from the CRM' }).click()
  await expect(card(page).getByText('This is what the CRM has now.')).toBeVisible()
  await page.keyboard.press('Escape')
  expect(await violationsOf(page)).toEqual([])
  await openContact(page, own.name)
  await retype(page, 'First name', 'Own')
  await expect.poll(async () => (await crm.control.contacts([own.id]))[0]?.first_name).toBe('Own')

  await page.getByRole('searchbox', { name: 'Search contacts' }).fill('')
  await selectAll(page)
  await page.getByRole('button', { name: 'Tag…' }).click()
  const dialog = page.getByRole('dialog')
  const reached = (await crm.control.contacts()).filter((one) => one.responsible_user_id === colleague).length
  await expect(dialog.getByRole('status')).toContainText(`${40 - reached} of the selected contacts stay as they are`)
  await expect(dialog).toContainText(`This will change ${reached} contacts`)
  await dialog.getByLabel('Tags', { exact: true }).fill('reached')
  await dialog.getByRole('button', { name: 'Add tags' }).click()
  await expect(dialog).toBeHidden()
  await expectSynced(page)
  expect(await tagged(crm, 'reached')).toEqual(Array(reached).fill(colleague))

  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText('You are not an administrator · you may change your own contacts')).toBeVisible()
  await page.locator('summary', { hasText: 'Fields of contacts of' }).click()
  await expect(page.getByText('Only administrators of the account in the CRM may change this.').first()).toBeVisible()
  await expect(page.getByLabel('Name of the field', { exact: false }).first()).not.toBeEditable()
  await expect(page.getByRole('button', { name: /^Delete the field/ }).first()).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Create the field' })).toHaveCount(0)
  await expect(page.getByLabel(/^Section of /).first()).toBeDisabled()
  await expect(page.getByRole('button', { name: /^Delete the section/ }).first()).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Create the section' })).toHaveCount(0)
  await crm.control.allow(colleague, null)
  await syncNow(page)
  await expect(page.getByText('You are not an administrator', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Contacts' }).click()
  await expect(create).toBeEnabled()
  await openContact(page, theirs.name)
  await expect(card(page).getByLabel('First name', { exact: true })).toBeEditable()
})
