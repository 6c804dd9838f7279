import { expect, test, vi } from 'vitest'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { replaceDirectory } from '#renderer/db/replace-directory.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { toEntityId, toTeamId, type RemoteId, type UserId } from '#shared/domain/ids.ts'
import { account, someContact } from '#test/support/cache-base.ts'
import { openWindow } from '#test/support/window-base.ts'

const user = (id: string) => toEntityId<UserId>(account, id as RemoteId)
const team = { id: toTeamId(account, '9' as RemoteId), name: 'Sales' }

/** Users of the account; those that are named are in the team. */
const tellUsers = (context: StoreContext, members: readonly string[]) =>
  replaceDirectory(context, {
    ...{ accountId: account, fields: [], tags: [] },
    users: ['1', '2', '3'].map((id) => ({
      ...{ id: user(id), accountId: account, name: `User ${id}`, isActive: true },
      ...(members.includes(id) ? { team } : {}),
    })),
  })

test('a list that is narrowed to a team follows who is in it', async () => {
  const { list, context } = await openWindow({ 7: 'Nobody' })
  await applyContacts(context, {
    accountId: account,
    changes: ['1', '2', '3'].map((id) => ({ kind: 'upsert', contact: someContact(id, { responsibleId: user(id) }) })),
    checkpoint: { cursor: 'b', isComplete: true },
  })
  await tellUsers(context, ['1'])

  list.filters = { teamId: team.id }
  await vi.waitFor(() => expect(list.total).toBe(1))
  await tellUsers(context, ['1', '2'])
  await vi.waitFor(() => expect(list.total).toBe(2))
  await tellUsers(context, [])

  await vi.waitFor(() => expect(list.total).toBe(0))
})
