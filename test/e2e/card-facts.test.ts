import type { Locator } from '@playwright/test'
import { demoUsers } from '#test/support/demo-control.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test } from './support/desk.ts'
import { card, connect, expectCount, openContact } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 40
/** As the demo CRM has them: who owns the first token, and one of each team. */
const admin = 'Мария Соколова'
const sales = { team: 'Отдел продаж', member: demoUsers.colleague }
const service = { team: 'Сервис', member: demoUsers.otherGroup }
const dueAt = new Date('2031-03-04T12:00:00Z')

/** Makes a record as the owner of the token does. */
async function make({ url, token }: RunningCrm, kind: string, record: unknown): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(`${url}/api/v4/${kind}`, { method: 'POST', headers, body: JSON.stringify([record]) })
  if (!response.ok) throw new Error(await response.text())
  const { _embedded: made } = (await response.json()) as { _embedded: Record<string, { id: number }[]> }
  const [first] = made[kind] ?? []
  if (first === undefined) throw new Error('nothing was made')
  return first.id
}

/** What the card says of a contact under one label. */
const factOf = (facts: Locator, label: string): Locator =>
  facts
    .locator('dl > div')
    .filter({ has: facts.page().getByText(label, { exact: true }) })
    .getByRole('definition')

test('a card tells what the CRM has recorded beside the fields: group, next task, customers, author, incoming lead', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const waiting = await make(crm, 'contacts', { name: 'Зоя Заявкина', responsible_user_id: service.member })
  await make(crm, 'contacts', { name: 'Яков Принятый', responsible_user_id: sales.member })
  await make(crm, 'customers', { name: 'Постоянный клуб', _embedded: { contacts: [{ id: waiting }] } })
  const task = { text: 'Позвонить', task_type_id: 1, entity_id: waiting, entity_type: 'contacts' }
  await make(crm, 'tasks', { ...task, complete_till: dueAt.getTime() / 1000 })
  await crm.control.vendor({ action: 'unsort', entity: 'contacts', ids: [waiting] })
  // Where the tasks themselves are shown the card does not name the next one again.
  await crm.control.allow(demoUsers.colleague, { tasks: { view: 'none' } })
  await crm.control.switches({ usersAdminOnly: false })
  const page = await desk.openWindow()
  await connect(page, { url: crm.url, token: await crm.control.newToken(demoUsers.colleague) })
  await expectCount(page, CONTACTS + 2)
  const facts = card(page).getByRole('region', { name: 'About the contact in the CRM' })
  const unsorted = facts.getByText('It came with an incoming lead that nobody has accepted yet.')

  await openContact(page, 'Зоя Заявкина')
  await expect(factOf(facts, 'Group')).toHaveText(service.team)
  await expect(factOf(facts, 'Next task')).toContainText('2031')
  const customers = card(page).getByRole('list', { name: 'Customers' })
  await expect(customers.getByRole('listitem')).toHaveText('Постоянный клуб')
  await expect(factOf(facts, 'Created')).toContainText(admin)
  await expect(unsorted).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  await openContact(page, 'Яков Принятый')
  await expect(factOf(facts, 'Group')).toHaveText(sales.team)
  await expect(factOf(facts, 'Next task')).toHaveCount(0)
  await expect(customers).toHaveCount(0)
  await expect(unsorted).toHaveCount(0)
})

test('a group has its name for whoever may not read the list of users, too', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  await make(crm, 'contacts', { name: 'Зоя Заявкина', responsible_user_id: service.member })
  const page = await desk.openWindow()
  await connect(page, { url: crm.url, token: await crm.control.newToken(demoUsers.colleague) })
  await expectCount(page, CONTACTS + 1)

  await openContact(page, 'Зоя Заявкина')

  const facts = card(page).getByRole('region', { name: 'About the contact in the CRM' })
  await expect(factOf(facts, 'Group')).toHaveText(service.team)
})
