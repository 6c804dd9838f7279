import { describe, expect, test } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { adoptContact } from '#renderer/db/adopt-contact.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { readDoubt } from '#renderer/db/read-doubt.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { settle } from '#renderer/db/settle.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import {
  account,
  contactId,
  cutLine,
  FakeMain,
  someBase,
  someBulkTag,
  someContact,
  someFields,
} from '#test/support/cache-base.ts'

const twin = '7' as RemoteId
const doubtful: Problem = { kind: 'doubtful', candidates: [twin] }

/** A create that was asked about, sent again, and has become contact 9; its company is still to be made. */
async function someAnswered() {
  const { context, main } = await someBase('7')
  const fields = someFields({ firstName: 'Anna', lastName: 'Once' })
  const create = await acceptMutation(context, main, await createContact(context, account, fields, 'New Ltd'))
  if (create.change.kind !== 'create') throw new Error('no create')
  const { contactId: draftId } = create.change
  const told = { ...someContact('9', fields), id: draftId, remoteId: '9' as RemoteId }
  const asked = [
    { mutationId: create.id, recordId: draftId, outcome: { kind: 'set-aside', problem: doubtful } as const },
  ]
  const hear = (parts: Partial<Parameters<typeof settle>[1]>) =>
    settle(context, { accountId: account, outcomes: [], contacts: [], companies: [], ...parts })
  return { context, create, draftId, told, asked, hear, question: () => readDoubt(context.db, create.id) }
}

describe('a create in doubt that has been sent again', () => {
  test('is asked about no more once its contact is known', async () => {
    const { asked, told, hear, question } = await someAnswered()
    await hear({ outcomes: asked })
    const before = await question()

    await hear({ contacts: [told] })

    expect([before?.candidates.length, await question()]).toEqual([1, null])
  })

  test('is not asked about by a message that comes late', async () => {
    const { asked, told, hear, question } = await someAnswered()
    await hear({ contacts: [told] })

    await hear({ outcomes: asked })

    expect(await question()).toBeNull()
  })

  test('cannot be taken for another contact, though that one has edits of its own', async () => {
    const { context, create, draftId, told, asked, hear } = await someAnswered()
    await hear({ outcomes: asked })
    await acceptMutation(context, new FakeMain(), someBulkTag(['7'], 'vip'))
    // As another window knows it already.
    await context.db.contacts.update(draftId, { remoteId: told.remoteId })

    await expect(adoptContact(context, new FakeMain(), create.id, twin)).rejects.toMatchObject({
      code: 'state/refused',
      details: { reason: 'changed-since' },
    })
    expect((await context.db.contacts.get(contactId('7')))?.fields.lastName).not.toBe('Once')
  })

  test('is not asked about again while main has not heard what it was taken for', async () => {
    const { context, create, asked, hear, question } = await someAnswered()
    const main = new FakeMain()
    await hear({ outcomes: asked })
    main.failNext('outbox/adopt', cutLine)
    const adopted = await adoptContact(context, main, create.id, twin).catch((error: unknown) => error)

    await hear({ outcomes: asked })
    await retryMutation(context, main, create.id)

    const row = await context.db.outbox.where({ id: create.id }).first()
    expect([adopted, await question(), row?.state]).toEqual([cutLine, null, 'adopting'])
  })
})
