import type { Page } from '@playwright/test'
import { expectCount, expectSynced } from './user.ts'

/** A Bitrix24 of the demo CRM: signing in to it as a person does, and what a colleague or a test asks of it past the app. */

export type Params = Readonly<Record<string, unknown>>

/** From the first screen on, until everything is here. @param contacts how many the portal has */
export async function connectPortal(page: Page, webhook: string, contacts: number): Promise<void> {
  await page.getByRole('button', { name: 'Connect a CRM' }).click()
  await page.getByRole('radio', { name: 'Bitrix24' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Address of the webhook' }).fill(webhook)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expectCount(page, contacts)
  await expectSynced(page)
}

/** What one method answers; `T` is what the caller knows of it. */
export async function askPortal<T = unknown>(webhook: string, method: string, params: unknown = {}): Promise<T> {
  const body = JSON.stringify(params)
  const response = await fetch(`${webhook}${method}`, {
    ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
  })
  return ((await response.json()) as { readonly result: T }).result
}
