import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { connect, contacts, expectCount, expectSynced, row, search } from './support/user.ts'
import { expect, test } from './support/desk.ts'
import { noteLongTasks, sayLongTasks } from './support/long-tasks.ts'

const CONTACTS = 3_000
const built = resolve(import.meta.dirname, '../../out/renderer')
/** Bytes of all scripts that a start has to read before it shows anything. Raised only with a reason in README. */
const FIRST_SCRIPTS_BYTES = 600_000

/** Whether the index is saved, read past the app. */
const isIndexSaved = (page: Page) =>
  page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('no reason')))
      })
    const db = await settled(indexedDB.open('kartoteka'))
    const tables = db.transaction(['indexParts', 'preferences'])
    const head = await settled(tables.objectStore('indexParts').getKey('head'))
    const list = await settled(tables.objectStore('preferences').getKey('last-list'))
    db.close()
    return head !== undefined && list !== undefined
  })

test('a start shows the list as it was last seen before the index is there, and searches without reading every row', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  const first = (await contacts(page).getByRole('row').nth(1).textContent()) ?? ''
  const names = (await crm.control.contacts()).map(({ name }) => name).filter((name) => first.includes(name))
  const name = names.toSorted((a, b) => b.length - a.length)[0] ?? ''
  await expect.poll(() => isIndexSaved(page), { timeout: 60_000 }).toBe(true)
  const longTasks = await noteLongTasks(page)
  let letWorkerIn: () => void = () => undefined
  const held = new Promise<void>((resolve) => (letWorkerIn = resolve))
  await page.route('**/search-worker*', async (route) => {
    await held
    await route.continue()
  })

  await page.reload()
  await expect(contacts(page).getByRole('row').nth(1)).toHaveText(first)
  await expectCount(page, CONTACTS)
  letWorkerIn()
  await search(page, name)

  expect(name).not.toBe('')
  await expect(row(page, name).first()).toBeVisible()
  await search(page, '')
  await expectCount(page, CONTACTS)
  // Of a list that is still being read all cannot be selected.
  await expect(contacts(page).getByRole('checkbox').first()).toBeEnabled()
  await contacts(page).focus()
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('toolbar')).toContainText('3,000')
  sayLongTasks(`start, search and select all, ${CONTACTS} contacts`, await longTasks())
})

test('a start reads few scripts before it shows anything', () => {
  const page = readFileSync(join(built, 'index.html'), 'utf8')

  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path)
  const bytes = scripts.reduce((sum, path) => sum + statSync(join(built, path)).size, 0)

  console.log(`first scripts: ${scripts.length} files, ${bytes} bytes`)
  expect(scripts).not.toEqual([])
  expect(bytes).toBeLessThan(FIRST_SCRIPTS_BYTES)
})
