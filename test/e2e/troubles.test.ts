import type { Page } from '@playwright/test'
import type { StoredContact } from '#test/support/demo-control.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, expectCount, expectPending, expectSynced, openContact, retype, row, search, status } from './support/user.ts' // prettier-ignore

async function begin(desk: Desk) {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 120 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 120)
  await expectSynced(page)
  const base = await crm.control.contacts()
  return { crm, page, base }
}

function pick(base: readonly StoredContact[], count: number): readonly StoredContact[] {
  const names = base.map(({ name }) => name)
  return base
    .filter(({ name, first_name, last_name }) => first_name !== '' && last_name !== '' && /^[\p{L} -]+$/u.test(name))
    .filter(({ name }) => names.filter((other) => other.includes(name)).length === 1)
    .slice(0, count)
}

const stored = async (crm: Awaited<ReturnType<typeof begin>>['crm'], { id }: StoredContact) =>
  (await crm.control.contacts([id]))[0]

test('an edit that the CRM rejects is set aside with field and reason, and the others are applied', async ({
  desk,
}) => {
  const { crm, page, base } = await begin(desk)
  const [one, two] = pick(base, 2)
  if (one === undefined || two === undefined) throw new Error('no people')
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await openContact(page, one.name)
  await retype(page, 'Last name', 'Refused')
  await openContact(page, two.name)
  await retype(page, 'Last name', 'Accepted')
  const refusal = {
    'validation-errors': [
      {
        request_id: '0',
        errors: [
          { code: 'NotSupportedChoice', path: 'last_name', detail: 'The value you selected is not a valid choice.' },
        ],
      },
    ],
    title: 'Bad Request',
    type: 'https://httpstatus.es/400',
    status: 400,
    detail: 'Request validation failed',
  }
  await crm.control.faults([
    { kind: 'status', status: 400, body: refusal, contentType: 'application/problem+json', method: 'PATCH', times: 1 },
  ])

  await page.getByRole('switch', { name: 'Work offline' }).click()

  await expect.poll(async () => (await stored(crm, two))?.last_name, { timeout: 30_000 }).toBe('Accepted')
  await expectPending(page, 1)
  await page.getByRole('link', { name: 'Pending' }).click()
  await expect(page.getByRole('main')).toContainText('Last name')
  await expect(page.getByRole('main')).toContainText('the value is not one of those allowed')
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect.poll(async () => (await stored(crm, one))?.last_name, { timeout: 30_000 }).toBe('Refused')
})

test('a new contact that the CRM refuses for two reasons says both where they belong', async ({ desk }) => {
  const { crm, page } = await begin(desk)
  const fault = (code: string, path: string) => ({ code, path, detail: 'No.' })
  const errors = [fault('NotSupportedChoice', 'first_name'), fault('FieldMissing', 'last_name')]
  const refusal = {
    'validation-errors': [{ request_id: '0', errors }],
    ...{ title: 'Bad Request', type: 'https://httpstatus.es/400', status: 400, detail: 'Request validation failed' },
  }
  await crm.control.faults([
    { kind: 'status', status: 400, body: refusal, contentType: 'application/problem+json', method: 'POST', times: 1 },
  ])

  await page.getByRole('button', { name: 'New contact' }).click()
  await card(page).getByLabel('First name').fill('Twice')
  await card(page).getByLabel('Last name').fill('Refused')
  await card(page).getByRole('button', { name: 'Save' }).click()

  const line = (label: string) =>
    card(page)
      .locator('.field')
      .filter({ has: page.getByText(label, { exact: true }) })
  await expect(line('First name')).toContainText('the value is not one of those allowed', { timeout: 30_000 })
  await expect(line('Last name')).toContainText('a value is required')
  await expect(line('First name')).not.toContainText('a value is required')
  await line('Last name').getByRole('button', { name: 'Retry' }).click()
  await expectSynced(page)
  expect((await crm.control.contacts()).filter(({ name }) => name === 'Twice Refused')).toHaveLength(1)
})

test('ten seconds of 429, an error page and a captive portal are outlived without help', async ({ desk }) => {
  const { crm, page, base } = await begin(desk)
  const [one] = pick(base, 1)
  if (one === undefined) throw new Error('no people')
  const page429 = '<html><head><title>429 Too Many Requests</title></head></html>'
  await crm.control.faults([{ kind: 'status', status: 429, body: page429, contentType: 'text/html', path: '/api/v4' }])
  await openContact(page, one.name)
  await retype(page, 'First name', 'Outlived')
  await expectPending(page, 1)

  // Ten seconds as the server counts them: its own log tells when the first was refused.
  await expect
    .poll(async () => (await crm.control.requests()).filter((request) => request.status === 429).length, {
      timeout: 60_000,
    })
    .toBeGreaterThan(3)
  await crm.control.faults([
    { kind: 'server-html', path: '/api/v4', times: 1 },
    { kind: 'captive-portal', path: '/api/v4', times: 2 },
  ])

  // The search still asks for the name that the contact had.
  await search(page, '')
  await expectSynced(page)
  expect((await stored(crm, one))?.first_name).toBe('Outlived')
})

test('an edit made in the CRM appears, another field merges, and the same field shows both values and waits', async ({
  desk,
}) => {
  const { crm, page, base } = await begin(desk)
  const [one, two, three] = pick(base, 3)
  if (one === undefined || two === undefined || three === undefined) throw new Error('no people')
  const editThere = async ({ id }: StoredContact, fields: Record<string, unknown>) =>
    crm.control.vendor({ action: 'edit', entity: 'contacts', ids: [id], fields })

  await editThere(one, { first_name: 'Renamed', last_name: 'There' })
  await status(page).getByRole('button').first().click()
  await page.getByRole('button', { name: 'Sync now' }).click()
  await search(page, 'Renamed There')
  await expect(row(page, 'Renamed There')).toBeVisible()

  await page.getByRole('switch', { name: 'Work offline' }).click()
  await openContact(page, two.name)
  await retype(page, 'Last name', 'Minehere')
  await openContact(page, three.name)
  await retype(page, 'Last name', 'Mineclash')
  await editThere(two, { tags_to_add: [{ name: 'tagged there' }] })
  await editThere(three, { first_name: three.first_name, last_name: 'Theirsclash' })
  await page.keyboard.press('Escape')
  await page.getByRole('switch', { name: 'Work offline' }).click()

  await expect.poll(async () => (await stored(crm, two))?.last_name, { timeout: 30_000 }).toBe('Minehere')
  expect((await stored(crm, two))?.tags).toContain('tagged there')
  await page.getByRole('link', { name: 'Conflicts', exact: true }).click()
  const main = page.getByRole('main')
  for (const value of [three.last_name, 'Mineclash', 'Theirsclash']) await expect(main).toContainText(value)
  expect((await stored(crm, three))?.last_name).toBe('Theirsclash')
  await main.getByRole('button', { name: 'Keep mine', exact: true }).click()
  await expect.poll(async () => (await stored(crm, three))?.last_name, { timeout: 30_000 }).toBe('Mineclash')
})

test('an edit taken back in time never leaves, and the list shows the old value', async ({ desk }) => {
  const { crm, page, base } = await begin(desk)
  const [one] = pick(base, 1)
  if (one === undefined) throw new Error('no people')
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await openContact(page, one.name)
  await retype(page, 'First name', 'Oops')
  await expectPending(page, 1)

  await page.getByRole('button', { name: 'Undo' }).click()

  await expect(card(page).getByLabel('First name', { exact: true })).toHaveValue(one.first_name)
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await expectSynced(page)
  expect((await stored(crm, one))?.first_name).toBe(one.first_name)
})

test('a contact that has its whole name in one piece keeps its last name when the first changes, and all of it when undone', async ({
  desk,
}) => {
  const { crm, page, base } = await begin(desk)
  const names = base.map(({ name }) => name)
  const whole = base.find(
    ({ name, first_name, last_name }) =>
      first_name === '' &&
      last_name === '' &&
      /^\p{L}+ \p{L}+$/u.test(name) &&
      names.indexOf(name) === names.lastIndexOf(name),
  )
  if (whole === undefined) throw new Error('nobody with a whole name')
  const [, lastName] = whole.name.split(' ')
  await openContact(page, whole.name)

  await retype(page, 'First name', 'Renamed')
  await expect.poll(async () => (await stored(crm, whole))?.name, { timeout: 30_000 }).toBe(`Renamed ${lastName}`)
  await page.getByRole('button', { name: 'Undo' }).click()

  await expect.poll(async () => (await stored(crm, whole))?.name, { timeout: 30_000 }).toBe(whole.name)
})

const offline = (page: Page) => page.getByRole('switch', { name: 'Work offline' })

test('edits of contacts that are gone are decided by the keys alone', async ({ desk }) => {
  const { crm, page, base } = await begin(desk)
  const [one, two, three] = pick(base, 3)
  if (one === undefined || two === undefined || three === undefined) throw new Error('no people')
  await offline(page).click()
  for (const gone of [one, two, three]) {
    await openContact(page, gone.name)
    await retype(page, 'Last name', 'Gonebykeys')
  }
  await search(page, '')
  await crm.control.vendor({ action: 'delete', entity: 'contacts', ids: [one.id, two.id, three.id] })
  await offline(page).click()
  await page.getByRole('link', { name: 'Conflicts', exact: true }).click()
  const main = page.getByRole('main')
  await expect(main.getByRole('button', { name: 'Recreate' })).toHaveCount(3, { timeout: 40_000 })
  await expect(status(page), 'what waits for the user is not said to be pending as well').not.toContainText('pending')

  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('r')
  await expect(main.getByRole('button', { name: 'Recreate' })).toHaveCount(2)
  await page.keyboard.press('x')
  await expect(main.getByRole('button', { name: 'Recreate' })).toHaveCount(1)
  await page.keyboard.press('p')
  await expect(page.getByRole('dialog')).toContainText('Gonebykeys')
  await page.keyboard.press('Escape')
  await expect(main.getByRole('button', { name: 'Recreate' })).toHaveCount(1)
  await expect(main.getByRole('group', { name: /Gonebykeys/ })).toBeFocused()
})
