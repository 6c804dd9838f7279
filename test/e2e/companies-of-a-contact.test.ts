import { expect, test, type Desk } from './support/desk.ts'
import { askPortal, connectPortal, type Params } from './support/portal.ts'
import { card, expectSynced, openContact } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 60

async function linked(webhook: string, id: unknown): Promise<readonly unknown[]> {
  const links = await askPortal<readonly Params[]>(webhook, 'crm.contact.company.items.get', { id })
  return links.toSorted((a, b) => Number(a['SORT']) - Number(b['SORT'])).map((link) => link['COMPANY_ID'])
}

/** A portal in which contact 5 has companies 1, 2 and 3, connected, with the card of that contact open. */
async function openLinked(desk: Desk, switches: Params = {}) {
  await desk.startApp()
  const { portal, portalControl } = await desk.startCrm({ contacts: CONTACTS })
  const items = [1, 2, 3].map((n) => ({ COMPANY_ID: n, SORT: n * 10, IS_PRIMARY: n === 1 ? 'Y' : 'N' }))
  await askPortal<readonly Params[]>(portal.webhook, 'crm.contact.company.items.set', { id: 5, items })
  const [person] = await askPortal<readonly Params[]>(portal.webhook, 'crm.contact.list', {
    filter: { ID: 5 },
    select: ['NAME', 'LAST_NAME'],
  })
  const titles = await askPortal<readonly Params[]>(portal.webhook, 'crm.company.list', {
    filter: { ID: [1, 2, 3, 4] },
    select: ['ID', 'TITLE'],
  })
  const titleOf = (n: number) => String(titles.find(({ ID }) => Number(ID) === n)?.['TITLE'])
  await fetch(`${portalControl}/switches`, { method: 'POST', body: JSON.stringify(switches) })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, `${String(person?.['NAME'])} ${String(person?.['LAST_NAME'])}`)
  const lines = card(page).getByRole('list', { name: 'Companies' }).getByRole('listitem')
  async function expectOrder(...numbers: readonly number[]): Promise<void> {
    await expect(lines).toHaveCount(numbers.length)
    for (const [at, n] of numbers.entries()) await expect(lines.nth(at)).toContainText(titleOf(n))
    await expect.poll(() => linked(portal.webhook, 5)).toEqual(numbers)
  }
  await expectOrder(1, 2, 3)
  return { page, lines, titleOf, expectOrder }
}

test('companies of a contact are added, put into another order by keys, by buttons and by dragging, removed, and go back by undo', async ({
  desk,
}) => {
  const { page, lines, titleOf, expectOrder } = await openLinked(desk)
  await expect(lines.first()).toContainText('main')
  expect(await violationsOf(page)).toEqual([])

  await card(page).getByRole('combobox', { name: 'Add a company' }).fill(titleOf(4))
  await card(page).getByRole('combobox', { name: 'Add a company' }).press('Enter')
  await expectOrder(1, 2, 3, 4)

  await lines
    .nth(3)
    .getByRole('button', { name: /^Move .* up$/ })
    .press('Alt+ArrowUp')
  await expectOrder(1, 2, 4, 3)
  await expect(card(page).getByRole('status').filter({ hasText: 'is number 3 now' })).toBeAttached()
  await page.keyboard.press('Alt+ArrowUp')
  await expectOrder(1, 4, 2, 3)

  await lines
    .nth(2)
    .getByRole('button', { name: /^Make .* the main company$/ })
    .click()
  await expectOrder(2, 1, 4, 3)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expectOrder(1, 4, 2, 3)

  await lines.nth(3).dragTo(lines.nth(1))
  await expectOrder(1, 3, 4, 2)

  await lines
    .nth(2)
    .getByRole('button', { name: /^Remove / })
    .click()
  await expectOrder(1, 3, 2)
})

test('all companies of a contact are removed by one button, and come back in their order by one undo', async ({
  desk,
}) => {
  const { page, lines, expectOrder } = await openLinked(desk)
  const all = card(page).getByRole('button', { name: 'Remove all companies' })

  await all.click()
  await expectOrder()
  await expect(card(page).getByRole('status').filter({ hasText: 'All companies are removed' })).toBeAttached()
  await expect(card(page).getByRole('combobox', { name: 'Add a company' })).toBeFocused()
  await expect(all).toBeHidden()
  await expect(page.getByText('remove 3 companies')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()

  await expectOrder(1, 2, 3)
  await expect(lines.first()).toContainText('main')
  await expectSynced(page)
})

test('in a portal that knows neither the main company nor an order, the card says so and leaves both alone', async ({
  desk,
}) => {
  const { page, lines, expectOrder } = await openLinked(desk, { linkFields: 'bare' })

  await expect(card(page)).toContainText('Which company is the main one cannot be chosen in this CRM.')
  await expect(card(page)).toContainText('This CRM keeps companies in an order of its own.')
  await expect(lines.nth(1).getByRole('button', { name: /^Make .* the main company$/ })).toBeDisabled()
  const up = lines.nth(2).getByRole('button', { name: /^Move .* up$/ })
  await expect(up).toHaveAttribute('aria-disabled', 'true')
  await up.press('Alt+ArrowUp')
  await lines
    .nth(1)
    .getByRole('button', { name: /^Remove / })
    .click()

  await expectOrder(1, 3)
  expect(await violationsOf(page)).toEqual([])
})
