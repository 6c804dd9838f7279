import { describe, expect, test } from 'vitest'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { createCompanyRequisites, editCustomOf, editNeighbour, editPointOf } from '#renderer/db/edit-neighbour.ts'
import { readCompany } from '#renderer/db/read-company.ts'
import { readCompanyRequisites } from '#renderer/db/read-requisites.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import { saleFacts, tagsIn, toTagItem } from '#shared/domain/sale-facts.ts'
import type { CompanyId, NeighbourId, RemoteId } from '#shared/domain/ids.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { requisiteValueField } from '#shared/domain/requisite.ts'
import type { Json } from '#shared/domain/contact.ts'
import { askPortal, listPortal, startPortalWorld } from '#test/support/portal-world.ts'
import { startWorld, type World } from '#test/support/sync-world.ts'

interface Desk {
  readonly world: World
  readonly companyId: CompanyId
  readonly id: NeighbourId
  readonly remoteId: RemoteId
}

/** A company that has a phone and belongs to somebody. */
async function startDesk(world: World): Promise<Desk> {
  const rows = await world.context().db.neighbours.toArray()
  const linked = new Set((await world.rows()).flatMap(({ fields }) => fields.companyIds))
  for (const { id, remoteId, record } of rows) {
    if (record.kind !== 'company' || remoteId === undefined || record.fields.phones.length === 0) continue
    if (linked.has(record.fields.companyId)) return { world, companyId: record.fields.companyId, id, remoteId }
  }
  throw new Error('no company with a phone')
}

const shown = async ({ world, companyId }: Desk) => {
  const company = await readCompany(world.context().db, companyId)
  if (company?.record === null || company === null) throw new Error('no company')
  return { name: company.name, ...company.record }
}

const edit = async ({ world, id }: Desk, field: string, to: Json) =>
  world.accept(await editNeighbour(world.context(), id, field, to))

async function addPhone({ world, id }: Desk, value: string) {
  const wish = { kind: 'point', field: 'phones', at: 0, from: null, to: { value, kind: 'mobile' } } as const
  const made = await editPointOf(world.context(), id, wish)
  if (made === null) throw new Error('no edit')
  return world.accept(made)
}

const there = async ({ world, remoteId }: Desk) => {
  const { url, token } = world.crm().amocrm
  const answer = await fetch(`${url}/api/v4/companies/${remoteId}`, { headers: { authorization: `Bearer ${token}` } })
  return (await answer.json()) as {
    readonly name: string
    readonly custom_fields_values: readonly {
      readonly field_code: string
      readonly values: readonly { value: string }[]
    }[]
  }
}
const phonesThere = async (desk: Desk) => {
  const { custom_fields_values: all } = await there(desk)
  return all.find((field) => field.field_code === 'PHONE')?.values.map(({ value }) => value) ?? []
}
const byColleague = ({ world, remoteId }: Desk, fields: Readonly<Record<string, unknown>>) =>
  world.demo().vendor({ action: 'edit', entity: 'companies', ids: [Number(remoteId)], fields })

describe('a company', () => {
  test('is edited offline: name, phone and tag show at once, in its list as well, and arrive once, over a restart', async () => {
    const desk = await startDesk(await startWorld())
    const { world, companyId, id } = desk
    const before = (await shown(desk)).fields.phones.map(({ value }) => value)
    await world.cutNetwork()

    await edit(desk, 'name', 'Ромашка')
    await edit(desk, 'name', 'Ромашка и сыновья')
    await addPhone(desk, '+7 900 000-00-01')
    const from = (await shown(desk)).fields.custom?.[saleFacts.companyTags] ?? []
    const to = [...from, toTagItem({ name: 'мой', color: '' })]
    await world.accept(
      await editCustomOf(world.context(), id, {
        kind: 'custom',
        fieldId: saleFacts.companyTags,
        from,
        to,
        merge: 'set',
      }),
    )
    await world.restart()
    const offline = await shown(desk)
    const listed = (await world.context().db.companies.get(companyId))?.name
    await world.mendNetwork(() => world.demo().forgetRequests())
    await world.settle()

    expect([offline.name, offline.isPending, listed]).toEqual(['Ромашка и сыновья', true, 'Ромашка и сыновья'])
    expect([await world.problems(), await world.pendingCount()]).toEqual([[], 0])
    expect([(await there(desk)).name, await phonesThere(desk)]).toEqual([
      'Ромашка и сыновья',
      [...before, '+7 900 000-00-01'],
    ])
    expect(tagsIn((await shown(desk)).fields.custom?.[saleFacts.companyTags]).map(({ name }) => name)).toContain('мой')
    const writes = (await world.demo().requests()).filter(({ method }) => method === 'PATCH')
    expect(writes).toHaveLength(1)
  })

  test('that both sides have renamed is asked about; what is kept arrives, and each phone stands by itself', async () => {
    const desk = await startDesk(await startWorld())
    const { world } = desk
    await world.main().call('sync/set-offline', { isOffline: true })
    const mine = await edit(desk, 'name', 'Моя')
    await addPhone(desk, '+7 900 000-00-02')
    await byColleague(desk, { name: 'Их' })
    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()
    const asked = (await shown(desk)).problems.map(({ problem }) => problem.kind)
    const [phones, name] = [await phonesThere(desk), (await there(desk)).name]

    await retryMutation(world.context(), world.main(), mine.id)
    await world.settle()

    expect([asked, name, phones.includes('+7 900 000-00-02')]).toEqual([['neighbour-conflict'], 'Их', true])
    expect([(await there(desk)).name, (await shown(desk)).problems]).toEqual(['Моя', []])
  })

  test('takes an edit back that has arrived, and one that has not left', async () => {
    const desk = await startDesk(await startWorld())
    const { world, companyId } = desk
    const before = (await shown(desk)).name
    const arrived = await edit(desk, 'name', 'Новое имя')
    await world.settle()
    await world.cutNetwork()
    const waiting = await edit(desk, 'name', 'Ещё новее')
    await undoMutation(world.context(), world.main(), waiting, new Set())
    const between = (await world.context().db.companies.get(companyId))?.name
    await world.mendNetwork()
    await undoMutation(world.context(), world.main(), arrived, new Set())
    await world.settle()

    expect(between).toBe('Новое имя')
    expect([(await there(desk)).name, (await shown(desk)).name, await world.pendingCount()]).toEqual([
      before,
      before,
      0,
    ])
  })

  test('whose edit is refused says so at the field, and what else was changed arrives', async () => {
    const desk = await startDesk(await startWorld())
    const { world } = desk
    const code = 'InvalidType'
    const errors = [{ request_id: '0', errors: [{ code, path: 'name', detail: 'no' }] }]
    const body = { title: 'Bad Request', status: 400, 'validation-errors': errors }
    await world
      .demo()
      .faults([{ kind: 'status', status: 400, body, method: 'PATCH', path: '/api/v4/companies', times: 1 }])
    await world.main().call('sync/set-offline', { isOffline: true })
    await edit(desk, 'name', 'Refused')
    await addPhone(desk, '+7 900 000-00-03')
    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    const { problems } = await shown(desk)
    expect(problems.map(({ problem }) => problem)).toEqual([
      expect.objectContaining({ kind: 'rejected', field: 'neighbour:name', reason: code }),
    ])
    expect(await phonesThere(desk)).toContain('+7 900 000-00-03')
  })

  test('that was deleted in the CRM is no more in the list, whoever belongs to it', async () => {
    const desk = await startDesk(await startWorld())
    const { world, companyId, id, remoteId } = desk
    const { db } = world.context()
    const { name } = await shown(desk)

    await world.demo().vendor({ action: 'delete', entity: 'companies', ids: [Number(remoteId)] })
    await world.settle()

    expect((await db.neighbours.get(id))?.deletedAt).toBeDefined()
    expect(await db.companies.get(companyId)).toMatchObject({ name, isGone: true })
  })
})

describe('a company of a portal', () => {
  test('is edited offline value by value, and what a colleague has added meanwhile stays', async () => {
    const desk = await startDesk(await startPortalWorld())
    const { world, remoteId } = desk
    const before = (await shown(desk)).fields.phones.map(({ value }) => value)
    await world.main().call('sync/set-offline', { isOffline: true })
    await edit(desk, 'name', 'Ромашка')
    await addPhone(desk, '+7 900 000-00-01')
    await askPortal(world, 'crm.company.update', {
      id: remoteId,
      fields: { PHONE: [{ VALUE: '+7 900 000-00-09', VALUE_TYPE: 'WORK' }] },
    })
    await world.restart()
    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    const kept = (await askPortal(world, 'crm.company.get', { id: remoteId })) as {
      readonly TITLE: string
      readonly PHONE: readonly { readonly VALUE: string }[]
    }
    expect([await world.problems(), await world.pendingCount()]).toEqual([[], 0])
    expect([kept.TITLE, kept.PHONE.map(({ VALUE }) => VALUE).toSorted()]).toEqual([
      'Ромашка',
      [...before, '+7 900 000-00-01', '+7 900 000-00-09'].toSorted(),
    ])
    expect((await shown(desk)).fields.phones.map(({ value }) => value).toSorted()).toEqual(
      kept.PHONE.map(({ VALUE }) => VALUE).toSorted(),
    )
  })

  test('is given requisites offline, which arrive, show in its card, and are taken back while they wait', async () => {
    const desk = await startDesk(await startPortalWorld())
    const { world, companyId, remoteId } = desk
    const nothing = { values: {}, addresses: {}, isAddressOnly: false, isRemoved: false }
    const fields = { aboutId: null, companyId, templateId: '1', name: 'Организация', ...nothing }
    const kept = () => listPortal(world, 'crm.requisite.list', { ENTITY_TYPE_ID: 4, ENTITY_ID: remoteId })
    await world.main().call('sync/set-offline', { isOffline: true })
    const made = await world.accept(await createCompanyRequisites(world.context(), companyId, fields))
    if (made.change.kind !== 'create-neighbour') throw new Error('no create')
    const { recordId } = made.change
    const inn = await editNeighbour(world.context(), recordId, requisiteValueField('RQ_INN'), '7707083893')
    await world.accept(inn)
    const spare = await world.accept(await createCompanyRequisites(world.context(), companyId, fields))
    const shownOffline = (await readCompanyRequisites(world.context().db, companyId)).length
    await cancelMutation(world.context(), world.main(), spare.id)
    await world.restart()
    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    expect([shownOffline, inn.subject]).toEqual([2, (await shown(desk)).name])
    expect(await kept()).toMatchObject([{ RQ_INN: '7707083893', PRESET_ID: '1' }])
    expect(
      (await readCompanyRequisites(world.context().db, companyId)).map((one) => [one.isPending, one.fields.values]),
    ).toEqual([[false, { RQ_INN: '7707083893' }]])
    expect([await world.problems(), await world.pendingCount()]).toEqual([[], 0])
  })

  test('that somebody deletes is deleted in the CRM; what a colleague has written since is asked about', async () => {
    const desk = await startDesk(await startPortalWorld())
    const { world, id, companyId, remoteId } = desk
    await world.main().call('sync/set-offline', { isOffline: true })
    await edit(desk, REMOVED, true)
    await askPortal(world, 'crm.company.update', { id: remoteId, fields: { TITLE: 'Ещё нужна' } })
    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()
    const asked = (await shown(desk)).problems
    const there = async () => (await listPortal(world, 'crm.company.list', { ID: remoteId })).length
    const between = await there()
    for (const { mutationId } of asked) await retryMutation(world.context(), world.main(), mutationId)
    await world.settle()

    expect([asked.map(({ problem }) => problem.kind), between, await there()]).toEqual([['neighbour-conflict'], 1, 0])
    expect((await world.context().db.neighbours.get(id))?.deletedAt).toBeDefined()
    expect((await readCompany(world.context().db, companyId))?.record?.isDeleted ?? true).toBe(true)
  })
})
