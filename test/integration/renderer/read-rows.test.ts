import { describe, expect, test, vi } from 'vitest'
import { readRows } from '#renderer/db/read-rows.ts'
import { contactId, someBase } from '#test/support/cache-base.ts'

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => String(from + at))

async function looked(here: readonly string[], asked: readonly string[]) {
  const { context } = await someBase(...here)
  const oneByOne = vi.spyOn(context.db.contacts, 'bulkGet')
  const rows = await readRows(context.db.contacts, asked.map(contactId))
  return { remoteIds: rows.map((row) => row?.remoteId), keys: oneByOne.mock.calls.flatMap(([keys]) => keys) }
}

const known = (here: readonly string[], asked: readonly string[]) =>
  asked.map((id) => (here.includes(id) ? id : undefined))

describe('readRows', () => {
  test('finds what lies close together without looking each up, in the order asked for', async () => {
    const asked = [...numbers(100, 200)].reverse()

    const { remoteIds, keys } = await looked(numbers(90, 250), asked)

    expect(remoteIds).toEqual(asked)
    expect(keys).toEqual([])
  })

  test('looks none up where none is here', async () => {
    const { remoteIds, keys } = await looked(['99'], numbers(100, 200))

    expect(remoteIds).toEqual(numbers(100, 200).map(() => undefined))
    expect(keys).toEqual([])
  })

  test('looks up the few that are here, and reads none of those between', async () => {
    const here = [...numbers(100, 110), ...numbers(2000, 2100)]
    const asked = [...numbers(100, 200), '3000']

    const { remoteIds, keys } = await looked(here, asked)

    expect(remoteIds).toEqual(known(here, asked))
    expect(keys).toEqual(numbers(100, 110).map(contactId))
  })

  test('looks each up where others lie between them, and where they are few', async () => {
    const here = numbers(1000, 1400)
    const spread = numbers(0, 40).map((n) => String(1000 + Number(n) * 10))

    expect((await looked(here, [...spread, '1005', '1001'])).remoteIds).toEqual([...spread, '1005', '1001'])
    expect((await looked(here, ['1000', '1399', '5'])).remoteIds).toEqual(['1000', '1399', undefined])
    expect((await looked(here, [])).remoteIds).toEqual([])
  })
})
