import { expect, test } from './support/desk.ts'
import { connect, expectCount, openContact, retype, status } from './support/user.ts'

test('an engine that is gone is said to be gone, with what is pending, and sync goes on once it is back', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 40 })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, 40)
  const [person] = (await crm.control.contacts()).filter(({ first_name, last_name }) => first_name && last_name)
  if (person === undefined) throw new Error('nobody with a whole name')
  await crm.control.faults([{ kind: 'latency', ms: 60_000, method: 'PATCH', times: 1 }])
  await openContact(page, person.name)
  await retype(page, 'Last name', 'Pendinghere')
  await expect(status(page)).toContainText('Sending 1')

  await desk.killApp()

  await expect(status(page)).toContainText('Kartoteka’s engine is not running · 1 pending')
  await expect(status(page)).not.toContainText('Sending')
  await expect(status(page).locator('.turning'), 'nothing turns').toHaveCount(0)
  await status(page).getByRole('button').first().click()
  await expect(page.getByText('Start Kartoteka again if it was closed').last()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sync now' }), 'nobody would hear it').toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('listitem').first()).toContainText('Kartoteka’s engine is not running · 1 pending')

  await crm.control.faults([])
  await desk.startApp()
  await expect(status(page)).toContainText('All in sync', { timeout: 90_000 })
  expect((await crm.control.contacts([person.id]))[0]?.last_name).toBe('Pendinghere')
})
