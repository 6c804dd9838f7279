import { expect, test } from './support/desk.ts'
import { connect, contacts, expectCount, expectSynced } from './support/user.ts'

/** Tells the page that the index is still being read, until `window.tellAll()`. */
function holdIndex(isCatchingUp = false): void {
  const held: (() => void)[] = []
  let isHeld = true
  Object.assign(window, {
    tellAll() {
      isHeld = false
      for (const tell of held) tell()
    },
  })
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const listen = Worker.prototype.addEventListener
  Worker.prototype.addEventListener = function (
    this: Worker,
    type: string,
    listener: EventListenerOrEventListenerObject,
  ) {
    const hear = typeof listener === 'function' ? listener : listener.handleEvent.bind(listener)
    listen.call(this, type, (event: Event) => {
      const data = event instanceof MessageEvent ? (event.data as { kind?: string; progress?: object }) : {}
      if (!isHeld || data.kind !== 'changed') return hear(event)
      held.push(() => hear(event))
      const progress = { ...data.progress, isIndexing: true, isCatchingUp }
      hear(new MessageEvent(event.type, { data: { ...data, progress } }))
    })
  }
}

test('a window that is still reading says so, and does not take a part for the whole', async ({ desk }) => {
  const app = await desk.startApp()
  const crm = await desk.startCrm({ contacts: 90 })
  const first = await desk.openWindow()
  await connect(first, crm)
  await expectCount(first, 90)
  await expectSynced(first)
  const page = await first.context().newPage()
  await page.addInitScript(holdIndex)

  await page.goto(app.origin)

  await expect(page.getByText(/^Reading from this computer: \d/)).toBeVisible()
  await expect(page.getByText('The first contacts are on their way')).toHaveCount(0)
  await expect(contacts(page).getByRole('checkbox').first()).toBeDisabled()
  await contacts(page).focus()
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('alert')).toContainText('The contacts are still being read from this computer')
  await expect(page.getByText(/\d selected/)).toHaveCount(0)

  await page.evaluate(() => (window as unknown as { tellAll: () => void }).tellAll())
  await expect(page.getByText('90 contacts', { exact: true })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('toolbar')).toContainText('90 selected')
})

test('a window to which only the last changes are missing does not count them as if it read all', async ({ desk }) => {
  const app = await desk.startApp()
  const crm = await desk.startCrm({ contacts: 90 })
  const first = await desk.openWindow()
  await connect(first, crm)
  await expectCount(first, 90)
  await expectSynced(first)
  const page = await first.context().newPage()
  await page.addInitScript(holdIndex, true)

  await page.goto(app.origin)

  await expect(page.getByText('90 contacts', { exact: true })).toBeVisible()
  await expect(page.getByText(/^Reading from this computer: \d/)).toHaveCount(0)
})

test('an empty base that is in sync waits for nothing more', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 0 })
  const page = await desk.openWindow()

  await connect(page, crm)

  await expect(page.getByText('The CRM has none either. Press N to create the first one.')).toBeVisible()
  await page.keyboard.press('n')
  await expect(page.getByLabel('First name', { exact: true })).toBeVisible()
})
