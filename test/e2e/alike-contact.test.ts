import { expect, test } from './support/desk.ts'
import { card, expectCount, expectSynced } from './support/user.ts'

const CONTACTS = 20

test('whoever types the number of somebody who is there is told so, and led there', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  const ask = (method: string, params: unknown) =>
    fetch(`${portal.webhook}${method}`, {
      ...{ method: 'POST', body: JSON.stringify(params), headers: { 'content-type': 'application/json' } },
    })
  const PHONE = [{ VALUE: '+7 (900) 111-22-33', VALUE_TYPE: 'WORK' }]
  await ask('crm.contact.update', { id: 5, fields: { NAME: 'Многоликая', LAST_NAME: 'Анна', PHONE } })
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Bitrix24' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Address of the webhook' }).fill(portal.webhook)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  // Not on this computer yet: the portal itself is asked.
  const EMAIL = [{ VALUE: 'new@example.com', VALUE_TYPE: 'WORK' }]
  await page.getByRole('button', { name: 'New contact' }).click()
  await ask('crm.contact.add', { fields: { NAME: 'Новенькая', EMAIL } })
  const form = card(page)

  await form.getByLabel('Phone').first().fill('8 900 111 22 33')
  await form.getByLabel('E-mail').first().focus()
  await expect(form.getByRole('status')).toContainText('Многоликая Анна')
  await form.getByLabel('E-mail').first().fill('NEW@example.com')
  await form.getByLabel('First name').focus()
  await expect(form.getByRole('status')).toContainText('Новенькая')
  await form.getByRole('button', { name: 'Многоликая Анна' }).click()

  await expect(card(page).getByLabel('First name')).toHaveValue('Многоликая')
})
