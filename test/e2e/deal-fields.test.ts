import type { Locator, Page } from '@playwright/test'
import AxeBuilder from '@axe-core/playwright'
import type { RunningCrm } from './support/crm-program.ts'
import { api } from './support/crm-fields.ts'
import { expect, test } from './support/desk.ts'
import { connect, expectCount, expectSynced } from './support/user.ts'

const CONTACTS = 30
const dealCard = (page: Page): Locator => page.getByRole('region', { name: 'Deal', exact: true })

interface LeadForm {
  readonly custom_fields_values: readonly {
    readonly field_name: string
    readonly values: readonly { readonly value: unknown }[]
  }[]
}

async function valuesOf(crm: RunningCrm, id: number): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const answer = await fetch(`${crm.url}/api/v4/leads/${id}`, { headers: { authorization: `Bearer ${crm.token}` } })
  const { custom_fields_values: fields } = (await answer.json()) as LeadForm
  return Object.fromEntries(fields.map(({ field_name: name, values }) => [name, values.map(({ value }) => value)]))
}

test('custom fields of a deal are filled in without a network, and arrive as they were meant', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  const [deal] = (await crm.control.deals()).filter(({ trashed }) => !trashed)
  const id = deal?.id ?? 0
  await page.getByRole('link', { name: 'Deals' }).click()
  await page
    .getByRole('grid', { name: 'Deals' })
    .getByRole('row', { name: new RegExp(`^${deal?.name ?? ''}`) })
    .first()
    .click()
  await crm.kill()

  await dealCard(page).getByLabel('Канал', { exact: true }).selectOption('Мессенджер')
  await dealCard(page).getByLabel('Договор', { exact: true }).fill('12/2026')
  await dealCard(page).getByLabel('Договор', { exact: true }).press('Enter')
  const terms = dealCard(page).getByRole('button', { name: /^Условия:/ })
  await terms.click()
  await page.getByRole('checkbox', { name: 'Доставка' }).check()
  await page.keyboard.press('Escape')
  await expect(terms).toContainText('Доставка')
  await dealCard(page).getByLabel('Маржа', { exact: true }).fill('много')
  await dealCard(page).getByLabel('Маржа', { exact: true }).press('Enter')
  await expect(dealCard(page).getByLabel('Маржа', { exact: true })).toHaveAttribute('aria-invalid')
  await dealCard(page).getByLabel('Маржа', { exact: true }).fill('12,5')
  await dealCard(page).getByLabel('Маржа', { exact: true }).press('Enter')
  await expect(dealCard(page).getByLabel('Договор', { exact: true })).toHaveValue('12/2026')
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id: rule }) => rule)).toEqual([])
  await page.getByRole('link', { name: 'Pending' }).click()
  await expect(page.getByText(/Договор/)).toBeVisible()

  const back = await desk.startCrm({ contacts: CONTACTS })
  await expectSynced(page)
  const values = await valuesOf(back, id)
  expect([values['Канал'], values['Договор'], values['Маржа']]).toEqual([['Мессенджер'], ['12/2026'], ['12.5']])
  expect(values['Условия']).toContain('Доставка')
})

test('a field of a deal that names goods shows them by name; others are found, put in and taken out', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const [deal] = (await crm.control.deals()).filter(({ trashed }) => !trashed)
  const id = deal?.id ?? 0
  const named = (element: number) => ({ catalog_id: 4521, catalog_element_id: element })
  const { _embedded } = (await api(crm, 'GET', '/leads/custom_fields')) as {
    readonly _embedded: { readonly custom_fields: readonly { readonly id: number; readonly name: string }[] }
  }
  const fieldId = _embedded.custom_fields.find(({ name }) => name === 'Товар')?.id
  await api(crm, 'PATCH', `/leads/${id}`, { custom_fields_values: [{ field_id: fieldId, values: [named(525_439)] }] })
  const stored = async () => {
    const { custom_fields_values: fields } = (await api(crm, 'GET', `/leads/${id}`)) as {
      readonly custom_fields_values: readonly { readonly field_name: string; readonly values: unknown }[] | null
    }
    return fields?.find(({ field_name: name }) => name === 'Товар')?.values
  }
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await page.getByRole('link', { name: 'Deals' }).click()
  await page
    .getByRole('grid', { name: 'Deals' })
    .getByRole('row', { name: new RegExp(`^${deal?.name ?? ''}`) })
    .first()
    .click()

  const goods = dealCard(page).getByRole('list', { name: 'Товар' })
  await expect(goods).toContainText('Шуруповёрт аккумуляторный 18 В')
  await dealCard(page).getByLabel('Add from the catalogs').fill('Перфор')
  await page.getByRole('option', { name: /Перфоратор/ }).click()
  await expect(goods.getByRole('listitem')).toHaveCount(2)
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id: rule }) => rule)).toEqual([])
  await goods.getByRole('button', { name: /Шуруповёрт/ }).click()
  await expect(goods.getByRole('listitem')).toHaveText([/Перфоратор/])
  await expect.poll(stored, { timeout: 60_000 }).toEqual([named(525_441)])
  await page.keyboard.press('Control+z')
  await expect(goods.getByRole('listitem')).toHaveCount(2)
  await expectSynced(page)
  expect(await stored()).toEqual(expect.arrayContaining([named(525_439), named(525_441)]))
})

test('an administrator gives deals a field, and it is in their cards', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectSynced(page)

  await page.getByRole('link', { name: 'Settings' }).click()
  const form = page.locator('details', { hasText: 'Fields of deals of' })
  await form.locator('summary').click()
  await form.getByLabel('Name of the new field').fill('Склад')
  await form.getByRole('button', { name: 'Create the field' }).click()
  await expect(form.getByLabel('Name of the field Склад', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Deals' }).click()
  await page.getByRole('grid', { name: 'Deals' }).getByRole('row').nth(1).click()

  await expect(dealCard(page).getByLabel('Склад', { exact: true })).toBeVisible()
})
