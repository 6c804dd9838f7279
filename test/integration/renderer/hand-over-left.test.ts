import { describe, expect, test } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { handOverLeft } from '#renderer/db/hand-over-left.ts'
import { cutLine, FakeMain, refusal, someBase, someRename } from '#test/support/cache-base.ts'

/** Two windows of one cache: the line of the one is cut, the other's is not. */
async function someWindows() {
  const { context, main } = await someBase('1', '2')
  const cut = new FakeMain()
  return { context, main, cut }
}

const states = async ({ db }: Awaited<ReturnType<typeof someWindows>>['context']) =>
  (await db.outbox.orderBy('seq').toArray()).map(({ state }) => state)

describe('handOverLeft', () => {
  test('hands over what another window could not, in the order of the user', async () => {
    const { context, main, cut } = await someWindows()
    const edits = [someRename('1', 'Anna', 'Anya'), someRename('1', 'Anya', 'Ann')]
    for (const edit of edits) {
      cut.failNext('outbox/accept', cutLine)
      await acceptMutation(context, cut, edit)
    }
    const before = await states(context)

    const seen = await handOverLeft(context, main, new Set())
    const askedAtFirst = main.asked('outbox/accept')
    await handOverLeft(context, main, seen)

    expect([before, askedAtFirst]).toEqual([['saving', 'saving'], []])
    expect([...main.journal.keys()]).toEqual(edits.map(({ id }) => id))
    expect(await states(context)).toEqual(['pending', 'pending'])
  })

  test('takes back what another window wanted to take back', async () => {
    const { context, main } = await someWindows()
    const edit = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    main.failNext('outbox/cancel', cutLine)
    await expect(cancelMutation(context, main, edit.id)).rejects.toBe(cutLine)

    await handOverLeft(context, main, await handOverLeft(context, main, new Set()))

    expect([main.asked('outbox/cancel').length, await context.db.outbox.count()]).toEqual([2, 0])
  })

  test('goes on with the others when main refuses one, and offers it again', async () => {
    const { context, main, cut } = await someWindows()
    for (const edit of [someRename('1', 'Anna', 'Anya'), someRename('2', 'Anna', 'Ann')]) {
      cut.failNext('outbox/accept', cutLine)
      await acceptMutation(context, cut, edit)
    }
    const seen = await handOverLeft(context, main, new Set())
    main.failNext('outbox/accept', refusal)

    const still = await handOverLeft(context, main, seen)
    const afterRefusal = await states(context)
    await handOverLeft(context, main, still)

    expect([afterRefusal, await states(context)]).toEqual([
      ['saving', 'pending'],
      ['pending', 'pending'],
    ])
  })
})
