import { askAccount } from './support/account.ts'
import { expect, test } from './support/desk.ts'
import { card, connect, expectCount, expectSynced, openContact } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 60
const DRILL = 'Шуруповёрт аккумуляторный 18 В'

test('goods of a contact stand in its card by their names, without a network too; who was deleted in the CRM can be seen', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const stored = await crm.control.contacts()
  const isAlone = (name: string) => stored.filter((one) => one.name === name).length === 1
  const [one, other] = stored.filter(({ name, first_name, trashed }) => first_name !== '' && !trashed && isAlone(name))
  if (one === undefined || other === undefined) throw new Error('nobody there')
  const element = { to_entity_id: 525_439, to_entity_type: 'catalog_elements' }
  await askAccount(crm, `/contacts/${one.id}/link`, [{ ...element, metadata: { catalog_id: 4521, quantity: 3 } }])
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)

  await openContact(page, one.name)
  const goods = card(page).getByRole('list', { name: 'From the catalogs' })
  const amount = goods.getByRole('textbox', { name: `Quantity: ${DRILL}` })
  await expect(amount).toHaveValue('3')
  await crm.control.vendor({ action: 'delete', entity: 'contacts', ids: [other.id] })
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.locator('summary', { hasText: 'Trash of' }).click()
  await expect(page.getByRole('list', { name: 'Trash of' })).toContainText(other.name)
  expect(await violationsOf(page)).toEqual([])

  await crm.kill()
  await page.getByRole('button', { name: 'Ask again' }).click()
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 45_000 })
  await page.getByRole('link', { name: 'Contacts' }).click()
  await page.reload()
  await openContact(page, one.name)
  await expect(amount).toHaveValue('3')
})
