import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { findIdLeaks, findLeaks, personalDataOf } from '#test/support/personal-data.ts'
import { expect, test } from './support/desk.ts'
import { connect, expectCount, expectSynced, openContact, retype, status } from './support/user.ts'

const viewport = { width: 1280, height: 720 }
const fact = (page: Page, name: string) =>
  page.getByRole('term').filter({ hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd') // prettier-ignore

test('the diagnostics page shows where every edit is, and follows what happens', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 60 })
  const page = await desk.openWindow({ viewport })
  await connect(page, crm)
  await expectCount(page, 60)
  const [contact] = (await crm.control.contacts()).filter(({ name }) => /^\p{L}+ \p{L}+$/u.test(name))
  await crm.kill()
  await openContact(page, contact?.name ?? '')
  await retype(page, 'First name', 'Recognisable')

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Diagnostics' }).click()

  await expect(page.getByRole('heading', { name: 'Diagnostics' })).toBeVisible()
  await expect(fact(page, 'Waiting')).toHaveText('1')
  await expect(fact(page, 'In this window')).toHaveText('1')
  await expect(fact(page, 'Contacts kept')).toHaveText('60')
  await expect(fact(page, 'Allowed')).toHaveText('7 per second')
  await expect(fact(page, 'State')).toHaveText(/No connection/)
  await expect(page.getByRole('row', { name: /offline: refused/ }).first()).toBeVisible()
  await desk.startCrm()
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect(fact(page, 'Waiting')).toHaveText('0', { timeout: 30_000 })
  await expect(fact(page, 'Failures in a row')).toHaveText('0')
  await expect(page.getByRole('row', { name: /PATCH.*200/ }).first()).toBeVisible()
})

test('the support bundle is shown, then saved, and tells nothing of anybody', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 200 })
  const page = await desk.openWindow({ viewport })
  await connect(page, crm)
  await expectCount(page, 200)
  const stored = await crm.control.contacts()
  const [contact] = stored.filter(({ name }) => /^\p{L}+ \p{L}+$/u.test(name))
  await openContact(page, contact?.name ?? '')
  await retype(page, 'First name', 'Recognisable')
  await page.getByRole('searchbox').fill('')
  await expectSynced(page)
  await status(page).getByRole('button').click()
  await page.getByRole('button', { name: 'Diagnostics' }).click()

  await page.getByRole('button', { name: 'Support bundle…' }).click()
  const shown = await page.getByRole('textbox', { name: 'Contents of the support bundle' }).inputValue()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save file' }).click()
  const download = await downloading
  const saved = await readFile(await download.path(), 'utf8')

  expect(download.suggestedFilename()).toMatch(/^kartoteka-support-\d{8}T\d{4}\.json$/)
  expect(saved).toBe(shown)
  expect(JSON.parse(saved)).toMatchObject({
    format: 'kartoteka-support-1',
    storage: { contacts: 200 },
    // A pull may be on its way at any moment, so which phase it is does not matter.
    accounts: [{ phase: { kind: expect.any(String) }, queue: { edits: 0 }, stalled: null }],
  })
  const [account, secrets] = [new URL(crm.url), [crm.token, crm.token.slice(0, 12)]]
  expect(personalDataOf(stored).length).toBeGreaterThan(500)
  expect(findLeaks(saved, [...personalDataOf(stored), 'Recognisable', account.host, account.port, ...secrets])).toEqual(
    [],
  )
  expect(findIdLeaks(saved, stored)).toEqual([])
})

const words = {
  'en-US': { title: 'Diagnostics', bundle: 'Support bundle…' },
  'ru-RU': { title: 'Диагностика', bundle: 'Отчёт для поддержки…' },
} as const

for (const [locale, colorScheme] of [
  ['en-US', 'light'],
  ['ru-RU', 'dark'],
] as const) {
  // prettier-ignore
  test(`diagnostics are accessible, translated and fit 1280×720 in ${locale}, ${colorScheme}`, async ({ desk }) => {
    const say = words[locale]
    await desk.startApp({ demoContacts: 300 })
    const page = await desk.openWindow({ locale, colorScheme, viewport })
    await page.getByRole('button').first().click()
    await expectCountAnyLanguage(page, 300)

    await page.keyboard.press('d')
    await expect(page.getByRole('heading', { name: say.title })).toBeVisible()
    await expect(page.getByRole('table')).toBeVisible()
    await inspect(page, 'diagnostics')
    await page.getByRole('button', { name: say.bundle }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await inspect(page, 'support bundle')
  })
}

const expectCountAnyLanguage = async (page: Page, count: number) =>
  expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(count), { timeout: 60_000 })

async function inspect(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  expect(found, `axe on ${where}`).toEqual([])
  const overflow = await page.evaluate(
    () =>
      [...document.querySelectorAll('html, main, .page-ground, [role="region"]')].filter(
        ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
      ).length,
  )
  expect(overflow, `sideways scroll on ${where}`).toBe(0)
  // An untranslated key reads like `diagnostics.title`.
  expect((await page.locator('body').innerText()).match(/\b(?:diagnostics|stall)\.[a-z]+/g) ?? []).toEqual([])
}
