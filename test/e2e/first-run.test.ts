import { contacts, expectCount } from './support/user.ts'
import { expect, test } from './support/desk.ts'

test('one click fills the list with 2,000 contacts, and the first are there while the rest comes', async ({ desk }) => {
  await desk.startApp()
  const page = await desk.openWindow()

  await page.getByRole('button', { name: 'Try with demo data' }).click()
  const firstCount = await contacts(page)
    .filter({ has: page.getByRole('row').nth(5) })
    .getAttribute('aria-rowcount')

  await expectCount(page, 2000)
  expect(Number(firstCount)).toBeGreaterThan(0)
  expect(Number(firstCount)).toBeLessThan(2000)
})

test('the base is there at the next start without asking the CRM', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 300 })
  let page = await desk.openWindow()
  const { connect } = await import('./support/user.ts')
  await connect(page, crm)
  await expectCount(page, 300)

  await desk.crash()
  await crm.kill()
  await desk.startApp()
  page = await desk.openWindow()

  await expectCount(page, 300)
  await expect(contacts(page).getByRole('row').nth(1)).toBeVisible()
})
