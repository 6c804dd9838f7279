import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { connect, contacts, expectCount, expectSynced, openContact, retype, row, search } from './support/user.ts'
import { expect, test } from './support/desk.ts'
import { noteLongTasks, sayLongTasks } from './support/long-tasks.ts'

const CONTACTS = 3_000
const built = resolve(import.meta.dirname, '../../out/renderer')
/** Bytes of all scripts that a start has to read before it shows anything. Raised only with a reason in README. */
const FIRST_SCRIPTS_BYTES = 650_000

/** Bytes of the script that shows the list as it last looked: nothing else may come before it. */
const FIRST_LOOK_BYTES = 12_000

/** How the lines lie and what is in them, in the picture of the first moment or in the window; times come with the window. */
const linesOf = (page: Page, root: '.first-look' | '#app') =>
  page.evaluate(
    (selector) =>
      [...document.querySelectorAll<HTMLElement>(`${selector} [data-index]`)]
        .toSorted((one, other) => Number(one.dataset['index']) - Number(other.dataset['index']))
        .filter((line) => line.getBoundingClientRect().bottom < innerHeight)
        .map((line) =>
          [line, ...line.querySelectorAll<HTMLElement>('.cell, .chip, .avatar')].map((part) => {
            const { left, top, width, height } = part.getBoundingClientRect()
            const isText = part !== line && part.querySelector('[data-look="now"]') === null
            return [left, top, width, height, getComputedStyle(part).color, isText ? part.innerText : ''].join(' ')
          }),
        ),
    root,
  )

const hasLook = (page: Page) => page.evaluate(() => localStorage.getItem('look-lines') !== null)

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

test('a start shows the list as it last looked before the window is there, which then takes what was typed and jumps nowhere', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 300 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 300)
  await expectSynced(page)
  await expect.poll(() => hasLook(page)).toBe(true)
  let letWindowIn: () => void = () => undefined
  const held = new Promise<void>((resolve) => (letWindowIn = resolve))
  await page.route('**/assets/window-*.js', async (route) => {
    await held
    await route.continue()
  })

  await page.reload({ waitUntil: 'commit' })
  const field = page.locator('.first-look input[type="search"]')
  await expect(field).toBeVisible()
  const before = await linesOf(page, '.first-look')
  const heard = await page.getByRole('row').count()
  await field.pressSequentially('zzz')
  letWindowIn()

  await expect(page.locator('.first-look')).toHaveCount(0)
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('z')
  await expect(page.getByRole('searchbox')).toHaveValue('zzzz')
  await expectCount(page, 0)
  await search(page, '')
  await expectCount(page, 300)
  expect([before.length > 5, heard]).toEqual([true, 0])
  await expect.poll(() => linesOf(page, '#app')).toEqual(before)
})

test('what cannot be looked at now is not shown by the next start as it was', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 60 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 60)
  await expectSynced(page)
  await expect.poll(() => hasLook(page)).toBe(true)
  const [contact] = await crm.control.contacts()
  await openContact(page, contact?.name ?? '')
  await expect(row(page, contact?.name ?? '').first()).toBeVisible()

  await retype(page, 'First name', 'Changed Meanwhile')

  await expect.poll(() => hasLook(page)).toBe(false)
})

/** Scripts that the page asks for from now on, by the names of what is in them. */
function noteScripts(page: Page): readonly string[] {
  const names: string[] = []
  page.on('request', (request) => {
    const [, name] = /\/assets\/([\w-]+)-[\w-]{8}\.js$/.exec(request.url()) ?? []
    if (name !== undefined) names.push(name)
  })
  return names
}

test('a start fetches nothing for later before the search has all contacts, and the words beside the window', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 60 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 60)
  await expectSynced(page)
  await expect.poll(() => isIndexSaved(page), { timeout: 60_000 }).toBe(true)
  const letIn: (() => void)[] = []
  for (const name of ['window', 'search-worker']) {
    const held = new Promise<void>((resolve) => letIn.push(resolve))
    await page.route(`**/assets/${name}-*.js`, async (route) => {
      await held
      await route.continue()
    })
  }
  const scripts = noteScripts(page)

  await page.reload({ waitUntil: 'commit' })
  await expect.poll(() => scripts).toContain('en')
  letIn[0]?.()
  await expectCount(page, 60)
  // Whatever waits for a window that has nothing to do has its turn.
  await page.evaluate(async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => requestIdleCallback(resolve))
  })
  const needed = [...new Set(scripts)].toSorted()
  letIn[1]?.()

  await expect.poll(() => scripts).toContain('OpenCard')
  expect(needed).toEqual(['en', 'index', 'min', 'rolldown-runtime', 'search-worker', 'window'])
})

test('a first script is small', () => {
  const page = readFileSync(join(built, 'index.html'), 'utf8')
  const [, entry = ''] = /<script[^>]+src="\/assets\/([^"]+)"/.exec(page) ?? []

  const bytes = bytesOf(entry, new Set())

  console.log(`first script: ${bytes} bytes`)
  expect(bytes).toBeGreaterThan(1_000)
  expect(bytes).toBeLessThan(FIRST_LOOK_BYTES)
})

/** Of a script and all that it cannot begin without. */
function bytesOf(name: string, seen: Set<string>): number {
  if (seen.has(name)) return 0
  seen.add(name)
  const text = readFileSync(join(built, 'assets', name), 'utf8')
  const needed = [...text.matchAll(/(?:^|;)import(?:[^"'()]*from)?["']\.\/([^"']+)["']/g)].map(([, path = '']) => path)
  return needed.reduce((sum, path) => sum + bytesOf(path, seen), statSync(join(built, 'assets', name)).size)
}

test('a start reads few scripts before it shows anything', () => {
  const page = readFileSync(join(built, 'index.html'), 'utf8')

  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path)
  const bytes = scripts.reduce((sum, path) => sum + statSync(join(built, path)).size, 0)

  console.log(`first scripts: ${scripts.length} files, ${bytes} bytes`)
  // The window is fetched beside the first script, not after it.
  expect(scripts.filter((path) => path.includes('/window-'))).toHaveLength(1)
  expect(bytes).toBeLessThan(FIRST_SCRIPTS_BYTES)
})
