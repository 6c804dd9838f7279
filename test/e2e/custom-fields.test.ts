import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { StoredContact } from '#test/support/demo-control.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { api, fieldsOf, secondsOf, valuesOf } from './support/crm-fields.ts'
import { expect, test, type Desk } from './support/desk.ts'
import type { WindowOptions } from './support/window.ts'
import { card, connect, expectCount, expectPending, expectSynced, openContact, retype } from './support/user.ts'

const COUNT = 60

/** Somebody whose name nobody shares, without a single value but for a file and two interests. */
async function prepare(crm: RunningCrm): Promise<StoredContact> {
  const everybody = await crm.control.contacts()
  const isAlone = ({ name }: StoredContact) => everybody.filter((other) => other.name.includes(name)).length === 1
  const person = everybody.find(
    (one) => one.first_name && one.last_name && /^[\p{L} -]+$/u.test(one.name) && isAlone(one),
  )
  if (person === undefined) throw new Error('no such person')
  await api(crm, 'POST', '/contacts/custom_fields', [{ name: 'Договор', type: 'file' }])
  const fields = await fieldsOf(crm)
  const values = [...fields.values()]
    .filter(({ code }) => code !== 'PHONE' && code !== 'EMAIL')
    .map(({ id }) => ({ field_id: id, values: null }))
  const filled = (name: string, value: unknown) =>
    values.map((one) => (one.field_id === fields.get(name)?.id ? { ...one, values: value } : one))
  await api(crm, 'PATCH', `/contacts/${person.id}`, { custom_fields_values: filled('Договор', [{ value: file }]) })
  await api(crm, 'PATCH', `/contacts/${person.id}`, {
    custom_fields_values: [{ field_id: fields.get('Интересы')?.id, values: [{ value: 'Опт' }, { value: 'Монтаж' }] }],
  })
  return person
}

const file = { file_uuid: 'f-1', version_uuid: 'v-1', file_name: 'договор.pdf', file_size: 77 }

async function begin(
  desk: Desk,
  { accountZone = 'Europe/Moscow', ...here }: WindowOptions & { accountZone?: string } = {},
) {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: COUNT })
  await crm.control.switches({ timeZone: accountZone })
  const person = await prepare(crm)
  const page = await desk.openWindow(here)
  await connect(page, crm)
  await expectCount(page, COUNT)
  await expectSynced(page)
  return { crm, page, person }
}

const offline = (page: Page) => page.getByRole('switch', { name: 'Work offline' })
const group = (page: Page, name: string) => card(page).getByRole('group', { name })

async function typeLine(page: Page, name: string, label: string, value: string): Promise<void> {
  const line = group(page, name).getByLabel(label, { exact: true })
  await line.fill(value)
  await line.press('Enter')
}

/** One value of every type, as a person types and chooses. */
async function fillEverything(page: Page): Promise<void> {
  for (const [label, value] of typed) await retype(page, label, value)
  const comment = card(page).getByLabel('Комментарий', { exact: true })
  await comment.fill('первая строка\nвторая')
  await comment.press('Control+Enter')
  await card(page).getByLabel('Источник', { exact: true }).selectOption('Выставка')
  await card(page).getByLabel('Лояльность', { exact: true }).selectOption('Тёплый')
  await card(page).getByLabel('Согласен на рассылку', { exact: true }).check()
  await card(page).getByRole('button', { name: 'Интересы' }).click()
  await page.getByRole('checkbox', { name: 'Обучение' }).check()
  await page.getByRole('checkbox', { name: 'Монтаж' }).uncheck()
  await page.keyboard.press('Escape')
  await retype(page, 'Мгн. сообщения', 'anna.p')
  await card(page).getByLabel('Messenger of name 1').selectOption({ label: 'Jabber' })
  await group(page, 'Адрес доставки').getByRole('button').click()
  await typeLine(page, 'Адрес доставки', 'Street and house', 'Тверская, 1')
  await typeLine(page, 'Адрес доставки', 'City', 'Москва')
  await group(page, 'Реквизиты').getByRole('button').click()
  await typeLine(page, 'Реквизиты', 'Name', 'ООО «Ветер»')
  await typeLine(page, 'Реквизиты', 'Tax number (INN)', '7700000000')
  await group(page, 'Реквизиты').getByLabel('Kind', { exact: true }).selectOption('Company')
}

const typed = [
  ['Должность', 'Главный инженер'],
  ['Заказов', '12'],
  ['Оборот, RUB', '1 500,50'],
  ['Дата первой сделки', '2024-02-29'],
  ['Следующий звонок', '2026-12-01T14:30'],
  ['День рождения', '1980-05-17'],
  ['Сайт', 'https://example.com/anna'],
  ['Адрес', 'ул. Ленина, 5'],
  ['Внешний ID', 'EXT-1'],
] as const

const everything = {
  Должность: ['Главный инженер'],
  Заказов: ['12'],
  Оборот: ['1500.50'],
  'Дата первой сделки': secondsOf('2024-02-29T00:00+03:00'),
  'Следующий звонок': secondsOf('2026-12-01T14:30'),
  'День рождения': secondsOf('1980-05-17T00:00+03:00'),
  Сайт: ['https://example.com/anna'],
  Адрес: ['ул. Ленина, 5'],
  'Внешний ID': ['EXT-1'],
  Комментарий: ['первая строка\nвторая'],
  Источник: ['Выставка'],
  Лояльность: ['Тёплый'],
  'Согласен на рассылку': [true],
  Интересы: ['Опт', 'Обучение'],
  'Мгн. сообщения': ['JABBER: anna.p'],
  'Адрес доставки': ['address_line_1: Тверская, 1', 'city: Москва'],
  Реквизиты: [{ name: 'ООО «Ветер»', vat_id: '7700000000', entity_type: 2 }],
  Договор: [file],
}

test('a field of every type is edited offline, survives a crash, and the CRM has it exactly', async ({ desk }) => {
  const { crm, page, person } = await begin(desk)
  await openContact(page, person.name)
  await offline(page).click()
  await fillEverything(page)
  await expectPending(page, 22)

  await desk.crash()
  await desk.startApp()
  const again = await desk.openWindow()
  await openContact(again, person.name)
  await expect(card(again).getByLabel('Должность', { exact: true })).toHaveValue('Главный инженер')
  await expect(group(again, 'Адрес доставки').getByLabel('City', { exact: true })).toHaveValue('Москва')
  await offline(again).click()
  await expectSynced(again)

  expect(await valuesOf(crm, person.id)).toEqual(everything)
  await openContact(again, person.name)
  await expect(card(again).getByText('договор.pdf')).toBeVisible()
})

test('a file is taken out of its field offline, which leaves it empty in the CRM; undo brings it back', async ({
  desk,
}) => {
  const { crm, page, person } = await begin(desk)
  await openContact(page, person.name)
  await expect(card(page).getByText('договор.pdf')).toBeVisible({ timeout: 60_000 })
  const stored = async () => (await valuesOf(crm, person.id))['Договор']
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([])

  await offline(page).click()
  await card(page).getByRole('button', { name: 'Remove договор.pdf' }).press('Enter')
  await expect(card(page).getByText('договор.pdf')).toHaveCount(0)
  const isFocusThere = () =>
    page.evaluate(() => document.activeElement?.closest('[role=region], aside, section') !== null)
  await expect.poll(isFocusThere, { message: 'the keys go on in the card' }).toBe(true)
  await expectPending(page, 1)
  await offline(page).click()
  await expectSynced(page)
  expect(await stored()).toBeUndefined()
  await page.keyboard.press('Control+z')
  await expect(card(page).getByText('договор.pdf')).toBeVisible()
  await expectSynced(page)
  expect(await stored()).toEqual([file])
})

test('what colleagues put into the same sets and addresses meanwhile stays beside ours', async ({ desk }) => {
  const { crm, page, person } = await begin(desk)
  await openContact(page, person.name)
  await offline(page).click()
  await card(page).getByRole('button', { name: 'Интересы' }).click()
  await page.getByRole('checkbox', { name: 'Обучение' }).check()
  await page.keyboard.press('Escape')
  await group(page, 'Адрес доставки').getByRole('button').click()
  await typeLine(page, 'Адрес доставки', 'City', 'Москва')
  const fields = await fieldsOf(crm)
  const idOf = (name: string) => String(fields.get(name)?.id)
  const theirs = {
    [idOf('Интересы')]: ['Опт', 'Монтаж', 'Розница'],
    [idOf('Адрес доставки')]: [{ value: '101000', enum_code: 'zip' }],
  }
  await crm.control.vendor({ action: 'edit', entity: 'contacts', ids: [person.id], fields: theirs })

  await offline(page).click()
  await expectSynced(page)

  const { Интересы: interests, 'Адрес доставки': address } = await valuesOf(crm, person.id)
  expect(new Set(interests)).toEqual(new Set(['Опт', 'Монтаж', 'Розница', 'Обучение']))
  expect(new Set(address)).toEqual(new Set(['zip: 101000', 'city: Москва']))
})

test('a value that the CRM refuses comes back to its field, and to its very part', async ({ desk }) => {
  const { page, person } = await begin(desk)
  await openContact(page, person.name)

  await group(page, 'Реквизиты').getByRole('button').click()
  await typeLine(page, 'Реквизиты', 'Tax number (INN)', '7700000000')

  await expect(group(page, 'Реквизиты').getByText('The CRM takes requisites only with a name.')).toBeVisible()
  await expect(card(page).getByText('The CRM refused this: “Name” – a value is required')).toBeVisible()
})

for (const [timezoneId, accountZone, stored] of [
  ['Pacific/Apia', 'America/New_York', '1980-05-17T00:00-04:00'],
  ['Pacific/Honolulu', 'Pacific/Auckland', '1980-05-17T00:00+12:00'],
] as const) {
  test(`a day that is chosen in ${timezoneId} is that day in an account of ${accountZone}`, async ({ desk }) => {
    const { crm, page, person } = await begin(desk, { timezoneId, accountZone })
    await openContact(page, person.name)

    await retype(page, 'День рождения', '1980-05-17')
    await expectSynced(page)

    expect((await valuesOf(crm, person.id))['День рождения']).toEqual(secondsOf(stored))
    await desk.startApp()
    await desk.closeWindow()
    await desk.wipeIndexedDb()
    const again = await desk.openWindow({ timezoneId })
    await expectCount(again, COUNT)
    await openContact(again, person.name)
    await expect(card(again).getByLabel('День рождения', { exact: true })).toHaveValue('1980-05-17')
  })
}
