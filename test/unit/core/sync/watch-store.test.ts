import { describe, expect, test } from 'vitest'
import { watchStore } from '#core/sync/watch-store.ts'
import type { Caller, StoreCommands } from '#shared/ipc/contract.ts'
import { accountId } from '#test/support/contacts.ts'
import { createFakeClock, settled } from '#test/support/fake-clock.ts'

const checkpoint = { cursor: 'c', isComplete: true }

function watch(answer: () => Promise<unknown>) {
  const clock = createFakeClock()
  let moves = 0
  const store: Caller<StoreCommands> = { call: async () => (await answer()) as never }
  return { clock, line: watchStore(store, clock, () => (moves += 1)), moves: () => moves }
}

describe('watchStore', () => {
  test('says what the window has been asked the longest ago, until it answers', async () => {
    const gate = Promise.withResolvers<unknown>()
    const { clock, line } = watch(async () => gate.promise)
    const since = clock.now()
    const first = line.store.call('cache/read-checkpoints', { accountId })
    await clock.advance(1_000)
    const second = line.store.call('cache/apply-companies', { accountId, companies: [] })

    const during = line.waitsFor()
    gate.resolve({})
    await Promise.all([first, second])

    expect([during, line.waitsFor()]).toEqual([{ kind: 'window', command: 'cache/read-checkpoints', since }, null])
  })

  test('takes for progress only what is new in the window', async () => {
    const { line, moves } = watch(async () => ({}))
    const nothing = { accountId, outcomes: [], contacts: [], companies: [] }
    const mutationId = '00000000-0000-4000-8000-000000000001' as never
    const told = (outcome: object) => [{ mutationId, recordId: `${accountId}.1` as never, outcome: outcome as never }]

    await line.store.call('cache/read-checkpoints', { accountId })
    await line.store.call('cache/apply-contacts', { accountId, changes: [], checkpoint })
    await line.store.call('outbox/settle', {
      ...nothing,
      outcomes: told({ kind: 'set-aside', problem: { kind: 'gone' } }),
    })
    const before = moves()
    await line.store.call('cache/apply-contacts', {
      accountId,
      changes: [{ kind: 'delete', id: `${accountId}.1` as never }],
      checkpoint,
    })
    await line.store.call('outbox/settle', { ...nothing, outcomes: told({ kind: 'applied' }) })

    expect([before, moves()]).toEqual([0, 2])
  })

  test('stops waiting for a window that never answers when it is told to', async () => {
    const { line, moves } = watch(async () => new Promise(() => undefined))
    const asked = line.store.call('cache/apply-contacts', { accountId, changes: [], checkpoint })

    line.giveUp()

    await expect(asked).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'unanswered' } })
    await settled()
    expect([line.waitsFor(), moves()]).toEqual([null, 0])
  })
})
