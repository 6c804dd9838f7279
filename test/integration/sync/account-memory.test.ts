import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { RememberedAccount } from '#core/sync/account-memory.ts'
import { Journal } from '#core/sync/journal.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { accountId, contactId, mutationId, rename } from '#test/support/contacts.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

const account: RememberedAccount = {
  accountId,
  provider: 'amocrm',
  remoteAccountId: '7',
  origin: 'https://one.amocrm.ru',
  isDemo: false,
}
const other: RememberedAccount = { ...account, accountId: 'aaa0' as RememberedAccount['accountId'] }
const edit: Mutation = {
  id: mutationId(1),
  accountId,
  at: 0,
  change: { kind: 'edit', contactId: contactId(1), edit: rename('A', 'B') },
  subject: 'A',
}

async function openJournal() {
  const path = join(await temporaryDirectory(), 'journal.sqlite')
  const journal = new Journal(path)
  onTestFinished(() => journal.close())
  return { journal, path }
}

test('an account is remembered where its edits are, as it was last', async () => {
  const { journal, path } = await openJournal()
  journal.accounts.remember(account)
  journal.accounts.remember({ ...account, origin: 'https://two.amocrm.ru' })

  const again = new Journal(path)
  onTestFinished(() => again.close())

  expect(again.accounts.list()).toEqual([{ ...account, origin: 'https://two.amocrm.ru' }])
})

test('an account is not forgotten while an edit of it waits', async () => {
  const { journal } = await openJournal()
  journal.accounts.remember(account)
  journal.accept(edit)

  journal.accounts.forget(accountId)
  expect(journal.accounts.list()).toEqual([account])
  journal.cancel(edit.id)
  journal.accounts.forget(accountId)
  expect(journal.accounts.list()).toEqual([])
})

test('of two ids for one account the one whose edits wait comes first', async () => {
  const { journal } = await openJournal()
  journal.accounts.remember(other)
  journal.accounts.remember(account)
  journal.accept(edit)

  expect(journal.accounts.list()).toEqual([account, other])
})
