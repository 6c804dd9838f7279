import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** What a page as it is shown now keeps from people who use assistive technology: rule and place, none when all is well. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}
