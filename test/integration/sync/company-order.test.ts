import { describe, expect, test } from 'vitest'
import { readConflicts } from '#renderer/db/read-conflicts.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { newEntityId, toEntityId, type CompanyId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { startWorld, type World } from '#test/support/sync-world.ts'

type Params = Readonly<Record<string, unknown>>

const setOffline = (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })

async function ask(world: World, method: string, params: Params): Promise<unknown> {
  const response = await fetch(`${world.crm().bitrix24.webhook}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  return ((await response.json()) as { readonly result: unknown }).result
}

/** Companies of the contact in the portal, the main one marked. */
async function linked(world: World, { remoteId }: ContactRow): Promise<readonly string[]> {
  const links = (await ask(world, 'crm.contact.company.items.get', { id: remoteId })) as readonly Params[]
  return links
    .toSorted((a, b) => Number(a['SORT']) - Number(b['SORT']))
    .map((link) => `${String(link['COMPANY_ID'])}${link['IS_PRIMARY'] === 'Y' ? '*' : ''}`)
}

const company = ({ account }: World, n: number): CompanyId => toEntityId<CompanyId>(account.id, String(n) as RemoteId)

const order = (world: World, from: readonly number[], to: readonly number[]): FieldEdit => ({
  kind: 'company-order',
  from: from.map((n) => company(world, n)),
  to: to.map((n) => company(world, n)),
})

const link = (world: World, n: number): FieldEdit => ({
  ...{ kind: 'company', from: null, to: company(world, n), exclusive: false },
})

/** A portal in which one contact has companies 1, 2 and 3, and this device, that knows it and works offline. */
async function begin(): Promise<{ readonly world: World; readonly row: ContactRow }> {
  const world = await startWorld({ provider: 'bitrix24', contacts: 60 })
  const id = world.id(5)
  const items = [1, 2, 3].map((n) => ({ COMPANY_ID: n, SORT: n * 10, IS_PRIMARY: n === 1 ? 'Y' : 'N' }))
  await ask(world, 'crm.contact.company.items.set', { id: 5, items })
  await world.main().call('contacts/refresh', { contactId: id })
  await setOffline(world, true)
  const row = await world.row(id)
  if (row === undefined) throw new Error('no such contact')
  return { world, row }
}

async function arrive(world: World): Promise<void> {
  await setOffline(world, false)
  await world.settle()
}

const shown = async (world: World, id: ContactId) =>
  (await world.row(id))?.fields.companyIds.map((one) => Number(one.split('.').at(-1)))

describe('the companies of a contact that may have several', () => {
  test('are put into another order offline, and stand so in the CRM, over a restart', async () => {
    const { world, row } = await begin()

    await world.edit(row.id, order(world, [1, 2, 3], [3, 1, 2]))
    const before = await shown(world, row.id)
    await world.restart()
    await arrive(world)

    expect([before, await shown(world, row.id)]).toEqual([
      [3, 1, 2],
      [3, 1, 2],
    ])
    expect(await linked(world, row)).toEqual(['3*', '1', '2'])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('keep an order beside what a colleague has added and put first', async () => {
    const { world, row } = await begin()
    await world.edit(row.id, order(world, [1, 2, 3], [1, 3, 2]))
    await ask(world, 'crm.contact.company.add', { id: 5, fields: { COMPANY_ID: 4 } })
    await ask(world, 'crm.contact.company.add', { id: 5, fields: { COMPANY_ID: 6, IS_PRIMARY: 'Y' } })

    await arrive(world)

    expect(await linked(world, row)).toEqual(['6*', '1', '3', '2', '4'])
    expect(await world.problems()).toEqual([])
  })

  test('take in whom either side adds', async () => {
    const { world, row } = await begin()
    await world.edit(row.id, link(world, 4))
    await ask(world, 'crm.contact.company.add', { id: 5, fields: { COMPANY_ID: 6 } })

    await arrive(world)

    expect((await linked(world, row)).toSorted()).toEqual(['1*', '2', '3', '4', '6'])
    expect(await world.problems()).toEqual([])
  })

  test('take one that is new, and was put first at once', async () => {
    const { world, row } = await begin()
    const fresh = newEntityId<CompanyId>(world.account.id, world.context().uuid())
    const known = [1, 2, 3].map((n) => company(world, n))

    await world.edit(row.id, { kind: 'company-order', from: known, to: known.toReversed() })
    await world.edit(row.id, { kind: 'company', from: null, to: fresh, exclusive: false, createName: 'Заря 2027' })
    await world.edit(row.id, {
      kind: 'company-order',
      from: [...known.toReversed(), fresh],
      to: [fresh, ...known.toReversed()],
    })
    await arrive(world)

    const [made] = (await ask(world, 'crm.company.list', { filter: { TITLE: 'Заря 2027' } })) as readonly Params[]
    expect(await linked(world, row)).toEqual([`${String(made?.['ID'])}*`, '3', '2', '1'])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('are asked about where both have chosen another main one; ours comes about if we say so', async () => {
    const { world, row } = await begin()
    const mutation = await world.edit(row.id, order(world, [1, 2, 3], [2, 1, 3]))
    const items = [3, 1, 2].map((n, at) => ({ COMPANY_ID: n, SORT: (at + 1) * 10, IS_PRIMARY: at === 0 ? 'Y' : 'N' }))
    await ask(world, 'crm.contact.company.items.set', { id: 5, items })

    await arrive(world)
    const { conflicts } = await readConflicts(world.context().db)
    const between = await linked(world, row)
    await retryMutation(world.context(), world.main(), mutation.id)
    await world.settle()

    expect(conflicts.flatMap((one) => one.conflicts.map(({ conflict }) => conflict.edit.kind))).toEqual([
      'company-order',
    ])
    expect([between[0], (await linked(world, row))[0]]).toEqual(['3*', '2*'])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('go back into their old order by undo, before and after the CRM has heard', async () => {
    const { world, row } = await begin()
    const first = await world.edit(row.id, order(world, [1, 2, 3], [2, 1, 3]))
    await undoMutation(world.context(), world.main(), first, new Set())
    const unsent = await shown(world, row.id)
    const second = await world.edit(row.id, order(world, [1, 2, 3], [3, 2, 1]))
    await arrive(world)
    const sent = await linked(world, row)

    await undoMutation(world.context(), world.main(), second, new Set())
    await world.settle()

    expect([unsent, sent, await linked(world, row)]).toEqual([
      [1, 2, 3],
      ['3*', '2', '1'],
      ['1*', '2', '3'],
    ])
  })

  test('need no request where a CRM has room for one', async () => {
    const world = await startWorld({ contacts: 12 })
    const row = (await world.rows()).find(({ fields }) => fields.companyIds.length === 1)
    const [only] = row?.fields.companyIds ?? []
    if (row === undefined || only === undefined) throw new Error('no contact with a company')

    await world.edit(row.id, { kind: 'company-order', from: [only], to: [only] })
    await world.settle()

    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })
})
