import { describe, expect, test } from 'vitest'
import type { MutationId } from '#shared/domain/ids.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { readOutbox } from '#renderer/db/read-outbox.ts'
import { someBase, someRename } from '#test/support/cache-base.ts'

/** An outbox with two edits. */
async function twoEdits() {
  const { context, main } = await someBase('1', '2')
  const [one, other] = [someRename('1', 'A', 'B'), someRename('2', 'A', 'C')]
  for (const mutation of [one, other]) await acceptMutation(context, main, mutation)
  const read = async () => (await readOutbox(context.db)).map(({ mutation }) => mutation)
  const rewrite = (id: MutationId, mutation: unknown) => context.db.outbox.where({ id }).modify({ mutation })
  return { one, other, read, rewrite }
}

describe('readOutbox', () => {
  test('parses a row once as long as it stays, and anew when it means something else', async () => {
    const { one, other, read, rewrite } = await twoEdits()
    const before = await read()
    const retold = someRename('1', 'A', 'D')
    await rewrite(one.id, { ...retold, id: one.id })

    const after = await read()

    expect(after).toEqual([{ ...retold, id: one.id }, other])
    expect(after[1], 'the very same').toBe(before[1])
  })

  test('leaves out a row that makes no sense any more, and has it back when it does again', async () => {
    const { one, other, read, rewrite } = await twoEdits()
    await read()
    await rewrite(one.id, { ...one, change: 'none' })
    const without = await read()
    await rewrite(one.id, one)

    expect([without, await read()]).toEqual([[other], [one, other]])
  })
})
