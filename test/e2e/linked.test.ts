import type { Locator, Page } from '@playwright/test'
import type { RunningCrm } from './support/crm-program.ts'
import { askAccount } from './support/account.ts'
import { expect, test } from './support/desk.ts'
import { card, connect, expectCount, expectPending, expectSynced, openContact } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 60
const DRILL = 'Шуруповёрт аккумуляторный 18 В'
const CARE = 'Обслуживание, 12 месяцев'

interface Link {
  readonly to_entity_type: string
  readonly to_entity_id: number
  readonly metadata: { readonly quantity?: number } | null
}

/** What the CRM has a contact linked to: amounts by number. */
async function linksThere(crm: RunningCrm, id: number): Promise<Readonly<Record<string, number | null>>> {
  const { _embedded } = await askAccount<{ readonly _embedded: { readonly links: Link[] } }>(
    crm,
    `/contacts/${id}/links`,
  )
  const own = _embedded.links.filter(({ to_entity_type: to }) => to === 'customers' || to === 'catalog_elements')
  return Object.fromEntries(own.map(({ to_entity_id: to, metadata }) => [to, metadata?.quantity ?? null]))
}

async function pick(page: Page, label: string, typed: string, name: string): Promise<void> {
  const field = card(page).getByRole('combobox', { name: label })
  await field.fill(typed)
  await page.getByRole('option', { name }).click()
}

test('a contact is linked to a customer and to goods, an amount is changed and a link taken off and back, offline as well', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  await askAccount(crm, '/contacts', [{ first_name: 'Зоя', last_name: 'Связная' }])
  const stored = (await crm.control.contacts()).find(({ last_name: name }) => name === 'Связная')
  const id = stored?.id ?? 0
  const made = await askAccount<{
    readonly _embedded: { readonly customers: readonly { readonly id: number }[] }
  }>(crm, '/customers', [{ name: 'Постоянный клуб' }])
  const club = made._embedded.customers[0]?.id ?? 0
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS + 1)
  await expectSynced(page)
  await openContact(page, 'Зоя Связная')
  const list = (name: string): Locator => card(page).getByRole('list', { name })
  const amount = (name: string) => list('From the catalogs').getByRole('textbox', { name: `Quantity: ${name}` })

  await pick(page, 'Link a customer', 'клуб', 'Постоянный клуб')
  await pick(page, 'Add from the catalogs', 'шурупов', DRILL)
  await pick(page, 'Add from the catalogs', 'обслуж', CARE)
  await expect(list('Customers').getByRole('listitem')).toHaveText('Постоянный клуб')
  await amount(DRILL).fill('2,5')
  await amount(DRILL).press('Enter')
  await expect.poll(() => linksThere(crm, id)).toEqual({ [club]: null, 525439: 2.5, 525449: 1 })
  expect(await violationsOf(page)).toEqual([])

  await card(page).getByRole('combobox', { name: 'Add from the catalogs' }).fill('нет такого товара')
  await expect(card(page).getByText('The CRM has none of that name.')).toBeVisible()
  await card(page).getByRole('combobox', { name: 'Add from the catalogs' }).fill('шурупов')
  await expect(card(page).getByText('All that was found is here already.')).toBeVisible()
  await expect(page.getByRole('option', { name: DRILL })).toHaveCount(0)
  await amount(DRILL).fill('много')
  await amount(DRILL).press('Enter')
  await expect(card(page).getByText('A quantity is a number greater than zero.')).toBeVisible()
  await expect(amount(DRILL)).toHaveValue('много')
  await amount(DRILL).press('Escape')
  await expect(amount(DRILL)).toHaveValue('2.5')

  await page.getByRole('switch', { name: 'Work offline' }).click()
  await card(page)
    .getByRole('button', { name: `Unlink ${CARE}` })
    .click()
  await card(page).getByRole('button', { name: 'Unlink Постоянный клуб' }).click()
  await expect(list('Customers')).toHaveCount(0)
  // What was looked at before can be found without a network.
  await pick(page, 'Add from the catalogs', 'обслуж', CARE)
  await amount(CARE).fill('4')
  await amount(CARE).press('Enter')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(amount(CARE)).toHaveValue('1')
  await expectPending(page, 3)
  await page.getByRole('switch', { name: 'Work offline' }).click()

  await expectSynced(page)
  expect(await linksThere(crm, id)).toEqual({ 525439: 2.5, 525449: 1 })
})
