import { expect, test } from 'vitest'
import type { AmocrmContext } from '#core/connectors/amocrm/context.ts'
import { findCreated, findDeleted } from '#core/connectors/amocrm/find-created.ts'
import { createMarker } from '#core/connectors/amocrm/marker.ts'
import type { ContactWire } from '#core/connectors/amocrm/wire.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { accountId } from '#test/support/contacts.ts'

const logger = { info: () => undefined, warn: () => undefined }
const { signal } = new AbortController()
const row = (id: number) => ({ id, created_at: 100, updated_at: 100 }) as ContactWire

/** What answers to the list of contacts, page by page. */
function contextOf(...pages: readonly (readonly ContactWire[])[]): AmocrmContext {
  const http = {
    heardAt: () => 100_000,
    getJson: async (_path: string, { query }: { query: { page: number } }) =>
      Promise.resolve({ rows: pages[query.page - 1] ?? [], hasNext: query.page < pages.length }),
  }
  const [filters, marker] = [{ areObeyed: true }, createMarker(null, logger)]
  return { accountId, logger, filters, marker, http, clock: {}, account: { zone: null } } as unknown as AmocrmContext
}

test('a contact that slips to the next page because another came into being is one contact', async () => {
  const { created } = await findCreated(contextOf([row(3), row(2)], [row(2), row(1)]), 100_000, signal)

  expect(created.map(({ contact }) => contact.remoteId)).toEqual(['3', '2', '1'])
})

const denied = new AppError('auth/denied', 'not allowed')
const refused = new AppError('remote/invalid-response', 'a read refused with 400', {
  cause: new HttpRefusal(400, null, 'refused with 400', {}),
})

test.each([
  ['may not be read by this user', denied],
  ['this brand does not know', refused],
])('nothing is known of a trash that %s', async (_name, failure) => {
  const context = contextOf()
  const http = { ...context.http, getJson: async () => Promise.reject(failure) }

  expect(await findDeleted({ ...context, http }, 100_000, signal)).toEqual([])
})
