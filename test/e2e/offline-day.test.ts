import type { Page } from '@playwright/test'
import { valuesOf, type StoredContact } from '#test/support/demo-control.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, expectCount, expectPending, expectSynced, openContact, retype, search, tagAllMatching } from './support/user.ts' // prettier-ignore

const CONTACTS = 300

/** People whose names nobody shares, so that a search finds them alone. */
function pickPeople(base: readonly StoredContact[]) {
  const names = base.map(({ name }) => name)
  const isFindable = ({ name, first_name, last_name }: StoredContact) =>
    first_name !== '' &&
    last_name !== '' &&
    /^[\p{L} -]+$/u.test(name) &&
    names.filter((n) => n.includes(name)).length === 1
  const people = base.filter(isFindable)
  const phoned = people.find((person) => valuesOf(person, 'PHONE').length === 1)
  const employed = people.find((person) => person.company !== null && person !== phoned)
  const company = base.find(
    (person) => person.company !== null && person.company.name !== employed?.company?.name,
  )?.company
  if (phoned === undefined || employed === undefined || company === undefined || company === null)
    throw new Error('no such people')
  return { phoned, employed, company }
}

/** Tags that so many contacts have that a bulk edit of them is worth the name. */
function commonTag(base: readonly StoredContact[]): { tag: string; count: number } {
  const counts = new Map<string, number>()
  for (const { tags } of base) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  const [tag, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
  return { tag, count }
}

interface Day {
  readonly page: Page
  readonly before: readonly StoredContact[]
  readonly people: ReturnType<typeof pickPeople>
  readonly common: ReturnType<typeof commonTag>
}

/** Connects, pulls the base, cuts the network, and does a day's work: five edits, two of them in bulk. */
async function workOffline(desk: Desk, crm: RunningCrm): Promise<Day> {
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  const before = await crm.control.contacts()
  const [people, common] = [pickPeople(before), commonTag(before)]
  await crm.kill()

  await openContact(page, people.phoned.name)
  await retype(page, 'Phone', '+7 900 123-45-67')
  await openContact(page, people.employed.name)
  await retype(page, 'Company', people.company.name)
  await search(page, '')
  await page.getByRole('button', { name: 'New contact' }).click()
  await card(page).getByLabel('First name', { exact: true }).fill('Offline')
  await card(page).getByLabel('Last name', { exact: true }).fill('Newcomer')
  await card(page).getByLabel('Phone', { exact: true }).fill('+7 900 765-43-21')
  await card(page).getByRole('button', { name: 'Save' }).click()
  await expectCount(page, CONTACTS + 1)
  // The card of the new contact takes the keys: before that they are the list's for a moment.
  await expect(card(page).getByLabel('First name', { exact: true })).toBeFocused()
  await tagAllMatching(page, 'offline day', 'Add tags')
  await tagAllMatching(page, common.tag, 'Remove tags')
  await expectPending(page, 5)
  return { page, before, people, common }
}

async function expectApplied(crm: RunningCrm, { before, people, common }: Day): Promise<void> {
  const after = await crm.control.contacts()
  const find = ({ id }: StoredContact) => after.find((contact) => contact.id === id)
  const phoned = find(people.phoned)
  const created = after.filter(({ last_name }) => last_name === 'Newcomer')
  expect({
    phone: phoned === undefined ? null : valuesOf(phoned, 'PHONE'),
    company: find(people.employed)?.company?.name,
    created: created.map((contact) => [contact.first_name, valuesOf(contact, 'PHONE')]),
    count: after.length,
    tagged: after.filter(({ tags }) => tags.filter((tag) => tag === 'offline day').length === 1).length,
    untagged: after.filter(({ tags }) => !tags.includes(common.tag)).length,
    names: before.filter((contact) => find(contact)?.name !== contact.name).length,
  }).toEqual({
    phone: ['+7 900 123-45-67'],
    company: people.company.name,
    created: [['Offline', ['+7 900 765-43-21']]],
    count: CONTACTS + 1,
    tagged: CONTACTS + 1,
    untagged: CONTACTS + 1,
    names: 0,
  })
}

test('a day without a network survives a kill and arrives whole, each edit once', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const day = await workOffline(desk, crm)

  await desk.crash()
  await desk.startApp()
  const page = await desk.openWindow()
  await expectPending(page, 5)
  const again = await desk.startCrm()
  await expectSynced(page)

  await expectApplied(again, day)
  await expectCount(page, CONTACTS + 1)
})

test('a lost answer to the first push makes no duplicate contact and loses no tag', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const day = await workOffline(desk, crm)
  await desk.crash()
  const again = await desk.startCrm()
  await again.control.faults([
    { kind: 'reset-after-commit', method: 'POST', path: '/api/v4/contacts', times: 1 },
    { kind: 'reset-after-commit', method: 'PATCH', path: '/api/v4/contacts', times: 1 },
  ])

  await desk.startApp()
  const page = await desk.openWindow()
  await expectSynced(page)

  await expectApplied(again, day)
})

test('pending edits come back when the browser has lost its data', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const day = await workOffline(desk, crm)
  await desk.crash()
  await desk.wipeIndexedDb()

  await desk.startApp()
  const page = await desk.openWindow()
  await expectPending(page, 5)
  const again = await desk.startCrm()
  await expectSynced(page)

  await expectCount(page, CONTACTS + 1)
  await expectApplied(again, day)
})
