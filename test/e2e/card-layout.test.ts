import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal, type Params } from './support/portal.ts'
import { card, openContact } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 20
const COLLEAGUE = 2
const FAMILY = 'crm.contact.details.configuration'

/** Titles of sections with the codes of their fields; `null` where the portal has its default. */
async function kept(webhook: string, scope: 'P' | 'C'): Promise<readonly (readonly unknown[])[] | null> {
  const sections = await askPortal<readonly Params[] | null>(webhook, `${FAMILY}.get`, { scope })
  return (
    sections?.map(({ title, elements = [] }) => [title, ...(elements as readonly Params[]).map(({ name }) => name)]) ??
    null
  )
}

const titles = async (webhook: string, scope: 'P' | 'C') => (await kept(webhook, scope))?.map(([title]) => title)

const common = [
  {
    name: 'reach',
    title: 'Связь',
    type: 'section',
    elements: [{ name: 'PHONE' }, { name: 'EMAIL' }, { name: 'PHOTO' }],
  },
  {
    name: 'who',
    title: 'Кто это',
    type: 'section',
    elements: [{ name: 'LAST_NAME' }, { name: 'NAME' }, { name: 'POST' }],
  },
]

const editor = (page: Page): Locator => page.getByRole('dialog', { name: 'Layout of the contact card' })
/** Fields of one section of the editor, in order. */
const fieldsIn = (page: Page, title: string) => editor(page).getByRole('list', { name: title }).getByRole('listitem')
/** What the card shows in a section: names of its fields. */
const shownIn = (page: Page, title: string) =>
  card(page).getByRole('region', { name: title }).locator('.field > .label')

test('a card is laid out as the CRM says; its layout is changed by keys, buttons and dragging, offline, and taken back', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  await askPortal(portal.webhook, `${FAMILY}.set`, { scope: 'C', data: common })
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME: 'Анна', LAST_NAME: 'Единственная' } })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, 'Анна Единственная')

  await expect(shownIn(page, 'Связь')).toHaveText(['Phone', 'E-mail'])
  await expect(shownIn(page, 'Кто это')).toHaveText(['Last name', 'First name', 'Position'])
  await expect(card(page).getByLabel('Salutation')).toBeHidden()
  await card(page)
    .getByText(/^More \(\d+\)$/)
    .click()
  await expect(card(page).getByLabel('Salutation')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  await page.getByRole('switch', { name: 'Work offline' }).click()
  await card(page).getByRole('heading', { name: 'Анна Единственная' }).click()
  await page.keyboard.press('l')
  await expect(editor(page)).toContainText('You have no layout of your own')
  await expect(fieldsIn(page, 'Связь')).toHaveText(['Phone', 'E-mail', 'PHOTOonly in the CRM'])
  expect(await violationsOf(page)).toEqual([])

  await editor(page).getByRole('button', { name: 'Move E-mail up' }).press('Alt+ArrowUp')
  await expect(fieldsIn(page, 'Связь').first()).toContainText('E-mail')
  await expect(editor(page).getByRole('status').filter({ hasText: 'E-mail is number 1 in Связь now.' })).toBeAttached()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(fieldsIn(page, 'Связь').nth(1)).toContainText('E-mail')
  await fieldsIn(page, 'Кто это').filter({ hasText: 'Position' }).dragTo(fieldsIn(page, 'Связь').first())
  await expect(fieldsIn(page, 'Связь').first()).toContainText('Position')
  await editor(page).getByRole('button', { name: 'Hide First name under “More”' }).click()
  await editor(page).getByRole('button', { name: 'Move Кто это up' }).click()
  await editor(page).getByRole('button', { name: 'Add a section' }).click()
  await expect(editor(page).getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await page.keyboard.type('Прочее')
  await editor(page).getByRole('button', { name: 'Put Source into Прочее' }).click()
  await editor(page).getByRole('button', { name: 'Save', exact: true }).click()
  await expect(editor(page)).toBeHidden()

  await expect(shownIn(page, 'Связь')).toHaveText(['Position', 'Phone', 'E-mail'])
  await expect(shownIn(page, 'Прочее')).toHaveText(['Source'])
  await page.getByRole('link', { name: 'Pending' }).click()
  await expect(page.getByRole('list', { name: 'Waiting to be sent' })).toContainText(
    'Your layout of the contact card changed',
  )
  await page.getByRole('link', { name: 'Contacts' }).click()
  expect(await kept(portal.webhook, 'P')).toBeNull()

  await page.getByRole('switch', { name: 'Work offline' }).click()
  await expect
    .poll(() => kept(portal.webhook, 'P'))
    .toEqual([
      ['Кто это', 'LAST_NAME'],
      ['Связь', 'POST', 'PHONE', 'EMAIL', 'PHOTO'],
      ['Прочее', 'SOURCE_ID'],
    ])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => kept(portal.webhook, 'P')).toBeNull()
  await expect(shownIn(page, 'Связь')).toHaveText(['Phone', 'E-mail'])
})

test('an administrator lays the card out for everybody, forces it upon all, and goes back to the default', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  await askPortal(portal.webhook, `${FAMILY}.set`, { scope: 'C', data: common })
  await askPortal(portal.webhook, `${FAMILY}.set`, { scope: 'P', data: common.slice(1) })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await page.getByRole('grid', { name: 'Contacts' }).getByRole('row').nth(3).click()

  await card(page).getByRole('button', { name: 'More actions' }).click()
  await card(page).getByRole('button', { name: 'Lay out the card' }).click()
  await editor(page).getByRole('radio', { name: 'For everybody' }).check()
  await expect(editor(page)).toContainText('You have a layout of your own')
  await editor(page).getByLabel('Title of section 1').fill('Как связаться')
  await editor(page).getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => titles(portal.webhook, 'C')).toEqual(['Как связаться', 'Кто это'])
  await expect(card(page).getByRole('region', { name: 'Как связаться' })).toHaveCount(0)

  await page.keyboard.press('l')
  await editor(page).getByRole('radio', { name: 'For everybody' }).check()
  await editor(page).getByRole('button', { name: 'Force for everybody' }).click()
  await expect(editor(page)).toContainText('once it is sent nothing brings them back')
  expect(await violationsOf(page)).toEqual([])
  await editor(page).getByRole('button', { name: 'Take all own layouts away' }).click()
  await expect(card(page).getByRole('region', { name: 'Как связаться' })).toBeVisible()
  await expect.poll(() => kept(portal.webhook, 'P')).toBeNull()

  await page.keyboard.press('l')
  await editor(page).getByRole('radio', { name: 'For everybody' }).check()
  await editor(page).getByRole('button', { name: 'Back to the CRM’s default' }).click()
  await editor(page).getByRole('button', { name: 'Go back to the default' }).click()
  await expect.poll(() => kept(portal.webhook, 'C')).toBeNull()
  await expect(card(page).getByText(/^More \(\d+\)$/)).toHaveCount(0)
})

test('who is no administrator sees beforehand that the layout for everybody is not theirs, and lays out their own', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const url = await portal.webhookOf(COLLEAGUE)
  const page = await desk.openWindow()
  await connectPortal(page, url, CONTACTS)
  await page.getByRole('grid', { name: 'Contacts' }).getByRole('row').nth(3).click()
  await expect(card(page).getByRole('button', { name: 'More actions' })).toBeVisible()

  await page.keyboard.press('l')
  await editor(page).getByRole('radio', { name: 'For everybody' }).check()
  await expect(editor(page)).toContainText('Only administrators of the account in the CRM may change this.')
  await expect(editor(page).getByLabel('Title of section 1')).toBeDisabled()
  await editor(page).getByRole('radio', { name: 'For me' }).check()
  await editor(page).getByLabel('Title of section 1').fill('Моё')
  await editor(page).getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => titles(url, 'P')).toEqual(['Моё', 'Additional'])
})

test('the card of a lead is laid out as the CRM says, and laid out anew from the card', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const family = 'crm.lead.details.configuration'
  const elements = ['STATUS_ID', 'TITLE', 'UF_CRM_HEAT', 'OBSERVER'].map((name) => ({ name }))
  const data = [{ name: 'main', title: 'Главное', type: 'section', elements }]
  await askPortal(portal.webhook, `${family}.set`, { scope: 'C', data })
  const repeated = [
    { name: 'main', title: 'Повторно', type: 'section', elements: [{ name: 'SOURCE_ID' }, { name: 'TITLE' }] },
  ]
  await askPortal(portal.webhook, `${family}.set`, { scope: 'C', data: repeated, extras: { leadCustomerType: 2 } })
  await askPortal(portal.webhook, 'crm.lead.add', { fields: { TITLE: 'Снова он', COMPANY_ID: 1 } })
  await askPortal(portal.webhook, 'crm.lead.add', { fields: { TITLE: 'Единственная заявка', LAST_NAME: 'Ли' } })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await page.getByRole('link', { name: 'Leads' }).click()
  await page
    .getByRole('grid', { name: 'Leads' })
    .getByRole('row', { name: /^Единственная заявка/ })
    .click()
  const lead = page.getByRole('region', { name: 'Lead', exact: true })
  const labels = (title: string) => lead.getByRole('region', { name: title }).locator('.field > .label')
  await expect(labels('Главное')).toHaveText(['Stage', 'Name', 'Интерес'])
  await expect(lead.getByLabel('Last name')).toBeHidden()
  await lead.getByText(/^More \(\d+\)$/).click()
  await expect(lead.getByLabel('Last name')).toHaveValue('Ли')

  await lead.getByRole('button', { name: 'Lay out the card' }).click()
  const dialog = page.getByRole('dialog', { name: 'Layout of the lead card' })
  await expect(dialog.getByRole('list', { name: 'Главное' }).getByRole('listitem')).toHaveText([
    ...['Stage', 'Name', 'Интерес', 'OBSERVERonly in the CRM'],
  ])
  await dialog.getByRole('button', { name: 'Put Last name into Главное' }).click()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()

  await expect(labels('Главное')).toHaveText(['Stage', 'Name', 'Интерес', 'Last name'])
  const codes = async () =>
    (
      await askPortal<readonly { readonly elements: readonly Params[] }[] | null>(portal.webhook, `${family}.get`)
    )?.flatMap((section) => section.elements.map(({ name }) => name))
  await expect.poll(codes).toEqual(['STATUS_ID', 'TITLE', 'UF_CRM_HEAT', 'OBSERVER', 'LAST_NAME'])
  await page
    .getByRole('grid', { name: 'Leads' })
    .getByRole('row', { name: /^Снова он/ })
    .click()
  await expect(labels('Повторно')).toHaveText(['Source', 'Name'])
  expect(await violationsOf(page)).toEqual([])
})
