import type { Locator, Page } from '@playwright/test'
import type { StoredContact } from '#test/support/demo-control.ts'
import { countRows } from './support/count-rows.ts'
import { secondsOf, valuesOf } from './support/crm-fields.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { freePort } from './support/free-port.ts'

/** A salesperson's day with the app in Russian, from the first sign-in to what the CRM has in the evening. */

const CONTACTS = 200
const TASK = 'Отправить договор'
const RESULT = 'Договорились о встрече'
const DEAL = 'Котёл для школы'

const list = (page: Page): Locator => page.getByRole('grid', { name: 'Контакты' })
const card = (page: Page): Locator => page.getByRole('region', { name: 'Карточка контакта' })
const group = (page: Page, name: string): Locator => card(page).getByRole('group', { name })
const deal = (page: Page): Locator => page.getByRole('region', { name: 'Сделка', exact: true })
const offline = (page: Page): Locator => page.getByRole('switch', { name: 'Работать без сети' })

/** Over the CRM's own page of consent. */
async function signIn(page: Page, crm: RunningCrm): Promise<void> {
  const field = (name: string) => page.getByRole('textbox', { name })
  await page.getByRole('button', { name: 'Подключить CRM' }).click()
  await page.getByRole('radio', { name: 'Интеграция через браузер' }).check({ force: true })
  await field('Адрес аккаунта').fill(crm.url)
  await field('ID интеграции').fill(crm.clientId)
  await field('Секретный ключ').fill(crm.clientSecret)
  await field('Ссылка для перенаправления').fill(`http://localhost:${await freePort()}/back`)
  const opened = page.context().waitForEvent('page')
  await page.getByRole('button', { name: 'Продолжить в браузере' }).click()
  const consent = await opened
  await consent.getByRole('button', { name: 'Allow' }).click()
  await expect(consent.getByText('Это окно можно закрыть')).toBeVisible()
  await consent.close()
}

/** People of names that nobody shares, without a chat of this integration; and a chat that is somebody else's. */
async function choosePeople({ control }: RunningCrm) {
  const [stored, { chats }] = [await control.contacts(), await control.chats()]
  const own = chats.filter(({ owner }) => owner === 'this-integration')
  const holders = new Set(own.map(({ contactId }) => contactId))
  const isAlone = ({ name }: StoredContact) => stored.filter((other) => other.name.includes(name)).length === 1
  const plain = stored.filter(
    (one) => /^\p{L}+ \p{L}+$/u.test(one.name) && one.first_name !== '' && isAlone(one) && !holders.has(one.id),
  )
  const [person, partner, other] = plain.filter(({ trashed }) => !trashed)
  const chat = own.find(({ contactId }) => contactId !== null)
  if (person === undefined || partner === undefined || other === undefined || chat === undefined) {
    throw new Error('too few people of that kind')
  }
  return { person, partner, other, chatId: chat.id }
}

async function open(page: Page, name: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Поиск контактов' }).fill(name)
  await list(page)
    .getByRole('row', { name: new RegExp(`^${name}`) })
    .first()
    .click()
  await expect(card(page)).toBeVisible()
}

async function type(field: Locator, value: string): Promise<void> {
  await field.fill(value)
  await field.press('Enter')
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

/** Types that are one line, or one choice. */
async function fillPlain(page: Page): Promise<void> {
  for (const [label, value] of typed) await type(card(page).getByLabel(label, { exact: true }), value)
  const comment = card(page).getByLabel('Комментарий', { exact: true })
  await comment.fill('первая строка\nвторая')
  await comment.press('Control+Enter')
  await card(page).getByLabel('Источник', { exact: true }).selectOption('Выставка')
  await card(page).getByLabel('Лояльность', { exact: true }).selectOption('Тёплый')
  const consent = card(page).getByLabel('Согласен на рассылку', { exact: true })
  await consent.setChecked(!(await consent.isChecked()))
}

/** Types of several values or parts, and the points by which somebody is reached. */
async function fillInParts(page: Page): Promise<void> {
  await card(page).getByRole('button', { name: 'Интересы' }).click()
  for (const name of ['Опт', 'Розница', 'Доставка', 'Монтаж', 'Гарантия 24/7']) {
    await page.getByRole('checkbox', { name }).uncheck()
  }
  await page.getByRole('checkbox', { name: 'Обучение' }).check()
  await page.keyboard.press('Escape')
  await type(card(page).getByLabel('Мгн. сообщения', { exact: true }), 'anna.p')
  await card(page).getByLabel('Мессенджер имени 1').selectOption({ label: 'Jabber' })
  await fillLines(page, 'Адрес доставки', { 'Улица и дом': 'Тверская, 1', Город: 'Москва' })
  await fillLines(page, 'Реквизиты', { Название: 'ООО «Ветер»', ИНН: '7700000000' })
  await group(page, 'Реквизиты').getByLabel('Кто это', { exact: true }).selectOption('Юридическое лицо')
  await type(card(page).getByLabel('Телефон', { exact: true }), '+7 900 111-22-33')
  await type(card(page).getByLabel('E-mail', { exact: true }), 'anna@example.com')
}

async function fillLines(page: Page, name: string, lines: Readonly<Record<string, string>>): Promise<void> {
  const more = group(page, name).getByRole('button')
  if ((await more.count()) > 0) await more.first().click()
  for (const [label, value] of Object.entries(lines)) {
    await type(group(page, name).getByLabel(label, { exact: true }), value)
  }
}

async function makeDeal(page: Page, partner: string): Promise<void> {
  await card(page).getByLabel('Добавить сделку').fill(DEAL)
  await card(page).getByLabel('Бюджет').fill('12 500')
  await card(page).getByRole('button', { name: 'Создать сделку' }).click()
  await card(page)
    .getByRole('button', { name: `Открыть сделку ${DEAL}` })
    .click()
  const people = deal(page).getByRole('region', { name: 'Контакты' })
  await people.getByLabel('Добавить контакт в сделку').fill(partner)
  await page
    .getByRole('option', { name: new RegExp(`^${partner}`) })
    .first()
    .click()
  await expect(people.getByRole('listitem')).toHaveCount(2)
  await deal(page).getByLabel('Этап').selectOption({ label: 'Переговоры' })
}

async function writeDown(page: Page): Promise<void> {
  await card(page).getByLabel('Добавить примечание').fill('Просила прайс-лист')
  await card(page).getByRole('button', { name: 'Сохранить примечание' }).click()
  await card(page).getByLabel('Добавить задачу').fill(TASK)
  await card(page).getByLabel('Срок').last().fill('2031-05-06T10:30')
  await card(page).getByRole('button', { name: 'Сохранить задачу' }).click()
  await card(page)
    .getByRole('checkbox', { name: `Завершить: ${TASK}` })
    .click()
  await page.keyboard.type(RESULT)
  await page.keyboard.press('Enter')
  await expect(card(page).getByText(`Результат: ${RESULT}`)).toBeVisible()
}

const sent = (page: Page) => expect.poll(async () => (await countRows(page)).outbox, { timeout: 150_000 }).toBe(0)

/** What the CRM is to have in the fields of the person. */
const everything = (isAgreed: boolean) => ({
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
  'Согласен на рассылку': [isAgreed],
  Интересы: ['Обучение'],
  'Мгн. сообщения': ['JABBER: anna.p'],
  'Адрес доставки': expect.arrayContaining(['address_line_1: Тверская, 1', 'city: Москва']),
  Реквизиты: [expect.objectContaining({ name: 'ООО «Ветер»', vat_id: '7700000000', entity_type: 2 })],
})

test('a salesperson signs in, fills a card, moves a chat, makes a deal and a task, partly without a network, and the CRM has exactly that', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const { person, partner, other, chatId } = await choosePeople(crm)
  const dealsBefore = (await crm.control.deals()).length
  const agreed = (await valuesOf(crm, person.id))['Согласен на рассылку']?.[0] === true
  const page = await desk.openWindow({ locale: 'ru-RU' })
  await signIn(page, crm)
  await expect(list(page)).toHaveAttribute('aria-rowcount', String(CONTACTS), { timeout: 60_000 })

  await open(page, person.name)
  await fillPlain(page)
  await sent(page)
  const chats = card(page).getByRole('region', { name: 'Чаты' })
  const move = chats.getByRole('button', { name: 'Перенести чат сюда' })
  // Whose a chat is comes at the end of a first pull.
  await expect(async () => {
    await chats.getByLabel('Привязать чат по идентификатору').fill('')
    await chats.getByLabel('Привязать чат по идентификатору').fill(chatId)
    await expect(move).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 60_000 })
  await offline(page).click()
  await fillInParts(page)
  await move.click()
  await expect(chats.getByRole('listitem').filter({ hasText: chatId })).toBeVisible()
  await writeDown(page)
  await makeDeal(page, partner.name)
  expect((await crm.control.deals()).length, 'nothing has left').toBe(dealsBefore)
  await offline(page).click()
  await sent(page)

  const [stored] = await crm.control.contacts([person.id])
  expect(await valuesOf(crm, person.id)).toEqual(everything(!agreed))
  const points = stored?.fields.filter(({ code }) => code === 'PHONE' || code === 'EMAIL') ?? []
  expect(points.map(({ values }) => values[0]?.value)).toEqual(
    expect.arrayContaining(['+7 900 111-22-33', 'anna@example.com']),
  )
  expect((await crm.control.chats()).chats.find(({ id }) => id === chatId)?.contactId).toBe(person.id)
  const made = (await crm.control.deals()).filter(({ name }) => name === DEAL)
  expect(made.map((one) => [one.price, new Set(one.contacts.map(({ id }) => id))])).toEqual([
    [12_500, new Set([person.id, partner.id])],
  ])
  const [notes, tasks] = [await crm.control.timeline('notes'), await crm.control.timeline('tasks')]
  expect(notes.filter((row) => JSON.stringify(row).includes('Просила прайс-лист'))).toHaveLength(1)
  expect(tasks.filter((row) => row['text'] === TASK)).toMatchObject([{ is_done: 1, result: RESULT }])
  await expect(deal(page).getByLabel('Этап').locator('option:checked')).toHaveText('Переговоры')

  await page.getByRole('link', { name: 'Контакты' }).click()
  await open(page, other.name)
  await fillLines(page, 'Реквизиты', { Название: '', ИНН: '7700000001' })
  const requisites = group(page, 'Реквизиты')
  await expect(requisites.getByText('CRM принимает реквизиты только с названием.')).toBeVisible()
  await expect(card(page).getByText('CRM отказала: «Название» – нужно значение')).toBeVisible({ timeout: 60_000 })
})
