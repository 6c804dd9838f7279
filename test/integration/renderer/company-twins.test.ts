import { describe, expect, test } from 'vitest'
import { newEntityId, toEntityId, type CompanyId, type RemoteId } from '#shared/domain/ids.ts'
import { applyCompanies } from '#renderer/db/apply-companies.ts'
import { settle } from '#renderer/db/settle.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { account, contactId, snapshot, someBase, someContact, someRename } from '#test/support/cache-base.ts'

const remoteId = '7' as RemoteId
const pulled = toEntityId<CompanyId>(account, remoteId)
const madeHere = newEntityId<CompanyId>(account, crypto.randomUUID())
const company = (id: CompanyId, name: string) => ({ id, accountId: account, remoteId, name, updatedAt: 5 })

/** Two contacts of a company as it was pulled; one of them with an edit that waits. */
async function someTwins() {
  const base = await someBase()
  const contacts = ['1', '2'].map((id) => someContact(id, { firstName: 'Anna', companyIds: [pulled] }))
  await settle(base.context, { accountId: account, outcomes: [], contacts, companies: [company(pulled, 'Acme')] })
  await acceptMutation(base.context, base.main, someRename('2', 'Anna', 'Anya'))
  return base
}

describe('a company that a name typed here turned out to be', () => {
  test('is one row from then on, its contacts with it, when a push tells of it', async () => {
    const { context } = await someTwins()

    const companies = [company(madeHere, 'Acme & Sons')]
    await settle(context, { accountId: account, outcomes: [], contacts: [], companies })

    const after = await snapshot(context)
    expect(after.companies).toEqual(companies)
    expect(after.contacts).toMatchObject([
      { id: contactId('1'), fields: { companyIds: [madeHere] } },
      { id: contactId('2'), fields: { companyIds: [madeHere] }, base: { companyIds: [madeHere] } },
    ])
    expect(context.announced.at(-1)).toEqual({ kind: 'contacts', ids: [contactId('1'), contactId('2')] })
  })

  test('keeps the name that it has by now when a push tells the one that was typed', async () => {
    const { context } = await someTwins()

    const old = { ...company(madeHere, 'Acme as typed'), updatedAt: 0 }
    await settle(context, { accountId: account, outcomes: [], contacts: [], companies: [old] })
    await settle(context, { accountId: account, outcomes: [], contacts: [], companies: [old] })

    const after = await snapshot(context)
    expect(after.companies).toEqual([company(madeHere, 'Acme')])
    expect(after.contacts.map(({ fields }) => fields.companyIds)).toEqual([[madeHere], [madeHere]])
  })

  test('takes along contacts that came before the company itself', async () => {
    const { context } = await someBase()
    const contacts = [someContact('1', { companyIds: [pulled] })]
    await settle(context, { accountId: account, outcomes: [], contacts, companies: [] })

    await applyCompanies(context, { accountId: account, companies: [company(madeHere, 'Acme')] })

    expect((await snapshot(context)).contacts).toMatchObject([{ fields: { companyIds: [madeHere] } }])
  })

  test('is one row as well when a pull tells of it', async () => {
    const { context } = await someTwins()

    const companies = [company(madeHere, 'Acme & Sons')]
    await applyCompanies(context, { accountId: account, companies })

    const after = await snapshot(context)
    expect(after.companies).toEqual(companies)
    expect(after.contacts.map(({ fields }) => fields.companyIds)).toEqual([[madeHere], [madeHere]])
  })
})
