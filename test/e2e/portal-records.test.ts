import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal, type Params } from './support/portal.ts'
import { card, openContact } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 20

test('records are named in a field offline, found by what is typed, and taken out; undo brings one back', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const make = (FIELD_NAME: string, SETTINGS: Params, more: Params = {}) =>
    askPortal(portal.webhook, 'crm.contact.userfield.add', {
      fields: { FIELD_NAME, USER_TYPE_ID: 'crm', LABEL: FIELD_NAME, SETTINGS, ...more },
    })
  await make('LINKS', { CONTACT: 'Y', COMPANY: 'Y', DEAL: 'Y', LEAD: 'Y' }, { MULTIPLE: 'Y' })
  await make('ADVISER', { CONTACT: 'Y', LEAD: 'N' })
  const add = (kind: string, fields: Params) => askPortal<number>(portal.webhook, `crm.${kind}.add`, { fields })
  const company = await add('company', { TITLE: 'ООО Ромашка' })
  const deal = await add('deal', { TITLE: 'Поставка семян' })
  const lead = await add('lead', { TITLE: 'Заявка с выставки' })
  const update = (id: number, fields: Params) => askPortal(portal.webhook, 'crm.contact.update', { id, fields })
  await update(2, { NAME: 'Борис', LAST_NAME: 'Советов' })
  await update(5, { NAME: 'Анна', LAST_NAME: 'Единственная', UF_CRM_LINKS: ['T80_6'] })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, 'Анна Единственная')
  await page.getByRole('switch', { name: 'Work offline' }).click()
  const pick = async (field: string, typed: string, found: string) => {
    await card(page).getByRole('combobox', { name: field }).fill(typed)
    await page.getByRole('option', { name: found }).click()
    await expect(
      card(page)
        .getByRole('list', { name: field })
        .getByRole('button', { name: found.replace(/ · .*/u, '') })
        .first(),
    ).toBeVisible()
  }

  await pick('LINKS', 'ромаш', `ООО Ромашка · Company № ${company}`)
  await pick('LINKS', 'семян', `Поставка семян · Deal № ${deal}`)
  await pick('LINKS', 'выстав', `Заявка с выставки · Lead № ${lead}`)
  await pick('ADVISER', 'Советов', 'Борис Советов · Contact № 2')
  // It holds one.
  await expect(card(page).getByRole('combobox', { name: 'ADVISER' })).toHaveCount(0)
  await card(page).getByRole('list', { name: 'LINKS' }).getByRole('button', { name: 'Unlink Поставка семян' }).click()
  await card(page).getByRole('combobox', { name: 'LINKS' }).fill('Борис')
  await expect(page.getByRole('option', { name: 'Борис Советов · Contact № 2' })).toBeVisible()
  await card(page).getByRole('combobox', { name: 'LINKS' }).fill('нет такого')
  await expect(card(page)).toContainText('Nothing like that on this computer.')
  expect(await violationsOf(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('switch', { name: 'Work offline' }).click()

  const stored = () => askPortal<Params>(portal.webhook, 'crm.contact.get', { id: 5 })
  await expect
    .poll(stored)
    .toMatchObject({ UF_CRM_LINKS: ['T80_6', `CO_${company}`, `L_${lead}`], UF_CRM_ADVISER: '2' })
  await card(page)
    .getByRole('list', { name: 'LINKS' })
    .getByRole('button', { name: 'Unlink Заявка с выставки' })
    .click()
  await expect.poll(stored).toMatchObject({ UF_CRM_LINKS: ['T80_6', `CO_${company}`] })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(stored).toMatchObject({ UF_CRM_LINKS: ['T80_6', `CO_${company}`, `L_${lead}`] })
})

test('an administrator makes a field that leads to companies alone, and one of files, which the portal takes in', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  await askPortal(portal.webhook, 'crm.company.add', { fields: { TITLE: 'ООО Ромашка' } })
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME: 'Анна', LAST_NAME: 'Единственная' } })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: 'Fields of contacts of' }).click()
  const form = page.locator('details', { hasText: 'Fields of contacts of' })
  const begin = async (name: string, kind: string) => {
    await form.getByLabel('Name of the new field').fill(name)
    await form.getByLabel('Kind of the new field').selectOption({ label: kind })
  }
  const create = form.getByRole('button', { name: 'Create the field' })

  await begin('Поставщик', 'Records of the CRM')
  const kinds = form.getByRole('group', { name: 'May name' })
  for (const kind of ['contacts', 'deals', 'leads', 'companies']) await kinds.getByLabel(kind).uncheck()
  await expect(create).toBeDisabled()
  await kinds.getByLabel('companies').check()
  expect(await violationsOf(page)).toEqual([])
  await create.click()
  await expect(form.getByLabel('Name of the field Поставщик')).toBeVisible()
  await begin('Договор', 'File')
  await create.click()
  await expect(form.getByLabel('Name of the field Договор')).toBeVisible()

  await page.getByRole('link', { name: 'Contacts' }).click()
  await openContact(page, 'Анна Единственная')
  await expect(card(page)).toContainText('opened and added there')
  await card(page).getByRole('combobox', { name: 'Поставщик' }).fill('ромаш')
  await page.getByRole('option', { name: /^ООО Ромашка/ }).click()
  await expect
    .poll(async () => JSON.stringify(await askPortal(portal.webhook, 'crm.contact.get', { id: 5 })))
    .toMatch(/"UF_CRM_\d+":"\d+"/)
})

test('records that a field names are told by their names, and a click goes to the card of each', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const make = (FIELD_NAME: string, SETTINGS: Params, more: Params = {}) =>
    askPortal(portal.webhook, 'crm.contact.userfield.add', {
      fields: { FIELD_NAME, USER_TYPE_ID: 'crm', LABEL: FIELD_NAME, SETTINGS, ...more },
    })
  await make('LINKS', { CONTACT: 'Y', COMPANY: 'Y', DEAL: 'Y', LEAD: 'Y' }, { MULTIPLE: 'Y' })
  await make('ADVISER', { CONTACT: 'Y', LEAD: 'N' })
  const add = (kind: string, fields: Params) => askPortal<number>(portal.webhook, `crm.${kind}.add`, { fields })
  const company = await add('company', { TITLE: 'ООО Ромашка' })
  const deal = await add('deal', { TITLE: 'Поставка семян' })
  const lead = await add('lead', { TITLE: 'Заявка с выставки' })
  const update = (id: number, fields: Params) => askPortal(portal.webhook, 'crm.contact.update', { id, fields })
  await update(2, { NAME: 'Борис', LAST_NAME: 'Советов' })
  const links = [`CO_${company}`, `D_${deal}`, `L_${lead}`]
  await update(5, { NAME: 'Анна', LAST_NAME: 'Единственная', UF_CRM_LINKS: links, UF_CRM_ADVISER: '2' })
  const page = await desk.openWindow()
  await connectPortal(page, portal.webhook, CONTACTS)
  const open = async (name: string) => {
    await page.getByRole('link', { name: 'Contacts' }).click()
    await openContact(page, 'Анна Единственная')
    await card(page).getByRole('button', { name, exact: true }).click()
  }

  await open('Борис Советов')
  await expect(card(page).getByLabel('Last name')).toHaveValue('Советов')
  expect(await violationsOf(page)).toEqual([])
  await open('ООО Ромашка')
  await expect(page.getByRole('region', { name: 'Company panel' })).toContainText('ООО Ромашка')
  await open('Поставка семян')
  await expect(page.getByRole('region', { name: 'Deal', exact: true })).toContainText('Поставка семян')
  await open('Заявка с выставки')
  await expect(page.getByRole('region', { name: 'Lead', exact: true })).toContainText('Заявка с выставки')
})
