import { expect, test } from './support/desk.ts'
import { fieldsOf } from './support/crm-fields.ts'
import { card, connect, contacts, expectCount, expectSynced, retype } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

test('an administrator makes a field with options, uses it, and takes it away again', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 30 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 30)
  await expectSynced(page)

  await page.getByRole('link', { name: 'Settings' }).click()
  const form = page.locator('details', { hasText: 'Fields of contacts of' })
  await form.locator('summary').click()
  await form.getByLabel('Name of the new field').fill('Размер')
  await form.getByLabel('Kind of the new field').selectOption({ label: 'List' })
  await form.getByRole('button', { name: 'Create the field' }).click()
  const option = page.getByLabel('New option of Размер')
  await option.fill('XL')
  await option.press('Enter')
  await expect(page.getByLabel('Option of Размер: XL')).toBeVisible()
  await page.getByLabel('Name of the field Размер', { exact: true }).fill('Размер одежды')
  await page.getByLabel('Name of the field Размер', { exact: true }).press('Enter')
  await expect(page.getByLabel('Name of the field Размер одежды', { exact: true })).toBeVisible()

  await page.getByRole('link', { name: 'Contacts' }).click()
  await contacts(page).getByRole('row').nth(3).click()
  await card(page).getByLabel('Размер одежды', { exact: true }).selectOption('XL')
  await expectSynced(page)
  const chosen = (await crm.control.contacts()).flatMap(({ fields }) => fields.flatMap(({ values }) => values))
  expect(chosen.filter(({ value }) => value === 'XL')).toHaveLength(1)

  await page.getByRole('link', { name: 'Settings' }).click()
  await form.locator('summary').click()
  await page.getByRole('button', { name: 'Remove the option XL' }).click()
  await expect(page.getByText('Delete “XL” with all that is in it, for everybody?')).toBeVisible()
  await page.getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(page.getByLabel('Option of Размер одежды: XL')).toBeHidden()
  await page.getByRole('button', { name: 'Delete the field Размер одежды' }).click()
  await page.getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(page.getByLabel('Name of the field Размер одежды', { exact: true })).toBeHidden()
})

test('an administrator makes a section, fills it, sees it on the card, and takes it away again', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 30 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 30)
  await expectSynced(page)

  await page.getByRole('link', { name: 'Settings' }).click()
  const form = page.locator('details', { hasText: 'Fields of contacts of' })
  await form.locator('summary').click()
  await form.getByLabel('Name of the new section').fill('Договор')
  await form.getByRole('button', { name: 'Create the section' }).click()
  const name = form.getByLabel('Name of the section Договор', { exact: true })
  await expect(name).toBeVisible()
  const made = form.getByRole('region', { name: 'Договор' })
  await expect(made).toContainText('a card does not show this section')
  await form.getByLabel('Section of Сайт').selectOption({ label: 'Договор' })
  await expect(made.getByLabel('Name of the field Сайт', { exact: true })).toBeVisible()
  await form.getByLabel('Section of Источник').selectOption({ label: 'Договор' })
  await expect(made.getByLabel('Name of the field Источник', { exact: true })).toBeVisible()
  await expect(made.getByLabel('Name of the field Сайт', { exact: true })).toBeVisible()
  // The keys stay with what they have moved.
  const up = made.getByRole('button', { name: 'Move Источник up' })
  await expect(up).not.toHaveAttribute('aria-disabled', 'true')
  await up.focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(
    made.getByRole('listitem').first().getByLabel('Name of the field Источник', { exact: true }),
  ).toBeVisible()
  await expect(up).toBeFocused()
  await name.fill('Договоры')
  await name.press('Enter')
  await expect(form.getByLabel('Name of the section Договоры', { exact: true })).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  await page.getByRole('link', { name: 'Contacts' }).click()
  await contacts(page).getByRole('row').nth(3).click()
  const section = card(page).getByRole('region', { name: 'Договоры' })
  await expect(section.getByLabel('Источник', { exact: true })).toBeVisible()
  await expect(section.getByLabel('Сайт', { exact: true })).toBeVisible()

  await page.getByRole('link', { name: 'Settings' }).click()
  await form.locator('summary').click()
  await form.getByRole('button', { name: 'Delete the section Договоры' }).click()
  await expect(form.getByText('Its fields stay and go to “Основное”.')).toBeVisible()
  await form.getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(form.getByRole('region', { name: 'Договоры' })).toBeHidden()
  await expect(
    form.getByRole('region', { name: 'Основное' }).getByLabel('Name of the field Сайт', { exact: true }),
  ).toBeVisible()
})

test('an administrator makes fields of the kinds that the CRM has; their values are edited in the card', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 30 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 30)
  await expectSynced(page)

  await page.getByRole('link', { name: 'Settings' }).click()
  const form = page.locator('details', { hasText: 'Fields of contacts of' })
  await form.locator('summary').click()
  const nameOf = (field: string) => form.getByLabel(`Name of the field ${field}`, { exact: true })
  async function make(field: string, kind: string): Promise<void> {
    await form.getByLabel('Name of the new field').fill(field)
    await form.getByLabel('Kind of the new field').selectOption({ label: kind })
    if (kind === 'Money') await form.getByLabel('Currency of the new field').selectOption('EUR')
    if (kind === 'List with buttons') await form.getByLabel('Options, one in a line').fill('да\nнет')
    await form.getByRole('button', { name: 'Create the field' }).click()
    await expect(nameOf(field)).toBeVisible()
  }
  await make('Долг', 'Money')
  await make('Именины', 'Birthday')
  await make('Решение', 'List with buttons')
  await make('Дача', 'Street address')
  await make('Скан', 'File')
  await form.getByLabel('Currency of Долг').selectOption('USD')
  await expect(form.getByLabel('Currency of Долг')).toBeEnabled()
  await form.getByLabel('Reminder of Именины').selectOption({ label: 'A week before' })
  await expect(form.getByLabel('Reminder of Именины')).toBeEnabled()
  await form.getByRole('button', { name: 'Move нет up' }).click()
  await expect(page.getByRole('button', { name: 'Move нет up' })).toBeFocused()

  await page.getByRole('link', { name: 'Contacts' }).click()
  await contacts(page).getByRole('row').nth(3).click()
  await retype(page, 'Долг, USD', '99.50')
  await retype(page, 'Именины', '1980-05-17')
  await card(page).getByLabel('Решение', { exact: true }).selectOption('нет')
  await retype(page, 'Дача', 'Лесная, 7')
  await expect(card(page).getByText('Скан', { exact: true })).toBeVisible()
  await expectSynced(page)

  const fields = await fieldsOf(crm)
  const kept = ['Долг', 'Именины', 'Решение', 'Дача', 'Скан'].map((name) => fields.get(name))
  const values = (await crm.control.contacts()).flatMap((contact) => contact.fields)
  expect(kept.map((field) => field?.type)).toEqual(['monetary', 'birthday', 'radiobutton', 'streetaddress', 'file'])
  const valueOf = (id: number | undefined) =>
    values.find((one) => one.field_id === id)?.values.map(({ value }) => value)
  expect([valueOf(kept[0]?.id), valueOf(kept[2]?.id), valueOf(kept[3]?.id)]).toEqual([
    ['99.50'],
    ['нет'],
    ['Лесная, 7'],
  ])
  expect(valueOf(kept[1]?.id)).toHaveLength(1)
})
