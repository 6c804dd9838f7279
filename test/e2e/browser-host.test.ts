import { expect, test } from './support/desk.ts'

test('the app opens by its link under a clean address, its policy intact, and stays open after a reload', async ({
  desk,
}) => {
  const app = await desk.startApp()
  const page = await desk.openWindow()
  await expect(page.getByRole('button', { name: 'Try with demo data' })).toBeVisible()

  await page.reload()

  await expect(page.getByRole('button', { name: 'Try with demo data' })).toBeVisible()
  expect(new URL(page.url()).search).toBe('')
  expect(new URL(page.url()).origin).toBe(app.origin)
})

test('a window that is open finds the app again after it was killed and started anew', async ({ desk }) => {
  const app = await desk.startApp()
  const page = await desk.openWindow()
  await expect(page.getByRole('button', { name: 'Try with demo data' })).toBeVisible()

  await app.kill()
  await desk.startApp()
  await page.reload()

  await expect(page.getByRole('button', { name: 'Try with demo data' })).toBeVisible()
})
