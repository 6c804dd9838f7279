import { connect, expectCount } from './support/user.ts'
import { expect, test } from './support/desk.ts'

test('another language is spoken at once, after a reload, and is left again', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 10 })
  const page = await desk.openWindow({})
  await connect(page, crm)
  await expectCount(page, 10)
  await page.getByRole('link', { name: 'Settings' }).click()
  const spoken = page.locator('html')

  await page.getByText('Русский', { exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Настройки' })).toBeVisible()
  await expect(spoken).toHaveAttribute('lang', 'ru')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Настройки' })).toBeVisible()
  await page.getByText('English', { exact: true }).click()

  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await expect(spoken).toHaveAttribute('lang', 'en')
})
