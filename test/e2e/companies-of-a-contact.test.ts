import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal, type Params } from './support/portal.ts'
import { card, openContact } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 60

async function linked(webhook: string, id: unknown): Promise<readonly unknown[]> {
  const links = await askPortal<readonly Params[]>(webhook, 'crm.contact.company.items.get', { id })
  return links.toSorted((a, b) => Number(a['SORT']) - Number(b['SORT'])).map((link) => link['COMPANY_ID'])
}

test('companies of a contact are added, put into another order by keys, by buttons and by dragging, removed, and go back by undo', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
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
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, `${String(person?.['NAME'])} ${String(person?.['LAST_NAME'])}`)
  const list = card(page).getByRole('list', { name: 'Companies' })
  const lines = list.getByRole('listitem')
  const expectOrder = async (...numbers: readonly number[]) => {
    await expect(lines).toHaveCount(numbers.length)
    for (const [at, n] of numbers.entries()) await expect(lines.nth(at)).toContainText(titleOf(n))
    await expect.poll(() => linked(portal.webhook, 5)).toEqual(numbers)
  }
  await expectOrder(1, 2, 3)
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
