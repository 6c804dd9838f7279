import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { holdStore, type StoreRole } from '#renderer/db/hold-store.ts'
import type { Connection } from '#renderer/ipc/main-client.ts'
import { cutLine, refusal, someBase, someBulkTag, someRename, type FakeMain } from '#test/support/cache-base.ts'

/** One lock, as the browser gives it: in turn, to one at a time. */
function someLocks(): Pick<LockManager, 'request'> {
  let last: Promise<unknown> = Promise.resolve()
  const request = (...args: unknown[]) => {
    const work = args.at(-1) as () => Promise<unknown>
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
  return { request } as Pick<LockManager, 'request'>
}

async function openWindow(main: FakeMain, locks: Pick<LockManager, 'request'>) {
  const { context } = await someBase('1')
  const roles: StoreRole['kind'][] = []
  const closing = new AbortController()
  onTestFinished(() => closing.abort())
  let hear: (connection: Connection) => void = () => undefined
  const line = {
    call: main.call.bind(main),
    onConnection(listener: typeof hear) {
      hear = listener
      return () => undefined
    },
  } as Parameters<typeof holdStore>[0]['main']
  const onRole = ({ kind }: StoreRole) => void roles.push(kind)
  const waiting = new Set<() => void>()
  const later = (act: () => void) => {
    waiting.add(act)
    return () => void waiting.delete(act)
  }
  const passTime = () => {
    const due = [...waiting]
    waiting.clear()
    for (const act of due) act()
  }
  holdStore({ context, main: line, locks, isOnline: () => true, onRole, later, signal: closing.signal })
  return { context, roles, passTime, close: () => closing.abort(), reconnect: () => hear('online') }
}

describe('holdStore', () => {
  test('makes one window the store; the next takes over when it closes', async () => {
    const { main } = await someBase()
    const locks = someLocks()
    const first = await openWindow(main, locks)
    const second = await openWindow(main, locks)
    await vi.waitFor(() => expect(first.roles).toEqual(['viewer', 'reconciling', 'store']))
    const whileOpen = [...second.roles]

    first.close()

    await vi.waitFor(() => expect(second.roles).toEqual(['viewer', 'reconciling', 'store']))
    expect(whileOpen).toEqual(['viewer'])
  })

  test('reconciles again on a new line to main', async () => {
    const { main } = await someBase()
    const window = await openWindow(main, someLocks())
    await vi.waitFor(() => expect(window.roles.at(-1)).toBe('store'))
    await acceptMutation(window.context, main, someRename('1', 'Anna', 'Anya'))
    main.journal.clear()

    window.reconnect()

    await vi.waitFor(() => expect(main.asked('store/attach')).toHaveLength(2))
    expect(main.journal.size).toBe(1)
  })

  test('says so when it cannot be the store', async () => {
    const { main } = await someBase()
    main.failNext('outbox/reconcile', refusal)

    const window = await openWindow(main, someLocks())

    await vi.waitFor(() => expect(window.roles).toEqual(['viewer', 'reconciling', 'failed']))
  })

  test('tries again by itself after a failure that may have passed', async () => {
    const { main } = await someBase()
    main.failNext('outbox/reconcile', refusal)
    const window = await openWindow(main, someLocks())
    await vi.waitFor(() => expect(window.roles.at(-1)).toBe('failed'))

    window.passTime()

    await vi.waitFor(() => expect(window.roles.at(-1)).toBe('store'))
  })

  test('takes on, while it is the store, what another window could not hand over', async () => {
    const { main } = await someBase()
    const window = await openWindow(main, someLocks())
    await vi.waitFor(() => expect(window.roles.at(-1)).toBe('store'))
    main.failNext('outbox/accept', cutLine)
    await acceptMutation(window.context, main, someRename('1', 'Anna', 'Anya'))

    window.passTime()
    const afterOneLook = main.journal.size
    await vi.waitFor(() => {
      window.passTime()
      expect(main.journal.size).toBe(1)
    })

    expect(afterOneLook).toBe(0)
    expect(main.asked('store/attach')).toHaveLength(1)
  })

  test('writes the rows of a large bulk edit while it is the store, and no longer when it has closed', async () => {
    const { main } = await someBase()
    const locks = someLocks()
    const [first, second] = [await openWindow(main, locks), await openWindow(main, locks)]
    await vi.waitFor(() => expect(first.roles.at(-1)).toBe('store'))
    for (const { context } of [first, second]) {
      context.db.rowsAtOnce = 0
      await acceptMutation(context, main, someBulkTag(['1'], 'vip'))
    }

    await vi.waitFor(async () => {
      first.passTime()
      second.passTime()
      expect(await first.context.db.targets.count()).toBe(1)
    })
    const ofViewer = await second.context.db.targets.count()
    first.close()

    await vi.waitFor(async () => {
      second.passTime()
      expect(await second.context.db.targets.count()).toBe(1)
    })
    expect(ofViewer).toBe(0)
  })
})
