import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { RunningCrm } from './support/crm-program.ts'
import { api, fieldsOf, valuesOf } from './support/crm-fields.ts'
import { expect, test } from './support/desk.ts'
import { card, connect, expectCount, expectSynced } from './support/user.ts'

const COUNT = 40
const MISSED = 'The CRM asks for this field.'

/** The account asks for these of every contact, and of every deal. */
async function askFor(crm: RunningCrm): Promise<void> {
  const fields = await fieldsOf(crm)
  for (const name of ['Источник', 'Заказов', 'День рождения', 'Комментарий'])
    await api(crm, 'PATCH', `/contacts/custom_fields/${fields.get(name)?.id ?? 0}`, { is_required: true })
  await api(crm, 'POST', '/contacts/custom_fields', [{ name: 'Скан договора', type: 'file', is_required: true }])
  await api(crm, 'POST', '/leads/custom_fields', [{ name: 'Номер заявки', type: 'text', is_required: true }])
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

test('what the CRM requires of a contact can be filled in while it is made, and holds nothing up', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: COUNT })
  await askFor(crm)
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, COUNT)
  await expectSynced(page)
  const asked = card(page).getByRole('region', { name: 'The CRM also asks for' })

  await page.getByRole('button', { name: 'New contact' }).click()
  await expect(asked.getByText(MISSED)).toHaveCount(4)
  await expect(asked).toContainText('filled in in the CRM itself: Скан договора')
  await card(page).getByLabel('First name').fill('Zoya')
  await card(page).getByLabel('Last name').fill('Required')
  await asked.getByLabel('Источник', { exact: true }).selectOption('Выставка')
  await asked.getByLabel('Заказов', { exact: true }).fill('3')
  await asked.getByLabel('Заказов', { exact: true }).press('Enter')
  await expect(asked.getByText(MISSED)).toHaveCount(2)
  await expectAccessible(page)
  // The last one is left by the click on `Save` itself.
  await asked.getByLabel('День рождения', { exact: true }).fill('1980-05-17')
  await card(page).getByRole('button', { name: 'Save' }).click()

  await expect(card(page).getByLabel('Заказов', { exact: true })).toHaveValue('3')
  await expect(card(page).getByText(MISSED), 'the comment alone is still asked for').toHaveCount(1)
  await expectSynced(page)
  const made = (await crm.control.contacts()).find(({ last_name: name }) => name === 'Required')
  expect(await valuesOf(crm, made?.id ?? 0)).toMatchObject({
    Источник: ['Выставка'],
    Заказов: ['3'],
    'День рождения': [expect.any(Number)],
  })
})

test('what the CRM requires of a deal is asked for in its form', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: COUNT })
  await askFor(crm)
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, COUNT)
  await expectSynced(page)
  const fresh = page.getByRole('region', { name: 'New deal', exact: true })

  await page.getByRole('link', { name: 'Deals', exact: true }).click()
  await page.getByRole('button', { name: 'New deal' }).click()
  await fresh.getByLabel('Name', { exact: true }).fill('Boiler for the school')
  const asked = fresh.getByRole('region', { name: 'The CRM also asks for' })
  await expect(asked.getByText(MISSED)).toBeVisible()
  await asked.getByLabel('Номер заявки', { exact: true }).fill('A-17')
  await fresh.getByRole('button', { name: 'Save' }).click()

  const deal = page.getByRole('region', { name: 'Deal', exact: true })
  await expect(deal.getByLabel('Номер заявки', { exact: true })).toHaveValue('A-17')
  await expectSynced(page)
  const id = (await crm.control.deals()).find(({ name }) => name === 'Boiler for the school')?.id ?? 0
  expect(JSON.stringify(await api(crm, 'GET', `/leads/${id}`))).toContain('A-17')
})
