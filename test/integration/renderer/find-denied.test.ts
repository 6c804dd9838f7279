import { expect, test } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { findDenied } from '#renderer/db/find-denied.ts'
import { newEntityId, type ContactId, type UserId } from '#shared/domain/ids.ts'
import {
  account,
  contactId,
  FakeMain,
  someCache,
  someContact,
  someFields,
  someMutation,
} from '#test/support/cache-base.ts'

const [me, other] = [`${account}.1`, `${account}.2`] as [UserId, UserId]
const isMine = (_: unknown, responsibleId: UserId | null) => responsibleId === me

test('of a long selection those are found that somebody else answers for, not what the CRM has not heard of', async () => {
  const context = someCache()
  const numbers = Array.from({ length: 450 }, (_, at) => at + 1)
  const owner = (n: number) => (n % 3 === 0 ? me : other)
  await applyContacts(context, {
    accountId: account,
    changes: numbers.map((n) => ({
      kind: 'upsert',
      contact: someContact(String(n), { responsibleId: owner(n) }),
    })),
    checkpoint: { cursor: 'a', isComplete: true },
  })
  const draft = newEntityId<ContactId>(account, '00000000-0000-4000-8000-000000000001')
  const create = someMutation({ kind: 'create', contactId: draft, fields: someFields({ responsibleId: other }) })
  await acceptMutation(context, new FakeMain(), create)

  const asked = [...numbers.map((n) => contactId(String(n))), draft, contactId('9999')]
  const denied = await findDenied(context.db, asked, isMine)

  expect(denied).toEqual(new Set(numbers.filter((n) => n % 3 !== 0).map((n) => contactId(String(n)))))
})
