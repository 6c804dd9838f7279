import { beforeEach, describe, expect, test } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { settle } from '#renderer/db/settle.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { account, contactId, someBase, someBulkTag, someContact, someFields } from '#test/support/cache-base.ts'

/** A contact made here that a pull has brought as 7 as well, before its create was known to have arrived; that row is tagged. */
async function someTwins() {
  const { context, main } = await someBase('7')
  const fields = someFields({ firstName: 'Anna', lastName: 'Once' })
  const create = await acceptMutation(context, main, await createContact(context, account, fields))
  if (create.change.kind !== 'create') throw new Error('no create')
  const draftId = create.change.contactId
  const tag = await acceptMutation(context, main, someBulkTag(['7'], 'vip'))
  const told = { ...someContact('7', { ...fields, tags: ['vip'] }), id: draftId, remoteId: '7' as RemoteId }
  const hear = (parts: Partial<Parameters<typeof settle>[1]>) =>
    settle(context, { accountId: account, outcomes: [], contacts: [], companies: [], ...parts })
  const applied = ({ id: mutationId }: Mutation, id = draftId) => ({
    ...{ mutationId, recordId: id },
    outcome: { kind: 'applied' } as const,
  })
  const ids = async () => (await context.db.contacts.toArray()).map(({ id }) => id)
  return { context, main, create, draftId, tag, told, hear, applied, ids }
}

describe('a contact made here that was pulled under another id as well', () => {
  let world: Awaited<ReturnType<typeof someTwins>>

  beforeEach(async () => {
    world = await someTwins()
    await world.hear({ outcomes: [world.applied(world.create)], contacts: [world.told] })
  })

  test('is two rows as long as the other one has edits that wait', async () => {
    expect((await world.ids()).toSorted()).toEqual([contactId('7'), world.draftId].toSorted())
  })

  test('is one row once they are settled, though the CRM tells nothing of it again', async () => {
    await world.hear({ outcomes: [world.applied(world.tag, contactId('7'))] })

    expect(await world.ids()).toEqual([world.draftId])
    expect(world.context.announced.at(-1)).toMatchObject({ kind: 'contacts', ids: [contactId('7')] })
  })

  test('is one row once they are taken back', async () => {
    await cancelMutation(world.context, world.main, world.tag.id)

    expect(await world.ids()).toEqual([world.draftId])
  })

  test('is two rows while another edit of the other one waits', async () => {
    await acceptMutation(world.context, world.main, someBulkTag(['7'], 'gold'))

    await world.hear({ outcomes: [world.applied(world.tag, contactId('7'))] })

    expect(await world.ids()).toContain(contactId('7'))
  })
})
