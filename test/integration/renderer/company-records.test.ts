import { describe, expect, test } from 'vitest'
import { applyCompanies } from '#renderer/db/apply-companies.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { applyNeighbours } from '#renderer/db/apply-neighbours.ts'
import { readCompany } from '#renderer/db/read-company.ts'
import { readCompanyFacts } from '#renderer/db/read-company-lines.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { newEntityId, toCompanyRecordId, toEntityId, type CompanyId, type RemoteId } from '#shared/domain/ids.ts'
import type { CompanyFields, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { account, someCache, someContact } from '#test/support/cache-base.ts'

const seven = '7' as RemoteId
const computed = toEntityId<CompanyId>(account, seven)
const checkpoint = { cursor: 'c', isComplete: true }

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

  test('that is gone takes the name along, unless somebody here belongs to it', async () => {
    const [lonely, linked] = [someCache(), someCache()]
    await applyContacts(linked, {
      accountId: account,
      changes: [{ kind: 'upsert', contact: someContact('1', { companyIds: [computed] }) }],
      checkpoint,
    })
    for (const context of [lonely, linked]) {
      await pull(context, record('Acme'))
      await bury(context)
    }

    expect(await lonely.db.companies.get(computed)).toBeUndefined()
    expect((await linked.db.companies.get(computed))?.name).toBe('Acme')
    expect((await readCompany(linked.db, computed))?.record?.isDeleted).toBe(true)
  })
})
