import type { Page } from '@playwright/test'
import type { StoredContact } from '#test/support/demo-control.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectPending, expectSynced, openContact, retype, row, search, status } from './support/user.ts' // prettier-ignore

const COUNT = 60

async function begin(desk: Desk) {
  const app = await desk.startApp()
  const crm = await desk.startCrm({ contacts: COUNT })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, COUNT)
  await expectSynced(page)
  const people = findable(await crm.control.contacts())
  const [one, two] = people
  if (one === undefined || two === undefined) throw new Error('no people')
  return { app, crm, page, one, two }
}

/** People whose names nobody shares. */
function findable(base: readonly StoredContact[]): readonly StoredContact[] {
  const names = base.map(({ name }) => name)
  return base
    .filter(({ name, first_name, last_name }) => first_name !== '' && last_name !== '' && /^[\p{L} -]+$/u.test(name))
    .filter(({ name }) => names.filter((other) => other.includes(name)).length === 1)
}

const field = (page: Page, label: string) => card(page).getByLabel(label, { exact: true })
const offline = (page: Page) => page.getByRole('switch', { name: 'Work offline' })
const hasFocus = (page: Page) => page.evaluate(() => document.activeElement !== document.body)

test('working offline is switched by its words, by a click and by the keyboard, and shows at once', async ({
  desk,
}) => {
  const { page } = await begin(desk)

  await page.getByText('Work offline').click()
  await expect(status(page)).toContainText('Working offline')
  await offline(page).uncheck()
  await expect(status(page)).not.toContainText('Working offline')
  await offline(page).press('Space')

  await expect(offline(page)).toBeChecked()
  await expect(status(page)).toContainText('Working offline')
})

test('one action after another is taken back, by the button and by the key in the field itself', async ({ desk }) => {
  const { page, one } = await begin(desk)
  await offline(page).check()
  await openContact(page, one.name)
  await retype(page, 'First name', 'Once')
  await expectPending(page, 1)
  await field(page, 'Phone').fill('+7 900 000-00-01')
  await field(page, 'Phone').press('Tab')
  await expectPending(page, 2)
  await field(page, 'Tags').fill('by hand')
  await field(page, 'Tags').press('Enter')
  await expectPending(page, 3)

  await page.keyboard.press('Control+z')
  await expectPending(page, 2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expectPending(page, 1)
  await page.getByRole('button', { name: 'Undo' }).click()

  await expect(status(page)).not.toContainText(/\d/)
  await expect(field(page, 'First name')).toHaveValue(one.first_name)
})

test('the contact of an open card can be tagged like many, and its card is undone like any edit', async ({ desk }) => {
  const { page, one } = await begin(desk)
  await offline(page).check()
  await openContact(page, one.name)

  await page.getByRole('button', { name: 'Tag…' }).click()
  await page.getByRole('dialog').getByLabel('Tags').fill('single')
  await page.getByRole('button', { name: 'Add tags' }).click()

  // The tag shows behind the dialog at once; the dialog has the keys until it is accepted.
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(card(page).getByRole('button', { name: 'Remove single' })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(card(page).getByRole('button', { name: 'Remove single' })).toBeHidden()
})

test('a text that the killed engine could not save stays typed, says so, and is saved when the engine is back', async ({
  desk,
}) => {
  const { app, page, crm, one } = await begin(desk)
  await openContact(page, one.name)
  await app.kill()
  await expect(page.getByRole('alert').filter({ hasText: 'engine does not answer' })).toBeVisible()

  await retype(page, 'First name', 'Stubborn')
  await expect(card(page).getByRole('alert')).toContainText('NOT saved')
  await expect(field(page, 'First name')).toHaveValue('Stubborn')
  await desk.startApp()
  await expect(page.getByRole('alert').filter({ hasText: 'contacts can be read' })).toBeHidden()
  await expect(field(page, 'First name')).toHaveValue('Stubborn')
  await field(page, 'First name').press('Enter')

  await expect
    .poll(async () => (await crm.control.contacts([one.id]))[0]?.first_name, { timeout: 30_000 })
    .toBe('Stubborn')
})

test('a company left behind in one card goes to that contact, though another is opened at once', async ({ desk }) => {
  const { page, crm, one, two } = await begin(desk)
  await openContact(page, one.name)
  await search(page, '')
  await field(page, 'Company').fill('Left Behind Ltd')

  await contacts(page).getByRole('row').nth(3).click()

  const companyOf = async ({ id }: StoredContact) => (await crm.control.contacts([id]))[0]?.company?.name
  await expect.poll(() => companyOf(one), { timeout: 30_000 }).toBe('Left Behind Ltd')
  expect(await companyOf(two)).toBe(two.company?.name)
})

test('everything from list to settings is reached without a mouse, and the focus is never lost', async ({ desk }) => {
  const { page, one } = await begin(desk)
  await offline(page).check()
  await page.keyboard.press('/')
  await page.keyboard.type(one.name)
  await expectCount(page, 1)

  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(card(page)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(field(page, 'First name')).toBeFocused()
  await search(page, '')
  await expectCount(page, COUNT)
  await field(page, 'Last name').focus()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(field(page, 'Last name')).toBeFocused()
  await expect(field(page, 'Last name')).not.toHaveValue(one.last_name)
  await page.keyboard.press('Escape')
  await expect(contacts(page)).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('t')
  await page.keyboard.type('no mouse')
  await page.getByRole('button', { name: 'Add tags' }).press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(await hasFocus(page)).toBe(true)
  await page.getByRole('link', { name: 'Pending' }).press('Enter')
  await page.getByRole('button', { name: 'Cancel edit' }).press('Enter')

  await expect(page.getByRole('listitem')).toHaveCount(0)
  await expect.poll(() => hasFocus(page)).toBe(true)
})

test('a step to the next card keeps the keys in its field, though another was taken before that card was there', async ({
  desk,
}) => {
  const { page } = await begin(desk)
  await contacts(page).getByRole('row').nth(1).click()
  await field(page, 'Last name').focus()

  await page.evaluate(() => {
    const key = { key: 'ArrowDown', code: 'ArrowDown', altKey: true, bubbles: true }
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', key))
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', key))
  })

  await expect(contacts(page).getByRole('row').nth(2)).toHaveAttribute('aria-selected', 'true')
  await expect(field(page, 'Last name')).toBeFocused()
})

test('a new contact is saved whatever was done just before, and the keys go on in its card', async ({ desk }) => {
  const { page, one } = await begin(desk)
  await offline(page).check()
  await openContact(page, one.name)
  await retype(page, 'First name', 'A name that is so long that the sentence about it takes all the room there is')
  await page.getByRole('button', { name: 'New contact' }).click()
  for (const label of ['First name', 'Last name', 'Phone', 'E-mail', 'Company', 'Tags'])
    await expect(card(page).getByLabel(label)).toHaveCount(1)
  await field(page, 'First name').fill('Nova')
  await field(page, 'Company').fill('Nova & Daughters')
  await field(page, 'Tags').fill('just met')

  await card(page).getByRole('button', { name: 'Save' }).click()

  await expect(field(page, 'Company')).toHaveValue('Nova & Daughters')
  await expect(field(page, 'First name')).toBeFocused()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(card(page)).toBeHidden()
})

test('what is selected while a new contact is still being saved stays selected, and the keys stay in the list', async ({
  desk,
}) => {
  const { page } = await begin(desk)
  await offline(page).check()
  const letThrough = await holdRequests(page, 'outbox/accept')
  await page.getByRole('button', { name: 'New contact' }).click()
  await field(page, 'Last name').fill('Slowly saved')
  await card(page).getByRole('button', { name: 'Save' }).click()
  await expectCount(page, COUNT + 1)

  await contacts(page).focus()
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('toolbar')).toContainText(`${COUNT + 1} selected`)
  letThrough()

  await expect(page.getByRole('button', { name: 'Save' })).toBeHidden()
  await expect(page.getByRole('toolbar')).toContainText(`${COUNT + 1} selected`)
  await expect(contacts(page)).toBeFocused()
})

/** Opens the page anew on a line that holds requests of this name back, until they are let through. */
async function holdRequests(page: Page, name: string): Promise<() => void> {
  const { promise: gate, resolve: letThrough } = Promise.withResolvers<void>()
  await page.routeWebSocket(/socket/, (line) => {
    const host = line.connectToServer()
    line.onMessage(async (message) => {
      if (String(message).includes(`"${name}"`)) await gate
      host.send(message)
    })
  })
  await page.reload()
  await expectCount(page, COUNT)
  return letThrough
}

test('a range begins at the contact that was clicked, even after an edit moved it', async ({ desk }) => {
  const { page } = await begin(desk)
  await contacts(page).getByRole('row').nth(2).click()
  await retype(page, 'First name', 'Яяя последняя')
  const last = row(page, 'Яяя последняя')
  await contacts(page).hover()
  await page.mouse.wheel(0, 10_000)
  const indexOfLast = async () => Number(await last.getAttribute('aria-rowindex'))
  await expect.poll(indexOfLast).toBeGreaterThan(COUNT / 2)

  await contacts(page)
    .locator(`[aria-rowindex="${(await indexOfLast()) - 2}"]`)
    .click({ modifiers: ['Shift'] })

  await expect(page.getByRole('toolbar')).toContainText('3 selected')
  await expect(last).toHaveAttribute('aria-selected', 'true')
})

test('Escape closes a menu first, then the selection, then the card', async ({ desk }) => {
  const { page, one } = await begin(desk)
  await openContact(page, one.name)
  await search(page, '')
  await expectCount(page, COUNT)
  await contacts(page).focus()
  await page.keyboard.press('Control+a')
  await page.getByRole('button', { name: 'Columns' }).click()
  await expect(page.getByRole('checkbox', { name: 'Company' })).toBeVisible()

  await page.keyboard.press('Escape')
  await expect(page.getByRole('checkbox', { name: 'Company' })).toBeHidden()
  await expect(page.getByRole('toolbar')).toContainText(`${COUNT} selected`)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('toolbar')).toBeHidden()
  await expect(card(page)).toBeVisible()
  await page.keyboard.press('Escape')

  await expect(card(page)).toBeHidden()
  await expect(contacts(page)).toBeFocused()
})

test('who signs out is welcomed, and begins anew in the list', async ({ desk }) => {
  const { page } = await begin(desk)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()

  await page.getByRole('button', { name: 'Try with demo data' }).dblclick()

  await expectCount(page, 2000)
})
