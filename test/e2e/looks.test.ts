import type { Page } from '@playwright/test'
import { expect, test } from './support/desk.ts'
import { violationsOf } from './support/violations.ts'

const viewport = { width: 1280, height: 720 }

async function inspect(page: Page, where: string): Promise<void> {
  expect(await violationsOf(page), `axe on ${where}`).toEqual([])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow, `horizontal scroll on ${where}`).toBeLessThanOrEqual(0)
  expect(await page.evaluate(burstButtons), `buttons too narrow for their words on ${where}`).toEqual([])
  // An untranslated key reads like `contacts.empty.title`.
  const text = await page.locator('body').innerText()
  expect(text.match(/\b[a-z]+(?:[A-Z][a-z]+)*(?:\.[a-z]+(?:[A-Z][a-z]+)*){2,}\b/g) ?? [], `keys on ${where}`).toEqual(
    [],
  )
}

/** What is written on buttons whose words run out of them at the side. */
const burstButtons = (): readonly string[] =>
  [...document.querySelectorAll('button')].flatMap((button) => {
    const words = document.createRange()
    words.selectNodeContents(button)
    const [inner, outer] = [words.getBoundingClientRect(), button.getBoundingClientRect()]
    const isBurst = getComputedStyle(button).overflowX === 'visible' && inner.width > 1 && inner.right > outer.right + 1
    return isBurst ? [button.innerText] : []
  })

const words = {
  'en-US': {
    demo: 'Try with demo data',
    contacts: 'Contacts',
    pending: 'Pending',
    companies: 'Companies',
    deals: 'Deals',
    settings: 'Settings',
    search: 'Search contacts',
    fresh: 'New contact',
  },
  'ru-RU': {
    demo: 'Попробовать на демоданных',
    contacts: 'Контакты',
    pending: 'Очередь',
    companies: 'Компании',
    deals: 'Сделки',
    settings: 'Настройки',
    search: 'Поиск контактов',
    fresh: 'Новый контакт',
  },
} as const

for (const locale of ['en-US', 'ru-RU'] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`every page is accessible, translated and fits 1280×720 in ${locale}, ${colorScheme}`, async ({ desk }) => {
      const say = words[locale]
      await desk.startApp({ demoContacts: 300 })
      const page = await desk.openWindow({ locale, colorScheme, viewport })
      await expect(page.getByRole('button').first()).toBeVisible()
      await inspect(page, 'welcome')
      await page.getByRole('button').first().click()
      await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '300', { timeout: 60_000 })
      await inspect(page, 'contacts')
      await page.getByRole('grid').getByRole('row').nth(3).click()
      await expect(page.getByRole('region').first()).toBeVisible()
      await inspect(page, 'card')
      await page.keyboard.press('Control+a')
      await inspect(page, 'selection')
      await page.keyboard.press('t')
      await expect(page.getByRole('dialog')).toBeVisible()
      await inspect(page, 'tag dialog')
      await page.getByRole('dialog').getByRole('button').first().click()
      await page.keyboard.press('Control+k')
      await inspect(page, 'palette')
      await page.keyboard.press('Escape')
      await page.getByRole('status').first().getByRole('button').click()
      await inspect(page, 'sync details')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: say.fresh }).click()
      await inspect(page, 'new contact')
      await page.keyboard.press('Escape')
      await page.getByRole('link', { name: say.companies }).click()
      await page.getByRole('grid', { name: say.companies }).getByRole('row').nth(3).click()
      await expect(page.getByRole('region').first()).toBeVisible()
      await inspect(page, 'companies')
      await page.getByRole('link', { name: say.deals }).click()
      await page.getByRole('grid', { name: say.deals }).getByRole('row').nth(3).click()
      await expect(page.getByRole('region').first()).toBeVisible()
      await inspect(page, 'deals')
      await page.getByRole('link', { name: say.pending }).click()
      await inspect(page, 'pending')
      await page.getByRole('link', { name: say.settings }).click()
      await inspect(page, 'settings')
    })
  }
}

/** What stands out at the side of its list, or of the window, or lies on what is below the bar. */
const cutOff = (): readonly string[] => {
  const lowest = document.querySelector('[role="grid"]')?.getBoundingClientRect().top ?? 0
  const isHalfBelow = ({ top, bottom }: DOMRect) => top < lowest && bottom > lowest
  const edgeOf = (cell: Element) => cell.closest('[role="grid"]')?.getBoundingClientRect().right ?? 0
  const heads = [...document.querySelectorAll('[role="columnheader"]')].filter(
    (cell) => cell.getBoundingClientRect().right > edgeOf(cell) + 1,
  )
  const buttons = [...document.querySelectorAll('main button')].filter(
    (button) => button.getBoundingClientRect().right > innerWidth || isHalfBelow(button.getBoundingClientRect()),
  )
  return [...heads, ...buttons].map((one) => one.getAttribute('aria-label') ?? one.textContent.trim())
}

test('in the smallest window nothing of a list is cut off at its side, with a card beside it', async ({ desk }) => {
  const say = words['ru-RU']
  await desk.startApp({ demoContacts: 60 })
  const page = await desk.openWindow({ locale: 'ru-RU', viewport: { width: 800, height: 600 } })
  await page.getByRole('button', { name: say.demo }).click()

  for (const list of [say.contacts, say.companies, say.deals]) {
    await page.getByRole('link', { name: list }).click()
    const grid = page.getByRole('grid', { name: list })
    await expect(grid.getByRole('row').nth(3)).toBeVisible({ timeout: 30_000 })
    await grid.getByRole('row').nth(3).click()
    await expect(page.getByRole('button', { name: 'Закрыть' }).first()).toBeVisible()
    expect(await page.evaluate(cutOff), list).toEqual([])
  }
})
