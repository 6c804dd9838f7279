import { describe, expect, test } from 'vitest'
import { compareSome } from '#core/connectors/amocrm/compare-known.ts'
import type { AmocrmContext } from '#core/connectors/amocrm/context.ts'
import { createMarker } from '#core/connectors/amocrm/marker.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { accountId } from '#test/support/contacts.ts'

const { signal } = new AbortController()
const logger = { info: () => undefined, warn: () => undefined }
const ids = ['1', '2', '3', '4', '5'] as readonly string[] as readonly RemoteId[]
const denied = (reason: string) => new AppError('auth/denied', 'no', { details: { reason } })

/** @param listed what a list by ids answers @param single what is answered for one of them */
function contextOf(listed: readonly number[], single: (id: number) => unknown): AmocrmContext {
  const rows = listed.map((id) => ({ id, created_at: 1, updated_at: 1 }))
  const getJson = async (path: string) =>
    Promise.resolve(path.endsWith('/contacts') ? { rows, hasNext: false } : single(Number(path.split('/').at(-1))))
  const [filters, account] = [{ areObeyed: true }, { zone: null }]
  return { accountId, logger, filters, account, marker: createMarker(null, logger), http: { getJson } } as never
}

const compare = async (context: AmocrmContext) =>
  (
    await compareSome(
      context,
      { after: null, doneAt: null, rights: null },
      100,
      async () => ({ ids, next: null }),
      signal,
    )
  ).gone

describe('what a list by ids leaves out', () => {
  test('is gone when each of a few of them is absent by itself, or refused', async () => {
    const context = contextOf([2], (id) => {
      if (id === 3) throw denied('rights')
      return null
    })

    expect(await compare(context)).toEqual(['1', '3', '4', '5'])
  })

  test('is not gone because a list has come out short', async () => {
    expect(await compare(contextOf([], (id) => (id === 1 ? null : { id })))).toEqual(['1'])
  })

  test('is nothing to go by when the token is refused everywhere', async () => {
    const context = contextOf([], () => {
      throw denied('scope')
    })

    await expect(compare(context)).rejects.toMatchObject({ code: 'auth/denied' })
  })

  test('is not asked for while it is not due', async () => {
    const resting = { after: null, doneAt: 90, rights: 'x' }

    const compared = await compareSome(
      contextOf([], () => null),
      resting,
      100,
      async () => ({ ids, next: null }),
      signal,
    )

    expect(compared).toEqual({ gone: [], next: resting })
  })
})
