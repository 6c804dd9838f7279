import { expect, test } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectSynced } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 120
/** As the demo CRM has them: one team of two, and somebody whose access was taken away. */
const service = { name: 'Сервис', members: [10_420_140, 10_420_146] }
const left = { name: 'Павел Уволенный', id: 10_420_152 }

test('contacts of a whole team are one filter away, and who has left is marked', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const stored = await crm.control.contacts()
  const countOf = (ids: readonly number[]) =>
    stored.filter((one) => !one.trashed && ids.includes(one.responsible_user_id ?? 0)).length
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)

  await page.getByRole('button', { name: 'Filter by responsible' }).click()
  const options = page.getByRole('listbox', { name: 'Filter by responsible' })
  await options.getByRole('option', { name: `Team ${service.name}` }).click()
  await expectCount(page, countOf(service.members))
  await expect(options.getByRole('option', { name: `Team ${service.name}` })).toHaveAttribute('aria-selected', 'true')
  expect(await violationsOf(page)).toEqual([])

  await options.getByRole('option', { name: `${left.name} (no longer active)` }).click()
  await expectCount(page, countOf([left.id]))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: `Remove filter ${left.name} (no longer active)` })).toBeVisible()
  await contacts(page).getByRole('row').nth(1).click()
  await expect(card(page).getByLabel('Responsible').locator('option:checked')).toHaveText(
    `${left.name} (no longer active)`,
  )
})
