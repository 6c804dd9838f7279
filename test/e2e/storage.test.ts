import { DatabaseSync } from 'node:sqlite'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, expectCount, expectPending, expectSynced, openContact, retype, row, search, status } from './support/user.ts' // prettier-ignore
import { ageCache, holdOldCache, limitStorage } from './support/storage-trouble.ts'

const CONTACTS = 60
const PAGE_BYTES = 4096

async function begin(desk: Desk) {
  const app = await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  const base = await crm.control.contacts()
  const names = base.map(({ name }) => name)
  const people = base.filter(
    ({ name, first_name, last_name }) =>
      first_name !== '' && /^[\p{L} -]+$/u.test(last_name) && names.filter((one) => one.includes(name)).length === 1,
  )
  const [one, two] = people
  if (one === undefined || two === undefined) throw new Error('no people')
  return { app, crm, page, one, two }
}

const isReadOnly = (page: Page) =>
  expect(page.getByRole('alert')).toContainText('A newer Kartoteka has used this profile')

/** Looks and finds; what would change something is not offered. */
async function expectOnlyShown(page: Page, { name, first_name }: { name: string; first_name: string }): Promise<void> {
  await isReadOnly(page)
  await expectCount(page, CONTACTS)
  await openContact(page, name)
  const firstName = card(page).getByLabel('First name', { exact: true })
  await expect(firstName).toHaveValue(first_name)
  await expect(firstName).not.toBeEditable()
  await expect(card(page).getByRole('combobox').and(page.locator(':enabled:not([readonly])'))).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^(New contact|Tag…|Add a number|Remove .*)$/ })).toHaveCount(0)
  await expect(status(page)).toBeHidden()
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await expect(page.getByRole('button', { name: /Sign out|Replace access|Connect/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Diagnostics' }).click()
  await page.getByRole('button', { name: 'Support bundle…' }).click()
  await expect(page.getByRole('textbox', { name: 'Contents of the support bundle' })).toHaveValue(/kartoteka-support/)
}

test('a profile whose journal a newer version has written is shown, can be searched, and nothing in it is changed', async ({
  desk,
}) => {
  const { app, crm, one } = await begin(desk)
  await desk.closeWindow()
  await app.stop()
  const journal = new DatabaseSync(desk.profileFile('journal.sqlite'))
  journal.exec('PRAGMA user_version = 99')
  journal.close()
  const requests = (await crm.control.requests()).length
  const before = readFileSync(desk.profileFile('journal.sqlite'))

  await desk.startApp()
  const page = await desk.openWindow()

  await expectOnlyShown(page, one)
  expect(readFileSync(desk.profileFile('journal.sqlite')).equals(before)).toBe(true)
  expect(await crm.control.requests()).toHaveLength(requests)
})

test('a window over a cache that a newer version has written shows it, searches it, and changes nothing', async ({
  desk,
}) => {
  const { page, one } = await begin(desk)
  const version = await ageCache(page)
  await expect(page.getByRole('heading', { name: 'Kartoteka cannot go on' })).toBeVisible()

  await page.reload()

  await expectOnlyShown(page, one)
  expect(await page.evaluate(async () => (await indexedDB.databases())[0]?.version)).toBe(version)
})

test('an upgrade that another window holds up says which window to close, and goes on once it is closed', async ({
  desk,
}) => {
  const app = await desk.startApp()
  const page = await desk.openWindow()
  await expect(page.getByRole('button', { name: 'Try with demo data' })).toBeVisible()
  // Not the app's page, but of its origin: an older window that does not make way.
  await page.goto(`${app.origin}/older-window`)
  await holdOldCache(page)

  const fresh = await page.context().newPage()
  await fresh.goto(app.origin)
  await expect(fresh.getByRole('alert')).toContainText('Close that window: this one goes on by itself')
  await page.close()

  await expect(fresh.getByRole('button', { name: 'Try with demo data' })).toBeVisible()
})

test('an edit is refused loudly while the browser has no room, stays typed, and is taken once there is room', async ({
  desk,
}) => {
  const { app, crm, page, one } = await begin(desk)
  const makeRoom = await limitStorage(page, app.origin)
  await openContact(page, one.name)

  await retype(page, 'First name', 'Refused')
  await expect(card(page)).toContainText('NOT saved. There is no room left on this computer')
  await expect(card(page).getByLabel('First name', { exact: true })).toHaveValue('Refused')
  const refused = countEdits(desk)
  await makeRoom()
  await retype(page, 'First name', 'Taken')

  await expect
    .poll(async () => (await crm.control.contacts([one.id]))[0]?.first_name, { timeout: 30_000 })
    .toBe('Taken')
  expect(refused).toBe(0)
})

test('a page of a pull that finds no room moves no checkpoint, says so, and comes again once there is room', async ({
  desk,
}) => {
  const { app, crm, page, one } = await begin(desk)
  const makeRoom = await limitStorage(page, app.origin)
  await crm.control.vendor({ action: 'edit', entity: 'contacts', ids: [one.id], fields: { first_name: 'Elsewhere' } })

  await status(page).getByRole('button').first().click()
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect(status(page)).toContainText('Kartoteka could not write on this computer')
  await makeRoom()

  await page.keyboard.press('Escape')
  await search(page, 'Elsewhere')
  await expect(row(page, 'Elsewhere')).toBeVisible({ timeout: 60_000 })
})

test('a damaged journal is told of until it was read, and the edits that could be read go out', async ({ desk }) => {
  const { app, crm, page, one, two } = await begin(desk)
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await openContact(page, one.name)
  await retype(page, 'First name', 'Rescued')
  await openContact(page, two.name)
  await retype(page, 'First name', 'Alsorescued')
  await expectPending(page, 2)
  await desk.closeWindow()
  await app.stop()
  damageIndex(desk.profileFile('journal.sqlite'))

  await desk.startApp()
  const again = await desk.openWindow()
  await expect(again.getByRole('alert')).toContainText('2 edits were read from it and go on')
  await expect(again.getByRole('alert')).toContainText('journal.sqlite-damaged-')
  await again.getByRole('button', { name: 'Got it' }).click()
  await expect(again.getByRole('alert')).toBeHidden()
  await again.getByRole('switch', { name: 'Work offline' }).click()

  await expect
    .poll(async () => (await crm.control.contacts([one.id, two.id])).map(({ first_name }) => first_name), {
      timeout: 30_000,
    })
    .toEqual(['Rescued', 'Alsorescued'])
})

/** Edits that main has, by its own file. */
function countEdits(desk: Desk): number {
  const journal = new DatabaseSync(desk.profileFile('journal.sqlite'), { readOnly: true })
  const row = journal.prepare('SELECT COUNT(*) AS count FROM mutations').get()
  journal.close()
  return Number(row?.['count'])
}

/** Damages a page that holds no words of edits: all of them can be read. */
function damageIndex(path: string): void {
  const journal = new DatabaseSync(path)
  const root = journal.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'targets_by_kind'`).get()?.['rootpage']
  journal.close()
  const bytes = readFileSync(path)
  bytes.fill(0xff, (Number(root) - 1) * PAGE_BYTES, Number(root) * PAGE_BYTES)
  writeFileSync(path, bytes)
}
