import type { Page } from '@playwright/test'
import type { CrmAccount } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal } from './support/portal.ts'
import { violationsOf } from './support/violations.ts'
import { card, connect, contacts, expectCount, expectSynced, retype, row, search, selectAll } from './support/user.ts'

async function addAccount(page: Page, { url, token }: CrmAccount): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('textbox', { name: 'Account address' }).fill(url)
  await page.getByRole('textbox', { name: 'Access token' }).fill(token)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('link', { name: 'Contacts' }).click()
}

async function rename({ control }: CrmAccount, id: number, name: string): Promise<void> {
  await control.vendor({
    action: 'edit',
    entity: 'contacts',
    ids: [id],
    fields: { first_name: name, last_name: '', name },
  })
}

const nameOf = async ({ control }: CrmAccount, id: number) => (await control.contacts([id]))[0]?.first_name
const tagsOf = async ({ control }: CrmAccount, id: number) => (await control.contacts([id]))[0]?.tags ?? []

test('two accounts stand side by side: one list, marks, a filter, edits that go home, and a sign-out of one alone', async ({
  desk,
}) => {
  await desk.startApp()
  const first = await desk.startCrm({ contacts: 30, secondContacts: 20 })
  const { second } = first
  if (second === null) throw new Error('no second account')
  // The same number is another person in each.
  const known = new Set((await first.control.contacts()).map((one) => one.id))
  const [id = 0] = (await second.control.contacts()).map((one) => one.id).filter((one) => known.has(one))
  await rename(first, id, 'Anna')
  await rename(second, id, 'Berta')
  const page = await desk.openWindow()
  await connect(page, first)
  await expectCount(page, 30)
  await expect(page.getByRole('button', { name: 'Filter by account' })).toHaveCount(0)
  await addAccount(page, second)
  await expectCount(page, 50)

  await search(page, 'Berta')
  await expectCount(page, 1)
  const mark = row(page, 'Berta').getByRole('img')
  const secondName = (await mark.getAttribute('aria-label')) ?? ''
  await row(page, 'Berta').click()
  await expect(card(page).getByRole('img', { name: secondName })).toBeVisible()
  await retype(page, 'First name', 'Bertha')
  await expect.poll(() => nameOf(second, id)).toBe('Bertha')
  expect(await nameOf(first, id), 'the other account has not heard of it').toBe('Anna')

  await search(page, '')
  await page.getByRole('button', { name: 'Filter by account' }).click()
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('option', { name: secondName }).click()
  await expectCount(page, 20)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'New contact' }).click()
  await expect(page.getByLabel('Account', { exact: true }).locator('option:checked')).toHaveText(secondName)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expectCount(page, 50)

  await selectAll(page)
  await page.getByRole('button', { name: 'Tag…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tags', { exact: true }).fill('both')
  await dialog.getByRole('button', { name: 'Add tags' }).click()
  await expect(dialog).toBeHidden()
  await expectSynced(page)
  expect([await tagsOf(first, id), await tagsOf(second, id)].map((tags) => tags.includes('both'))).toEqual([true, true])

  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('img', { name: secondName })).toBeVisible()
  const item = page.getByRole('listitem').filter({ has: page.getByRole('img', { name: secondName }) })
  await item.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Contacts' }).click()
  await expectCount(page, 30)
  await expect(contacts(page).getByRole('row').nth(1).getByRole('img')).toHaveCount(0)
})

test('two CRMs stand in one window: one search finds people in both, and what waits or is asked says of which it is', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 10 })
  const { portal } = crm
  const id = (await crm.control.contacts())[0]?.id ?? 0
  await rename(crm, id, 'Аделаида')
  const own = await askPortal<number>(portal.webhook, 'crm.contact.add', {
    fields: { NAME: 'Аделаида', LAST_NAME: 'Юст' },
  })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, 11)
  await addAccount(page, crm)
  await expectCount(page, 21)

  await search(page, 'аделаи')
  await expectCount(page, 2)
  const marks = contacts(page).getByRole('row').getByRole('img')
  await expect(marks).toHaveCount(2)
  const names = await Promise.all((await marks.all()).map((mark) => mark.getAttribute('aria-label')))
  expect(new Set(names).size).toBe(2)
  await page.getByRole('switch', { name: 'Work offline' }).click()
  for (const name of names) {
    await contacts(page)
      .getByRole('row')
      .filter({ has: page.getByRole('img', { name: name ?? '' }) })
      .click()
    await expect(card(page).getByRole('img', { name: name ?? '' })).toBeVisible()
    await retype(page, 'Last name', 'Иванова')
  }
  await page.getByRole('link', { name: 'Pending' }).click()
  for (const name of names) {
    await expect(page.getByRole('listitem').filter({ has: page.getByRole('img', { name: name ?? '' }) })).toHaveCount(1)
  }
  expect(await violationsOf(page)).toEqual([])

  await askPortal(portal.webhook, 'crm.contact.update', { id: own, fields: { LAST_NAME: 'Петрова' } })
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await page.getByRole('link', { name: 'Conflicts' }).click()
  const asked = page.getByRole('listitem').filter({ hasText: 'Петрова' })
  await expect(asked.getByRole('img', { name: 'Bitrix24' })).toBeVisible()
  await asked.getByRole('button', { name: 'Keep mine' }).click()
  await expect
    .poll(() => askPortal(portal.webhook, 'crm.contact.get', { id: own }))
    .toMatchObject({ LAST_NAME: 'Иванова' })
})

test('an account that is refused says so by name, and the other goes on', async ({ desk }) => {
  await desk.startApp()
  const first = await desk.startCrm({ contacts: 30, secondContacts: 20 })
  const { second } = first
  if (second === null) throw new Error('no second account')
  const page = await desk.openWindow()
  await connect(page, first)
  await expectCount(page, 30)
  await addAccount(page, second)
  await expectCount(page, 50)
  const person = (await first.control.contacts()).find((one) => one.first_name !== '')
  await rename(first, person?.id ?? 0, 'Anna')

  await second.control.faults([{ kind: 'expire-token' }])
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Sync now')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('listitem').getByRole('button', { name: 'Sign in again' })).toHaveCount(1)
  await page.getByRole('link', { name: 'Contacts' }).click()
  await search(page, 'Anna')
  await row(page, 'Anna').click()
  await retype(page, 'First name', 'Anne')

  await expect.poll(() => nameOf(first, person?.id ?? 0)).toBe('Anne')
})
