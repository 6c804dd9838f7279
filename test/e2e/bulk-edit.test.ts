import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { countRows } from './support/count-rows.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { api } from './support/crm-fields.ts'
import { expect, test } from './support/desk.ts'
import { noteLongTasks, sayLongTasks } from './support/long-tasks.ts'
import { connect, contacts, expectCount, expectSynced, selectAll } from './support/user.ts'

const CONTACTS = 2_000

const offline = (page: Page) => page.getByRole('switch', { name: 'Work offline' })
const dialog = (page: Page) => page.getByRole('dialog')

/** Opens the dialog about a field of all contacts of the list. */
async function choose(page: Page, field: string): Promise<void> {
  await selectAll(page)
  await page.getByRole('button', { name: 'Change a field…' }).click()
  await dialog(page).getByLabel('Field', { exact: true }).selectOption({ label: field })
}

async function apply(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Change', exact: true }).click()
  await expect(dialog(page)).toBeHidden()
}

/** By whom contacts of the CRM are kept, and how many each has. */
async function ownersThere({ control }: RunningCrm): Promise<ReadonlyMap<number | null, number>> {
  const live = (await control.contacts()).filter(({ trashed }) => !trashed)
  const groups = Map.groupBy(live, (contact) => contact.responsible_user_id)
  return new Map([...groups].map(([id, own]) => [id, own.length]))
}

test('everybody is given one owner without a network: counted before, shown at once, sent, and taken back for all', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const before = await ownersThere(crm)
  const page = await desk.openWindow()
  const longTasks = await noteLongTasks(page)
  await page.reload()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await offline(page).click()
  await longTasks()

  await choose(page, 'Responsible')
  const owners = dialog(page).getByLabel('Value', { exact: true })
  const names = await owners.locator('option').allTextContents()
  const name = names.at(-1) ?? ''
  await owners.selectOption({ label: name })
  await expect(dialog(page).getByRole('status')).toContainText('contacts will change')
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  const words = (await dialog(page).getByRole('status').textContent()) ?? ''
  const [changed = 0, same = 0] = (words.match(/[\d,]+/g) ?? []).map((figure) => Number(figure.replaceAll(',', '')))
  await longTasks()
  await apply(page)
  const first = contacts(page).getByRole('row').nth(1)
  await expect(first).toHaveAttribute('aria-label', /Waits to be sent/)
  sayLongTasks(`an owner for ${CONTACTS} contacts`, await longTasks())
  expect(changed + same).toBe(CONTACTS)
  // Beside the panel about the selection the list has no room for owners.
  await page.keyboard.press('Escape')
  await expect(first).toContainText(name)
  const waits = { timeout: 60_000, intervals: [500] }
  await expect.poll(() => countRows(page), waits).toEqual({ outbox: 1, spreads: 0, targets: changed })

  await offline(page).click()
  await expectSynced(page)
  const after = await ownersThere(crm)
  expect([...after.values()]).toEqual([CONTACTS])
  await contacts(page).focus()
  await page.keyboard.press('Control+z')
  await expect.poll(async () => ownersThere(crm), { timeout: 150_000, intervals: [1_000] }).toEqual(before)
  await expectSynced(page)
})

test('a field of the form is filled for some, with what they have in it already counted, and a choice is added beside others', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 60 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 60)
  await expectSynced(page)

  await choose(page, 'Должность')
  await dialog(page).getByLabel('Value', { exact: true }).fill('Главный инженер')
  await expect(dialog(page).getByRole('status')).toContainText('60 contacts will change.')
  await apply(page)
  await expectSynced(page)
  await choose(page, 'Интересы')
  await dialog(page).getByLabel('What to do').selectOption({ label: 'Add' })
  await dialog(page).getByRole('checkbox', { name: 'Обучение' }).check()
  await expect(dialog(page).getByRole('status')).toContainText('will change')
  await apply(page)
  await expectSynced(page)

  const stored = await crm.control.contacts()
  const has = (value: unknown) =>
    stored.filter(({ fields }) => fields.some(({ values }) => values.some((one) => one.value === value))).length
  expect([has('Главный инженер'), has('Обучение')]).toEqual([60, 60])
})

test('what is chosen stays although the form is read anew meanwhile', async ({ desk }) => {
  const app = await desk.startApp()
  const crm = await desk.startCrm({ contacts: 60 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 60)
  await expectSynced(page)
  await choose(page, 'Должность')
  await dialog(page).getByLabel('Value', { exact: true }).fill('Главный инженер')
  await expect(dialog(page).getByRole('status')).toContainText('60 contacts will change.')

  await api(crm, 'POST', '/contacts/custom_fields', [{ name: 'Новое поле', type: 'text' }])
  const other = await page.context().newPage()
  await other.goto(app.origin)
  await expectCount(other, 60)
  await other.keyboard.press('Control+k')
  await other.getByRole('combobox').fill('Sync now')
  await other.keyboard.press('Enter')
  await expect(dialog(page).getByRole('option', { name: 'Новое поле' })).toHaveCount(1)

  await expect(dialog(page).getByLabel('Value', { exact: true })).toHaveValue('Главный инженер')
  await expect(dialog(page).getByRole('status')).toContainText('60 contacts will change.')
})
