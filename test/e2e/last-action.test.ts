import type { Locator, Page } from '@playwright/test'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectSynced, openContact, retype, row, search } from './support/user.ts'

const COUNT = 120

async function begin(desk: Desk) {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: COUNT })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, COUNT)
  await expectSynced(page)
  const names = (await crm.control.contacts()).filter(
    ({ name, first_name, last_name }, _at, all) =>
      first_name !== '' &&
      /^[\p{L}-]+$/u.test(last_name) &&
      all.filter((other) => other.name.includes(name)).length === 1,
  )
  const [one] = names
  if (one === undefined) throw new Error('no people')
  return { crm, page, one }
}

const bar = (page: Page) => page.getByRole('region', { name: 'Last action' })
const offline = (page: Page) => page.getByRole('switch', { name: 'Work offline' })

async function expectApart(one: Locator, other: Locator): Promise<void> {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()]
  if (a === null || b === null) throw new Error('not on screen')
  expect(a.y + a.height, 'the one ends above the other').toBeLessThanOrEqual(b.y)
}

test('the bar of the last action lies on nothing, stays while the pointer is on it, then goes, and the key still undoes', async ({
  desk,
}) => {
  const { page, one } = await begin(desk)
  await offline(page).check()
  await openContact(page, one.name)
  await search(page, '')
  await expectCount(page, COUNT)
  await retype(page, 'Last name', 'Onthebar')
  await expect(bar(page)).toBeVisible()
  await expectApart(contacts(page), bar(page))
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(bar(page)).toBeVisible()
  await expectApart(page.locator('.page-ground'), bar(page))

  await bar(page).hover()
  await expect(bar(page)).toBeVisible()
  await page.mouse.move(0, 0)
  await expect(bar(page)).toBeHidden({ timeout: 40_000 })
  await page.keyboard.press('Control+z')

  await expect(bar(page)).toContainText('Undone')
  await page.getByRole('link', { name: 'Contacts' }).click()
  await expect(card(page).getByLabel('Last name', { exact: true })).toHaveValue(one.last_name)
})

test('a new name moves its contact in the list, and the list goes with it', async ({ desk }) => {
  const { page, one } = await begin(desk)
  await offline(page).check()
  await openContact(page, one.name)
  await search(page, '')
  await expectCount(page, COUNT)
  await contacts(page).getByRole('row').nth(2).click()
  const first = card(page).getByLabel('First name', { exact: true })
  await expect(first).not.toHaveValue(one.first_name)

  await retype(page, 'First name', 'Яяяков')

  await expect(row(page, 'Яяяков')).toBeInViewport({ ratio: 1 })
})

test('a page tells only of what is on it, and the history says what was undone', async ({ desk }) => {
  const { crm, page, one } = await begin(desk)
  await offline(page).check()
  await openContact(page, one.name)
  await retype(page, 'Last name', 'Gonelater')
  await search(page, '')
  await crm.control.vendor({ action: 'delete', entity: 'contacts', ids: [one.id] })
  await offline(page).uncheck()
  await page.getByRole('link', { name: 'Conflicts', exact: true }).click()
  const main = page.getByRole('main')
  await expect(main.getByRole('button', { name: 'Recreate' })).toBeVisible({ timeout: 40_000 })
  await expect(main, 'nobody changed anything on both sides').not.toContainText('changed here and in the CRM')
  await page.getByRole('link', { name: 'Pending' }).click()
  await expect(main).toContainText('Compare and decide')
  await expect(main, 'nothing goes out by itself').not.toContainText('go out by themselves')
  await page.getByRole('link', { name: 'Conflicts', exact: true }).click()

  await main.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(main.getByRole('button', { name: 'Recreate' })).toBeVisible()
  await main.getByRole('link', { name: 'History' }).click()

  await expect(main.getByRole('listitem')).toHaveCount(1)
  await expect(main.getByRole('listitem')).toContainText('Was gone, edits discarded · Undone')
})

/** A refusal of two fields, as the vendor words it. */
const twoFaults = {
  'validation-errors': [
    {
      request_id: '0',
      errors: [
        { code: 'InvalidType', path: 'first_name', detail: 'not a name' },
        { code: 'NotSupportedChoice', path: 'custom_fields_values.0.values.0.value', detail: 'not a phone' },
      ],
    },
  ],
  title: 'Bad Request',
  type: 'https://httpstatus.es/400',
  status: 400,
  detail: 'Request validation failed',
}

test('a new contact that the CRM has refused for its phone is given up whole only by name, and undo brings it back', async ({
  desk,
}) => {
  const { crm, page } = await begin(desk)
  const fault = { kind: 'status', method: 'POST', path: '/api/v4/contacts', status: 400, times: 1 } as const
  await crm.control.faults([{ ...fault, body: JSON.stringify(twoFaults) }])
  await page.getByRole('button', { name: 'New contact' }).click()
  await page.getByLabel('First name', { exact: true }).fill('Refusedly')
  await page.getByLabel('Phone', { exact: true }).fill('+7 900 000-00-01')
  await page.getByRole('button', { name: 'Save' }).click()
  const discard = card(page).getByRole('button', { name: 'Discard the contact' })
  await expect(discard, 'at either field').toHaveCount(2, { timeout: 30_000 })

  await discard.last().click()
  await expect(row(page, 'Refusedly')).toBeHidden()
  await bar(page).getByRole('button', { name: 'Undo' }).click()

  const made = async () => (await crm.control.contacts()).filter(({ first_name }) => first_name === 'Refusedly')
  await expect.poll(async () => (await made()).length, { timeout: 60_000 }).toBe(1)
})
