import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { countRows } from './support/count-rows.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { noteLongTasks, sayLongTasks } from './support/long-tasks.ts'
import { connect, contacts, expectCount, expectSynced, row, search } from './support/user.ts'

const CONTACTS = 40
const dialog = (page: Page) => page.getByRole('dialog')
const offline = (page: Page) => page.getByRole('switch', { name: 'Work offline' })

/** As a spreadsheet in Russian Windows saves it. */
const inWindows1251 = (text: string): Buffer =>
  Buffer.from(text.replaceAll('\n', '\r\n').replaceAll(/[А-я]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x350)), 'latin1') // prettier-ignore

async function chooseFile(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.getByRole('button', { name: 'Import contacts from a file' }).click()
  await dialog(page).getByLabel('Choose a file').setInputFiles({ name, mimeType: 'text/csv', buffer })
}

async function startOffline(desk: Parameters<Parameters<typeof test>[2]>[0]['desk']) {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await offline(page).click()
  return { crm, page }
}

async function somePhone({ control }: RunningCrm): Promise<string> {
  const phones = (await control.contacts()).flatMap(({ fields }) => fields.filter(({ code }) => code === 'PHONE'))
  return String(phones[0]?.values[0]?.value)
}

test('a salesperson without a network imports a file: matches its columns, sees what will be, takes it back, imports it after all', async ({
  desk,
}) => {
  const { crm, page } = await startOffline(desk)
  const known = await somePhone(crm)
  const lines = [
    'ФИО;Моб. телефон;Почта;Кем работает;Компания',
    'Алла Завозная;+7 900 555-00-01;alla@example.com;Директор;Новая фирма',
    'Борис Завозной;+7 900 555-00-02, +7 900 555-00-03;;;Новая фирма',
    `Вера Знакомая;${known};;;`,
    'Глеб Лишний;+7 900 555-00-04;;;;сюда не влезло',
  ]
  await chooseFile(page, 'люди.csv', inWindows1251(lines.join('\n')))
  await expect(dialog(page).getByLabel('Моб. телефон')).toHaveValue('phones')
  await dialog(page).getByLabel('Кем работает').selectOption({ label: 'Должность' })
  await dialog(page).getByLabel('Tags for all of them').fill('выставка')
  await dialog(page).getByLabel('Tags for all of them').press('Enter')
  const columns = await new AxeBuilder({ page }).include('dialog').analyze()
  expect(columns.violations.map(({ id }) => id)).toEqual([])
  await dialog(page).getByRole('button', { name: 'Look it through' }).click()

  await expect(dialog(page).getByRole('status')).toHaveText('2 contacts will be added.')
  await expect(dialog(page)).toContainText('1 line looks like a contact that is here already')
  await expect(dialog(page)).toContainText('Line 5. “сюда не влезло” stands in no column.')
  const review = await new AxeBuilder({ page }).include('dialog').analyze()
  expect(review.violations.map(({ id }) => id)).toEqual([])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog(page).getByRole('link', { name: 'Save these lines as a file' }).click(),
  ])
  const mend = await readFile(await download.path(), 'utf8')
  expect(mend).toBe(`\ufeff${lines[0]}\r\n${lines[4]}\r\n`)

  await dialog(page).getByRole('button', { name: 'Add 2 contacts' }).click()
  await expect(dialog(page)).toBeHidden()
  await expectCount(page, CONTACTS + 2)
  await contacts(page).focus()
  await page.keyboard.press('Control+z')
  await expectCount(page, CONTACTS)
  expect(await countRows(page)).toEqual({ outbox: 0, spreads: 0, targets: 0 })

  await chooseFile(page, 'люди.csv', inWindows1251(lines.join('\n')))
  await dialog(page).getByLabel('Кем работает').selectOption({ label: 'Должность' })
  await dialog(page).getByRole('button', { name: 'Look it through' }).click()
  await dialog(page).getByLabel('Add them all the same').check()
  await dialog(page).getByRole('button', { name: 'Add 3 contacts' }).click()
  await expect(dialog(page)).toBeHidden()
  await search(page, 'Завозн')
  await expect(row(page, 'Алла Завозная')).toBeVisible()
  await search(page, '')
  await offline(page).click()
  await expectSynced(page)

  const there = await crm.control.contacts()
  const brought = there.filter(({ name }) => /Завозн|Знакомая/.test(name))
  expect(brought.map(({ name }) => name).sort()).toEqual(['Алла Завозная', 'Борис Завозной', 'Вера Знакомая'])
  expect(brought.map(({ company }) => company?.name).sort()).toEqual(['Новая фирма', 'Новая фирма', undefined])
  await page.getByRole('link', { name: 'Conflicts' }).click()
  await page.getByRole('link', { name: 'History' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: '3 contacts were added from люди.csv' })).toBeVisible()
})

test('a window that is closed in the middle of a large import goes on with the rest, and nobody is there twice', async ({
  desk,
}) => {
  const { page } = await startOffline(desk)
  const people = Array.from({ length: 5_000 }, (_, at) => `Person${at},Imported,+7 901 ${1_000_000 + at}`)
  const longTasks = await noteLongTasks(page)
  await page.reload()
  await expectCount(page, CONTACTS)
  await longTasks()
  await chooseFile(page, 'many.csv', Buffer.from(['First name,Last name,Phone', ...people].join('\n')))
  await dialog(page).getByRole('button', { name: 'Look it through' }).click()
  await expect(dialog(page).getByRole('status')).toHaveText('5,000 contacts will be added.')
  sayLongTasks('looking through 5,000 lines', await longTasks())
  await dialog(page).getByRole('button', { name: 'Add 5,000 contacts' }).click()
  await expect.poll(async () => (await countRows(page)).outbox).toBeGreaterThan(300)
  await page.reload()

  const left = page.getByRole('status').filter({ hasText: 'The import of many.csv was cut off' })
  await expect(left).toBeVisible()
  await left.getByRole('button', { name: 'Go on' }).click()
  await expect(left).toBeHidden()
  await expect.poll(async () => (await countRows(page)).outbox, { timeout: 150_000 }).toBe(5_000)
  await expectCount(page, CONTACTS + 5_000)
  sayLongTasks('taking in what was left of 5,000 contacts', await longTasks())
})

test('a file is let fall on the list, or the dialog is opened by its key or from the palette; a file of nobody is said to be one', async ({
  desk,
}) => {
  const { page } = await startOffline(desk)
  await contacts(page).focus()
  await page.keyboard.press('i')
  await dialog(page)
    .getByLabel('Choose a file')
    .setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from('\n \n') })
  await expect(dialog(page).getByRole('alert')).toHaveText('There are no contacts to be read in empty.csv.')
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Import contacts')
  await page.keyboard.press('Enter')
  await expect(dialog(page).getByLabel('Choose a file')).toBeVisible()
  await page.keyboard.press('Escape')

  await contacts(page).evaluate((element) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['Имя\tТелефон\nАнна\t+7 900 555-00-09\n'], 'dropped.txt', { type: 'text/plain' }))
    element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })
  await expect(dialog(page)).toContainText('dropped.txt: 1 line with a contact')
  await dialog(page).getByRole('button', { name: 'Look it through' }).click()
  await dialog(page).getByRole('button', { name: 'Add 1 contact' }).click()
  await expectCount(page, CONTACTS + 1)
})
