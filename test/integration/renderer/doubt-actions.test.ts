import { expect, test, vi } from 'vitest'
import { useDoubtActions } from '#renderer/stores/use-doubt-actions.ts'
import { useOutboxStore } from '#renderer/stores/outbox-store.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { mutationId } from '#test/support/contacts.ts'
import { openWindow } from '#test/support/window-base.ts'

test('an answer about a new contact waits until what was typed into it a moment ago is accepted', async () => {
  const { context } = await openWindow({ 1: 'Anna' })
  const gate = Promise.withResolvers<undefined>()
  const typed = useOutboxStore().perform(async () => {
    await gate.promise
    return []
  })
  const looks = vi.spyOn(context.db.outbox, 'where')

  const answered = useDoubtActions().adopt(mutationId(1), '7' as RemoteId)
  const before = looks.mock.calls.length
  gate.resolve(undefined)
  await typed

  // Nothing is asked about that contact here: whoever has looked knows that.
  await expect(answered).rejects.toMatchObject({ details: { reason: 'changed-since' } })
  expect([before, looks.mock.calls.length > 0]).toEqual([0, true])
})
