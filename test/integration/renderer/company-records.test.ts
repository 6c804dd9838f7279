import { describe, expect, test, vi } from 'vitest'
import { applyCompanies } from '#renderer/db/apply-companies.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { applyNeighbours } from '#renderer/db/apply-neighbours.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { findCompanyOf, readCompany } from '#renderer/db/read-company.ts'
import { readCompanyFacts } from '#renderer/db/read-company-lines.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { noDealFilters } from '#renderer/search/deal-query.ts'
import { toRejectedWith } from '#shared/domain/fault.ts'
import {
  newEntityId,
  toCompanyRecordId,
  toEntityId,
  toNeighbourId,
  type CompanyId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import type { CompanyFields, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { saleFacts } from '#shared/domain/sale-facts.ts'
import { account, contactId, someCache, someContact } from '#test/support/cache-base.ts'
import { mutationId } from '#test/support/contacts.ts'
import { someSearch } from '#test/support/search-base.ts'

const seven = '7' as RemoteId
const computed = toEntityId<CompanyId>(account, seven)
const checkpoint = { cursor: 'c', isComplete: true }
const byName = { by: 'name', direction: 'asc' } as const
const everything = { text: '', sort: byName }
const ofCompany = { text: '', filters: { companyId: computed }, sort: byName }
const deal: RemoteNeighbour = {
  ...{ kind: 'deal', id: toNeighbourId('deal', account, seven), remoteId: seven, accountId: account },
  fields: {
    ...{ name: 'Deal', price: 1, stage: null, responsibleId: null },
    ...{ contactIds: [], mainContactId: null, companyId: computed },
  },
  ...{ createdAt: 1, createdBy: null, updatedAt: 2, updatedBy: null },
}

const record = (name: string, fields: Partial<CompanyFields> = {}): RemoteNeighbour => ({
  ...{ kind: 'company', id: toCompanyRecordId(account, seven), remoteId: seven, accountId: account },
  fields: { companyId: computed, name, responsibleId: null, phones: [], emails: [], ...fields },
  ...{ createdAt: 1, createdBy: null, updatedAt: 2, updatedBy: null },
})

const pull = (context: StoreContext, neighbour: RemoteNeighbour) =>
  applyNeighbours(context, {
    accountId: account,
    kind: 'company',
    changes: [{ kind: 'upsert', neighbour }],
    checkpoint,
  })

const bury = (context: StoreContext) =>
  applyNeighbours(context, {
    accountId: account,
    kind: 'company',
    changes: [{ kind: 'delete', id: toCompanyRecordId(account, seven) }],
    checkpoint,
  })

describe('the record of a company', () => {
  test('brings its name into the list of companies, and the position of its pull', async () => {
    const context = someCache()

    await pull(context, record('Acme', { phones: [{ value: '+1', kind: 'work' }] }))

    expect(await context.db.companies.toArray()).toEqual([
      { id: computed, accountId: account, remoteId: seven, name: 'Acme', updatedAt: 2 },
    ])
    expect((await context.db.checkpoints.get([account, 'company']))?.cursor).toBe('c')
    expect((await readCompanyFacts(context.db, [computed])).get(computed)?.phone).toBe('+1')
    expect(context.announced).toContainEqual({ kind: 'companies', ids: [computed] })
  })

  test('stands under the id that a name typed here has given the company', async () => {
    const context = someCache()
    const made = newEntityId<CompanyId>(account, '0b9f6f4e-0000-4000-8000-000000000007')
    await applyCompanies(context, {
      accountId: account,
      companies: [{ id: made, accountId: account, remoteId: seven, name: 'Acme', updatedAt: 1 }],
    })

    await pull(context, record('Acme & Co', { companyId: made }))

    expect((await context.db.companies.toArray()).map(({ id, name }) => [id, name])).toEqual([[made, 'Acme & Co']])
    expect((await readCompany(context.db, made))?.record?.fields.name).toBe('Acme & Co')
  })

  test('that is gone leaves the list, and names the contacts that still belong to it until they do not', async () => {
    const { context, search } = someSearch()
    const [tell, id] = [(text: string) => search.findCompanies(account, text, 9), contactId('1')]
    const belongs = (companyIds: readonly CompanyId[]) =>
      applyContacts(context, {
        accountId: account,
        changes: [{ kind: 'upsert', contact: someContact('1', { companyIds }) }],
        checkpoint,
      })
    const listed = async () => (await search.listCompanies(everything, { from: 0, to: 9 })).total
    await belongs([computed])
    await pull(context, record('Acme'))
    search.start('en')
    await vi.waitFor(async () => expect([await listed(), await tell('acme')]).toEqual([1, [computed]]))

    await bury(context)

    await vi.waitFor(async () => expect([await listed(), await tell('acme')]).toEqual([0, []]))
    const found = await search.find({ text: 'acme', filters: {}, sort: byName })
    expect(await found?.window(0, 9)).toEqual([id])
    expect(await readCompany(context.db, computed)).toMatchObject({ name: 'Acme', record: { isDeleted: true } })
    await belongs([])
    await vi.waitFor(async () => expect((await search.find(ofCompany))?.total).toBe(0))
    expect(await listed()).toBe(0)
    await pull(context, record('Acme'))
    await vi.waitFor(async () => expect(await listed()).toBe(1))
  })

  test('that is gone still names a deal, and nobody is linked to it by its name', async () => {
    const { context, search } = someSearch()
    await pull(context, record('Acme'))
    await applyNeighbours(context, {
      ...{ accountId: account, kind: 'deal', checkpoint },
      changes: [{ kind: 'upsert', neighbour: deal }],
    })
    await bury(context)
    // A page of names that was on its way says nothing of that.
    await applyCompanies(context, {
      accountId: account,
      companies: [{ id: computed, accountId: account, remoteId: seven, name: 'Acme', updatedAt: 1 }],
    })
    search.start('en')

    const found = await search.findDeals({
      ...{ kind: 'deal', text: 'acme', filters: noDealFilters },
      sort: byName,
    })
    const { change } = await createContact(context, account, someContact('2').fields, 'Acme')

    expect(found.ids).toEqual([deal.id])
    expect(await context.db.companies.get(computed)).toMatchObject({ name: 'Acme', isGone: true })
    expect(change).toMatchObject({ kind: 'create', createCompanyName: 'Acme' })
  })

  test('is found by its numbers, e-mails and tags as well, however they are typed, and by those that it has now', async () => {
    const { context, search } = someSearch()
    const tags = [{ value: 'Дилер' }]
    const more = {
      phones: [{ value: '+7 (912) 345-67-89', kind: 'work' }],
      emails: [{ value: 'Sales@Acme.example', kind: 'work' }],
      custom: { [saleFacts.companyTags]: tags },
    }
    await pull(context, record('Acme', more))
    search.start('en')
    const total = async (text: string) =>
      (await search.listCompanies({ ...everything, text }, { from: 0, to: 9 })).total
    await vi.waitFor(async () => expect(await total('')).toBe(1))

    const texts = ['8 912 345', '345-67 89', 'sales@acme', 'acme дилер', 'acme 345', 'acme 346', 'nobody', '12']
    const found = await Promise.all(texts.map(total))
    await pull(context, record('Acme', { ...more, phones: [{ value: '495 111-22-33', kind: 'work' }] }))

    expect(found).toEqual([1, 1, 1, 1, 1, 0, 0, 0])
    await vi.waitFor(async () => expect([await total('912 345'), await total('4951112')]).toEqual([0, 1]))
  })

  test('that was taken away here can be opened, and one of which nothing is left cannot', async () => {
    const context = someCache()
    await pull(context, record('Acme', { isRemoved: true }))
    const id = toCompanyRecordId(account, seven)

    const found = await findCompanyOf(context.db, id)
    await context.db.companies.delete(computed)

    expect([found, await findCompanyOf(context.db, id)]).toEqual([computed, null])
  })

  test('tells each field of a refusal apart', async () => {
    const context = someCache()
    await pull(context, record('Acme'))
    const id = toCompanyRecordId(account, seven)
    const faults = (['neighbour:name', 'neighbour:phones'] as const).map((field) => ({
      ...{ field, reason: 'InvalidType', message: '' },
    }))
    const problem = toRejectedWith(faults) ?? { kind: 'gone' as const }
    await context.db.targets.put({ mutationId: mutationId(1), recordId: id, accountId: account, problem })

    const { problems = [] } = (await readCompany(context.db, computed))?.record ?? {}

    expect(problems.map((one) => one.problem)).toMatchObject([
      { field: 'neighbour:name' },
      { field: 'neighbour:phones' },
    ])
  })
})
