import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, expectCount, expectSynced, openContact, retype } from './support/user.ts'

/** A new contact that has arrived without an answer, and another one just like it: a question, with an edit behind it. */
async function ask(desk: Desk) {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 120 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 120)
  await expectSynced(page)
  const offline = page.getByRole('switch', { name: 'Work offline' })
  await offline.click()
  await page.getByRole('button', { name: 'New contact' }).click()
  await page.getByLabel('First name', { exact: true }).fill('Doubtful')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(card(page)).toContainText('Doubtful')
  await crm.control.faults([{ kind: 'reset-after-commit', method: 'POST', path: '/api/v4/contacts', times: 1 }])
  await offline.click()
  const like = async () => (await crm.control.contacts()).filter(({ first_name }) => first_name === 'Doubtful')
  await expect.poll(async () => (await like()).length).toBe(1)
  await fetch(`${crm.url}/api/v4/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${crm.token}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ first_name: 'Doubtful' }]),
  })
  await expect(question(card(page))).toBeVisible({ timeout: 120_000 })
  await retype(page, 'Last name', 'Typed since')
  const stored = async (id: number) => (await crm.control.contacts([id]))[0]
  return { page, like, stored }
}

const question = (place: ReturnType<Page['getByRole']>) => place.getByRole('group', { name: 'Is it there already?' })

async function inspect(page: Page, where: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
    expect(found, `axe on ${where}, ${colorScheme}`).toEqual([])
  }
}

test('a new contact in doubt is taken for one of the CRM, and what was typed into it since goes there', async ({
  desk,
}) => {
  const { page, like, stored } = await ask(desk)
  await page.getByRole('link', { name: 'Pending' }).click()
  const main = page.getByRole('main')
  await expect(main).toContainText('2 contacts in the CRM look like it')
  await inspect(page, 'a question about a new contact')
  const [, second] = await like()
  if (second === undefined) throw new Error('no twin')
  await main.getByRole('button', { name: `Look at it: Doubtful · No. ${second.id}` }).click()
  await expect(card(page)).toContainText('Doubtful')
  await page.getByRole('link', { name: 'Pending' }).click()

  await main.getByRole('button', { name: `Yes, this one: Doubtful · No. ${second.id}` }).click()

  await expect(main).toContainText('Nothing is pending', { timeout: 60_000 })
  expect([(await stored(second.id))?.last_name, (await like()).length]).toEqual(['Typed since', 2])
})

test('a new contact in doubt is decided by the keys alone, from its card', async ({ desk }) => {
  const { page, like, stored } = await ask(desk)
  const [first] = await like()
  if (first === undefined) throw new Error('no contact')
  // The question shows before it is read whom it is about.
  const ways = question(card(page)).getByRole('button', { name: /^Yes, this one/ })
  await expect(ways).toHaveCount(2)
  const at = await ways.allInnerTexts()
  const key = at.findIndex((text) => text.endsWith(`No. ${first.id}`)) + 1

  await question(card(page)).focus()
  await page.keyboard.press(String(key))

  await expect.poll(async () => (await stored(first.id))?.last_name, { timeout: 60_000 }).toBe('Typed since')
  expect(await like()).toHaveLength(2)
})

test('a new contact in doubt is discarded knowingly, with its edits, and comes back as a question', async ({
  desk,
}) => {
  const { page, like } = await ask(desk)
  await page.getByRole('link', { name: 'Pending' }).click()
  const main = page.getByRole('main')
  await question(main).focus()
  await page.keyboard.press('x')
  await expect(question(main)).toContainText('With it goes 1 edit that you made since')
  await expect(question(main)).toContainText('Typed since')
  await inspect(page, 'a new contact about to be discarded')
  await page.keyboard.press('Escape')
  await expect(question(main)).toBeFocused()

  await page.keyboard.press('x')
  await question(main).getByRole('button', { name: 'Discard mine', exact: true }).click()
  await expect(main).toContainText('Nothing is pending')
  await page.getByRole('button', { name: 'Undo' }).click()

  await expect(question(main)).toBeVisible()
  await page.getByRole('link', { name: 'Contacts' }).click()
  await openContact(page, 'Doubtful Typed since')
  expect(await like()).toHaveLength(2)
})
