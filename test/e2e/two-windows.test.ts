import type { Page, WebSocketRoute } from '@playwright/test'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectPending, expectSynced, openContact, retype, row, search, status, tagAllMatching } from './support/user.ts' // prettier-ignore

const CONTACTS = 300

/** Two windows of one profile; the first is the one that main writes to. */
async function beginWithTwo(desk: Desk, prepareSecond: (page: Page) => Promise<void> = async () => undefined) {
  const app = await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const first = await desk.openWindow()
  await connect(first, crm)
  await expectCount(first, CONTACTS)
  await expectSynced(first)
  const second = await first.context().newPage()
  await prepareSecond(second)
  await second.goto(app.origin)
  await expectCount(second, CONTACTS)
  const base = await crm.control.contacts()
  const names = base.map(({ name }) => name)
  const one = base.find(
    ({ name, first_name, last_name }) =>
      first_name !== '' && /^[\p{L}-]+$/u.test(last_name) && names.filter((other) => other.includes(name)).length === 1,
  )
  if (one === undefined) throw new Error('no people')
  const stored = async () => (await crm.control.contacts([one.id]))[0]
  return { app, crm, first, second, one, stored }
}

const goOffline = (page: Page) => page.getByRole('switch', { name: 'Work offline' }).click()
const firstName = (page: Page) => card(page).getByLabel('First name', { exact: true })

test('an edit, its mark, a conflict and the state of the sync are the same in both windows', async ({ desk }) => {
  const { crm, first, second, one, stored } = await beginWithTwo(desk)
  await openContact(first, one.name)
  await openContact(second, one.name)
  await goOffline(second)
  await expect(status(first)).toContainText('Working offline')

  await retype(second, 'First name', 'Mine')
  await expect(firstName(first)).toHaveValue('Mine')
  for (const page of [first, second]) await expectPending(page, 1)
  await search(first, 'Mine')
  await expect(row(first, 'Mine').getByLabel('Waits to be sent')).toBeVisible()
  await crm.control.vendor({ action: 'edit', entity: 'contacts', ids: [one.id], fields: { first_name: 'Theirs' } })
  await goOffline(first)

  for (const page of [first, second]) await expect(status(page)).toContainText('1 needs attention')
  for (const page of [first, second]) {
    await page.getByRole('navigation').getByRole('link', { name: 'Conflicts' }).click()
    await expect(page.getByRole('main')).toContainText('Theirs')
  }
  await second.getByRole('main').getByRole('button', { name: 'Keep mine', exact: true }).click()
  await expect(first.getByRole('main')).not.toContainText('Theirs')
  await expect.poll(async () => (await stored())?.first_name, { timeout: 30_000 }).toBe('Mine')
  for (const page of [first, second]) await expect(status(page)).toContainText('All in sync')
})

test('the window that is left takes over a push when the other is closed in the middle of it, and nothing is lost or doubled', async ({
  desk,
}) => {
  const { crm, first, second } = await beginWithTwo(desk)
  await crm.control.faults([{ kind: 'latency', method: 'PATCH', ms: 500 }])
  const patches = async () => (await crm.control.requests()).filter(({ method }) => method === 'PATCH').length
  const before = await patches()
  await tagAllMatching(first, 'all of them', 'Add tags')
  await createContact(first)
  await expect.poll(patches, { intervals: [20] }).toBeGreaterThan(before)

  await first.close()
  await crm.control.faults([])

  await expectSynced(second)
  const stored = await crm.control.contacts()
  expect(stored.filter(({ last_name }) => last_name === 'Newcomer')).toHaveLength(1)
  const counts = stored.slice(0, CONTACTS).map(({ tags }) => tags.filter((tag) => tag === 'all of them').length)
  expect(new Set(counts)).toEqual(new Set([1]))
  await expectCount(second, CONTACTS + 1)
})

test('an edit of a window whose own line broke while it told main goes out through the other window', async ({
  desk,
}) => {
  let isBroken = false
  const { second, one, stored } = await beginWithTwo(desk, (page) =>
    page.routeWebSocket(/\/socket$/, (socket: WebSocketRoute) => {
      if (isBroken) return void socket.close()
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        isBroken ||= String(message).includes('outbox/accept')
        if (!isBroken) return server.send(message)
        void server.close()
        void socket.close()
      })
    }),
  )
  await openContact(second, one.name)

  await retype(second, 'First name', 'Through the other')

  await expect.poll(async () => (await stored())?.first_name, { timeout: 30_000 }).toBe('Through the other')
  expect(isBroken).toBe(true)
  await expect(contacts(second).getByLabel('Waits to be sent')).toHaveCount(0)
})

async function createContact(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'New contact' }).click()
  await card(page).getByLabel('First name', { exact: true }).fill('Some')
  await card(page).getByLabel('Last name', { exact: true }).fill('Newcomer')
  await card(page).getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Save' })).toBeHidden()
}
