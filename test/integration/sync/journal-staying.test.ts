import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { Mutation } from '#shared/domain/mutation.ts'
import { accountId, contactId, mutationId } from '#test/support/contacts.ts'
import { bulk, inLine, openTemp } from '#test/support/journal-base.ts'

const staying = (n: number, ...contacts: number[]): Mutation => ({ ...bulk(n, ...contacts), staysHere: true })

describe('an edit that stays on the device', () => {
  test('is in no line, holds up nobody, and is there when the journal is opened again', async () => {
    const { journal, path } = await openTemp()
    journal.accept(staying(1, 1, 2))
    journal.accept(bulk(2, 1))

    const { journal: again } = await openTemp(path)

    expect(inLine(again)).toEqual([[mutationId(2), contactId(1)]])
    expect(again.pendingRecords(accountId)).toBe(1)
    expect(again.figures.queue(accountId)).toMatchObject({ edits: 1, pending: 1 })
    expect(again.list()).toMatchObject([
      { mutation: { id: mutationId(1), staysHere: true }, pendingIds: [contactId(1), contactId(2)] },
      { mutation: { id: mutationId(2) } },
    ])
  })

  test('can be taken back for some of its contacts, and for all', async () => {
    const { journal } = await openTemp()
    journal.accept(staying(1, 1, 2))

    expect(journal.cancel(mutationId(1), [contactId(1)])).toMatchObject({ cancelled: [contactId(1)] })
    expect(journal.cancel(mutationId(1))).toEqual({ cancelled: [contactId(2)], kept: [] })
    expect(journal.list()).toEqual([])
  })

  test('is in line once its account is released, one of many contacts whole; doing so again changes nothing', async () => {
    const { journal } = await openTemp(undefined, 2)
    journal.accept(staying(1, 1, 2, 3, 4))
    expect(journal.hasPending(accountId)).toBe(false)

    journal.release(accountId)
    journal.release(accountId)

    expect(inLine(journal)).toEqual([1, 2, 3, 4].map((n) => [mutationId(1), contactId(n)]))
    expect(journal.mutation(mutationId(1))?.staysHere).toBeUndefined()
  })

  test('whose words are lost is set aside, and stays again when the window has told it anew', async () => {
    const { journal, path } = await openTemp()
    journal.accept(staying(1, 1))
    const database = new DatabaseSync(path)
    database.exec(`UPDATE mutations SET body = '{}'`)
    database.close()

    const { journal: again } = await openTemp(path)
    const before = again.stateOf({ mutationId: mutationId(1), recordId: contactId(1) })
    again.accept(staying(1, 1))

    expect([again.unreadable, before?.kind]).toEqual([1, 'set-aside'])
    expect(again.stateOf({ mutationId: mutationId(1), recordId: contactId(1) })).toEqual({ kind: 'staying' })
    expect(again.hasPending(accountId)).toBe(false)
  })
})
