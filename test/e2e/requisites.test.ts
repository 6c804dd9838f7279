import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal } from './support/portal.ts'
import { card, connect, expectCount, expectSynced, openContact } from './support/user.ts'

const CONTACTS = 20
const NAME = 'Многоликая'
const PERSON = 'Физ. лицо'

type Stored = Readonly<Record<string, unknown>>

const section = (page: Page): Locator => card(page).getByRole('region', { name: 'Requisites' })
const block = (page: Page, name: string): Locator => section(page).getByRole('group', { name: new RegExp(`^${name}`) })

const kept = async (webhook: string) =>
  await askPortal<readonly Stored[]>(webhook, 'crm.requisite.list', { filter: { ENTITY_TYPE_ID: 3, ENTITY_ID: 5 } })

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

async function type(within: Locator, label: string, value: string): Promise<void> {
  await within.getByLabel(label, { exact: true }).fill(value)
  await within.getByLabel(label, { exact: true }).press('Enter')
}

test('requisites of a contact are made, filled by keys, given an address, and arrive as they show', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME, LAST_NAME: '' } })
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, NAME)
  await expect(section(page)).toContainText('No requisites yet')

  await section(page).getByLabel('Template of new requisites').selectOption(PERSON)
  await section(page).getByRole('button', { name: 'Add requisites' }).press('Enter')
  // The first line is ready to be typed into.
  await expect(block(page, PERSON).getByLabel('Last Name')).toBeFocused()
  await page.keyboard.type('Ли')
  await page.keyboard.press('Enter')
  await type(block(page, PERSON), 'Number', '123456')
  await block(page, PERSON).getByLabel('Add an address').selectOption('Actual address')
  const address = block(page, PERSON).getByRole('region', { name: 'Actual address' })
  await expect(address.getByLabel('Street and house')).toBeFocused()
  await type(address, 'City', 'Казань')
  await expectAccessible(page)
  await expectSynced(page)

  const [one, ...others] = await kept(portal.webhook)
  expect([one, others]).toMatchObject([{ PRESET_ID: '3', RQ_LAST_NAME: 'Ли', RQ_IDENT_DOC_NUM: '123456' }, []])
  const filter = { ENTITY_TYPE_ID: 8, ENTITY_ID: one?.['ID'] }
  expect(await askPortal(portal.webhook, 'crm.address.list', { filter })).toMatchObject([
    { TYPE_ID: '1', CITY: 'Казань' },
  ])
})

test('what the portal has shows filled lines first; taken away, it comes back by undo while offline', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME, LAST_NAME: '' } })
  const owner = { ENTITY_TYPE_ID: 3, ENTITY_ID: 5, PRESET_ID: 2 }
  const id = await askPortal(portal.webhook, 'crm.requisite.add', {
    fields: { ...owner, NAME: 'Свой ИП', RQ_INN: '77' },
  })
  const key = { TYPE_ID: 6, ENTITY_TYPE_ID: 8, ENTITY_ID: id }
  await askPortal(portal.webhook, 'crm.address.add', { fields: { ...key, CITY: 'Омск', POSTAL_CODE: '644000' } })
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, NAME)
  await expect(block(page, 'ИП · Свой ИП').getByRole('textbox')).toHaveCount(3)
  await expect(block(page, 'ИП').getByLabel('Tax ID')).toHaveValue('77')
  await expect(block(page, 'ИП').getByRole('region', { name: 'Legal address' }).getByLabel('City')).toHaveValue('Омск')

  await block(page, 'ИП').getByRole('button', { name: 'All lines' }).click()
  await expect(block(page, 'ИП').getByLabel('Last Name')).toBeFocused()
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await block(page, 'ИП').getByRole('button', { name: 'Remove requisites ИП' }).click()
  await expect(section(page)).toContainText('No requisites yet')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(block(page, 'ИП').getByLabel('Tax ID')).toHaveValue('77')
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await expectSynced(page)
  expect(await kept(portal.webhook)).toMatchObject([{ RQ_INN: '77' }])

  await block(page, 'ИП').getByRole('button', { name: 'Remove requisites ИП' }).click()
  await expect(section(page)).toContainText('No requisites yet')
  await expectSynced(page)
  expect(await kept(portal.webhook)).toEqual([])
})

test('a line that a colleague has changed as well is asked about where it stands', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME, LAST_NAME: '' } })
  const owner = { ENTITY_TYPE_ID: 3, ENTITY_ID: 5, PRESET_ID: 2 }
  const id = await askPortal(portal.webhook, 'crm.requisite.add', { fields: { ...owner, NAME: 'ИП', RQ_INN: '77' } })
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, NAME)
  // Else a poll might bring theirs before ours is typed.
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await askPortal(portal.webhook, 'crm.requisite.update', { id, fields: { RQ_INN: '78' } })

  await type(block(page, 'ИП'), 'Tax ID', '79')
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await block(page, 'ИП').getByRole('button', { name: 'Keep mine' }).click()
  await expectSynced(page)

  expect(await kept(portal.webhook)).toMatchObject([{ RQ_INN: '79' }])
})

test('there is no such section where the CRM keeps them as fields', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await page.getByRole('grid', { name: 'Contacts' }).getByRole('row').nth(1).click()

  await expect(card(page)).toBeVisible()
  await expect(section(page)).toHaveCount(0)
})
