import { expect, test } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { findSurvivors, searchSurvivors, type LookUp } from '#renderer/db/find-survivors.ts'
import type { GoneContact } from '#renderer/db/read-conflicts.ts'
import { account, contactId, someBase, someContact, someFields, someRename } from '#test/support/cache-base.ts'

const gone: GoneContact = {
  contactId: contactId('1'),
  accountId: account,
  name: 'Anya',
  fields: someFields(),
  mutations: [],
  edits: [],
  isBack: false,
}

/** Anna, renamed here, beside others. */
async function someBaseOf(others: Parameters<typeof someContact>[1][]) {
  const { context, main } = await someBase()
  const contacts = [someContact('1', { phones: [{ value: '+79120000000', kind: 'work' }] })]
  for (const [at, fields] of others.entries()) contacts.push(someContact(String(at + 2), fields))
  const changes = contacts.map((contact) => ({ kind: 'upsert' as const, contact }))
  await applyContacts(context, { accountId: account, changes, checkpoint: { cursor: 'a', isComplete: true } })
  await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
  const lookUp: LookUp = async () => contacts.map(({ id }) => id)
  return { db: context.db, lookUp }
}

test('suggests those with the same phone, or the name of before or after the edit, the most alike first', async () => {
  const { db, lookUp } = await someBaseOf([
    { name: 'Boris', firstName: 'Boris' },
    { name: 'Anya', firstName: 'Anya' },
    { name: 'Anna', firstName: 'Anna', phones: [{ value: '8 (912) 000-00-00', kind: 'mobile' }] },
  ])

  const found = await findSurvivors(db, lookUp, gone)

  expect(found.map(({ id, likeness }) => [id, likeness])).toEqual([
    [contactId('4'), ['phone', 'name']],
    [contactId('3'), ['name']],
  ])
})

test('finds any other contact by what is typed, but never the one that is gone', async () => {
  const { db, lookUp } = await someBaseOf([{ name: 'Boris', firstName: 'Boris' }])

  expect((await searchSurvivors(db, lookUp, gone, 'anything')).map(({ name }) => name)).toEqual(['Boris'])
})
