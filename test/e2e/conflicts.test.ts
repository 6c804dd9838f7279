import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import type { StoredContact } from '#test/support/demo-control.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, expectCount, expectSynced, openContact, retype, row, search } from './support/user.ts'

async function begin(desk: Desk) {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 120 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 120)
  await expectSynced(page)
  return { crm, page, people: pick(await crm.control.contacts()) }
}

function pick(base: readonly StoredContact[]): readonly StoredContact[] {
  const names = base.map(({ name }) => name)
  return base
    .filter(({ name, first_name, last_name }) => first_name !== '' && last_name !== '' && /^[\p{L} -]+$/u.test(name))
    .filter(({ name }) => names.filter((other) => other.includes(name)).length === 1)
}

const stored = async (crm: RunningCrm, { id }: StoredContact) => (await crm.control.contacts([id]))[0]
const toggleOffline = (page: Page) => page.getByRole('switch', { name: 'Work offline' }).click()

async function renameThere(crm: RunningCrm, { id, first_name }: StoredContact, lastName: string): Promise<void> {
  const fields = { first_name, last_name: lastName }
  await crm.control.vendor({ action: 'edit', entity: 'contacts', ids: [id], fields })
}

/** Both sides rename each of these; the page is opened. */
async function collide(page: Page, crm: RunningCrm, people: readonly StoredContact[]): Promise<Locator> {
  await toggleOffline(page)
  for (const [at, one] of people.entries()) {
    await openContact(page, one.name)
    await retype(page, 'Last name', `Minehere${at}`)
    await renameThere(crm, one, `Theirs${at}`)
  }
  await search(page, '')
  await page.keyboard.press('Escape')
  await toggleOffline(page)
  await page.getByRole('link', { name: 'Conflicts', exact: true }).click()
  const main = page.getByRole('main')
  await expect(main.getByRole('button', { name: 'Keep mine', exact: true })).toHaveCount(people.length, {
    timeout: 40_000,
  })
  return main
}

const lastName = async (crm: RunningCrm, one: StoredContact) => (await stored(crm, one))?.last_name

test('a conflict shows the three values, who and when, and is decided by keeping, taking and editing, with a way back', async ({
  desk,
}) => {
  const { crm, page, people } = await begin(desk)
  const [one, two, three] = people
  if (one === undefined || two === undefined || three === undefined) throw new Error('no people')
  const main = await collide(page, crm, [one, two, three])

  const first = main.getByRole('group', { name: /Minehere0/ })
  for (const value of [one.last_name, 'Minehere0', 'Theirs0', 'You']) await expect(first).toContainText(value)
  await expect(first.locator('kbd'), 'the keys are told where they act').toHaveText(['M', 'C', 'E'])
  await first.getByRole('button', { name: 'Keep mine' }).click()
  await expect.poll(() => lastName(crm, one), { timeout: 30_000 }).toBe('Minehere0')

  await main
    .getByRole('group', { name: /Minehere1/ })
    .getByRole('button', { name: 'Take theirs' })
    .click()
  await expect(main.getByRole('group', { name: /Minehere1/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Undone: your value is sent after all')).toBeVisible()
  await expect.poll(() => lastName(crm, two), { timeout: 30_000 }).toBe('Minehere1')

  const third = main.getByRole('group', { name: /Minehere2/ })
  await third.focus()
  await page.keyboard.press('e')
  await expect(third.getByRole('textbox')).toHaveValue('Minehere2')
  await page.keyboard.press('Escape')
  await expect(third, 'the keys decide again').toBeFocused()
  await page.keyboard.press('e')
  await third.getByRole('textbox').fill('Agreed')
  await third.getByRole('textbox').press('Enter')
  await expect.poll(() => lastName(crm, three), { timeout: 30_000 }).toBe('Agreed')
  await expect(main).toContainText('Nothing to decide')
})

test('all conflicts are decided at once, and by the keys alone', async ({ desk }) => {
  const { crm, page, people } = await begin(desk)
  const chosen = people.slice(0, 3)
  const main = await collide(page, crm, chosen)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('c')
  await expect(main.getByRole('button', { name: 'Keep mine', exact: true })).toHaveCount(2)

  await main.getByRole('button', { name: 'Keep mine: all 2' }).click()

  await expect(main).toContainText('Nothing to decide')
  await expect
    .poll(async () => (await Promise.all(chosen.map((one) => lastName(crm, one)))).toSorted(), { timeout: 30_000 })
    .toEqual(['Minehere1', 'Minehere2', 'Theirs0'])
})

test('edits of a contact that was deleted are recreated, moved or discarded', async ({ desk }) => {
  const { crm, page, people } = await begin(desk)
  const [one, two, three, survivor] = people
  if (one === undefined || two === undefined || three === undefined || survivor === undefined)
    throw new Error('no people')
  await toggleOffline(page)
  for (const [at, gone] of [one, two, three].entries()) {
    await openContact(page, gone.name)
    await retype(page, 'Last name', `Gone${at}`)
  }
  await openContact(page, `${one.first_name} Gone0`)
  await card(page).getByLabel('Add a note').fill('Said hello')
  await card(page).getByRole('button', { name: 'Save note' }).click()
  await search(page, '')
  await crm.control.vendor({ action: 'delete', entity: 'contacts', ids: [one.id, two.id, three.id] })
  await toggleOffline(page)
  await page.getByRole('link', { name: 'Conflicts', exact: true }).click()
  const main = page.getByRole('main')
  const item = (name: string) => main.getByRole('listitem').filter({ hasText: name })
  await expect(main.getByRole('button', { name: 'Recreate' })).toHaveCount(3, { timeout: 40_000 })

  await expect(item('Gone0').first()).toContainText(/Goes along .*Said hello/)
  await item('Gone0').getByRole('button', { name: 'Recreate' }).click()
  const said = async () => JSON.stringify(await crm.control.timeline('notes')).includes('Said hello')
  await expect.poll(said, { timeout: 30_000 }).toBe(true)
  await expect
    .poll(async () => (await crm.control.contacts()).filter(({ last_name }) => last_name === 'Gone0').length, {
      timeout: 30_000,
    })
    .toBe(1)

  await item('Gone1').getByRole('button', { name: 'Move to…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('searchbox').fill(survivor.name)
  await dialog.getByRole('button', { name: survivor.name }).click()
  await expect.poll(() => lastName(crm, survivor), { timeout: 30_000 }).toBe('Gone1')

  await item('Gone2').getByRole('button', { name: 'Discard' }).click()
  await expect(main).toContainText('Nothing to decide')
  await page.getByRole('link', { name: 'Contacts' }).click()
  await search(page, 'Gone2')
  await expect(row(page, three.first_name)).toHaveCount(0)
})

test('what was merged by itself is in the history, and can be put back', async ({ desk }) => {
  const { crm, page, people } = await begin(desk)
  const [one] = people
  if (one === undefined) throw new Error('no people')
  await toggleOffline(page)
  await openContact(page, one.name)
  await retype(page, 'Last name', 'Merged')
  const fields = { tags_to_add: [{ name: 'theirs' }] }
  await crm.control.vendor({ action: 'edit', entity: 'contacts', ids: [one.id], fields })
  await search(page, '')
  await toggleOffline(page)
  await expect.poll(() => lastName(crm, one), { timeout: 30_000 }).toBe('Merged')

  await page.getByRole('link', { name: 'Conflicts', exact: true }).click()
  await page.getByRole('link', { name: 'History' }).click()
  const line = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Merged by itself' })
  await expect(line).toContainText('+ theirs')
  await expect(line).toContainText('→ Merged')
  await line.getByRole('button', { name: 'Undo theirs' }).click()

  await expect.poll(async () => (await stored(crm, one))?.tags, { timeout: 30_000 }).not.toContain('theirs')
  await expect(line).toContainText('Theirs was undone')
  expect(await lastName(crm, one)).toBe('Merged')
})

test('a contact that the CRM has not heard of is deleted without a trace, and comes back by undo', async ({ desk }) => {
  const { crm, page } = await begin(desk)
  await toggleOffline(page)
  await page.getByRole('button', { name: 'New contact' }).click()
  await page.getByLabel('First name', { exact: true }).fill('Briefly')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(card(page)).toContainText('Briefly')
  await crm.control.forgetRequests()

  await card(page).getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await expectCount(page, 120)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expectCount(page, 121)
  await page.getByRole('grid').getByText('Briefly').click()
  await card(page).getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await expectCount(page, 120)
  await toggleOffline(page)
  await expectSynced(page)

  expect((await crm.control.requests()).filter(({ method }) => method !== 'GET')).toEqual([])
})

const words = {
  'en-US': { conflicts: 'Conflicts', history: 'History', edit: 'Edit', move: 'Move to…' },
  'ru-RU': { conflicts: 'Конфликты', history: 'История', edit: 'Изменить', move: 'Перенести в…' },
} as const

/** In both themes. */
async function inspect(page: Page, where: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await colorsAtRest(page)
    await inspectOnce(page, `${where}, ${colorScheme}`)
  }
}

/** Halfway from one theme to the other nothing has the contrast of either. */
async function colorsAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(passing.map(({ finished }) => finished))
  })
}

async function inspectOnce(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  expect(found, `axe on ${where}`).toEqual([])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow, `horizontal scroll on ${where}`).toBeLessThanOrEqual(0)
}

const viewport = { width: 1280, height: 720 }

test('questions and history are accessible in both languages and both themes', async ({ desk }) => {
  test.slow()
  const { crm, page, people } = await begin(desk)
  const [one, two, three] = people
  if (one === undefined || two === undefined || three === undefined) throw new Error('no people')
  await toggleOffline(page)
  for (const person of [one, two, three]) {
    await openContact(page, person.name)
    await retype(page, 'First name', 'Mine')
    await retype(page, 'Last name', 'Here')
  }
  await search(page, '')
  await crm.control.vendor({
    action: 'edit',
    entity: 'contacts',
    ids: [one.id],
    fields: { first_name: 'Their', last_name: 'Name', tags_to_add: [{ name: 'vip' }] },
  })
  await crm.control.vendor({
    action: 'edit',
    entity: 'contacts',
    ids: [two.id],
    fields: { tags_to_add: [{ name: 'vip' }] },
  })
  await crm.control.vendor({ action: 'delete', entity: 'contacts', ids: [three.id] })
  await toggleOffline(page)
  await page.getByRole('link', { name: 'Conflicts', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Recreate' })).toBeVisible({ timeout: 40_000 })
  await expect(page.getByRole('button', { name: 'Keep mine', exact: true })).toHaveCount(2)

  for (const locale of ['en-US', 'ru-RU'] as const) {
    const say = words[locale]
    const shown = await desk.openWindow({ locale, viewport })
    await shown.getByRole('link', { name: say.conflicts }).click()
    await expect(shown.locator('[data-conflict]')).toHaveCount(2)
    await inspect(shown, `questions, ${locale}`)
    await shown.getByRole('button', { name: say.edit }).first().click()
    await inspect(shown, `editor, ${locale}`)
    await shown.getByRole('button', { name: say.move }).click()
    await expect(shown.getByRole('dialog')).toBeVisible()
    await inspect(shown, `move, ${locale}`)
    await shown.keyboard.press('Escape')
    await shown.getByRole('link', { name: say.history }).click()
    await expect(shown.getByRole('main').getByRole('listitem').first()).toBeVisible()
    await inspect(shown, `history, ${locale}`)
  }
})
