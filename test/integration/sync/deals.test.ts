import { describe, expect, test } from 'vitest'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { createNeighbour, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import { readDeal, readDealsOf } from '#renderer/db/read-deal.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { Json } from '#shared/domain/contact.ts'
import { remoteIdOf, toStageId, type ContactId, type NeighbourId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { memberField, type Deal, type DealFields } from '#shared/domain/neighbour.ts'
import { someFields } from '#test/support/contacts.ts'
import type { StoredDeal } from '#test/support/demo-control.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const stages = { talks: toStageId('3177727', '32392165'), won: toStageId('3177727', '142') } as const

async function addDeal(world: World, name: string, people: readonly ContactId[], fields: Partial<DealFields> = {}) {
  const [first] = people
  if (first === undefined) throw new Error('a deal begins with a contact')
  const record: Deal = {
    kind: 'deal',
    fields: {
      ...{ name, price: 0, stage: null, responsibleId: null },
      ...{ contactIds: people, mainContactId: first, companyId: null },
      ...fields,
    },
  }
  const made = await world.accept(await createNeighbour(world.context(), first, record))
  return made.change.kind === 'create-neighbour' ? made.change.recordId : fail('no create')
}

function fail(message: string): never {
  throw new Error(message)
}

const edit = async (world: World, id: NeighbourId, field: string, to: Json): Promise<Mutation> =>
  world.accept(await editNeighbour(world.context(), id, field, to))
const join = (world: World, id: NeighbourId, who: ContactId) => edit(world, id, memberField(who), true)

async function people(world: World): Promise<readonly [ContactId, ContactId, ContactId]> {
  const [a, b, c] = (await world.rows()).filter(({ deletedAt }) => deletedAt === undefined)
  return a && b && c ? [a.id, b.id, c.id] : fail('too few contacts')
}

async function draft(world: World, firstName: string) {
  const create = await createContact(world.context(), world.account.id, someFields({ firstName }))
  await world.accept(create)
  return create.change.kind === 'create'
    ? { contactId: create.change.contactId, mutationId: create.id }
    : fail('no create')
}

async function stored(world: World, name: string): Promise<StoredDeal> {
  const all = (await world.demo().deals()).filter((deal) => deal.name === name)
  return all.length === 1 && all[0] !== undefined ? all[0] : fail(`${all.length} deals of that name`)
}
const numberOf = (id: ContactId) => Number(remoteIdOf(id))
const idsOf = ({ contacts }: StoredDeal) => contacts.map(({ id }) => id).toSorted()
const linked = (who: ContactId) => ({ to_entity_id: numberOf(who), to_entity_type: 'contacts' })

describe('deals', () => {
  test('come with the base, their pipelines too, and show in the cards of their contacts', async () => {
    const world = await startWorld()
    const { db } = world.context()

    const told = (await world.demo().deals()).filter(({ trashed }) => !trashed)
    const withContact = told.find(({ contacts }) => contacts.length > 0) ?? fail('no deal has a contact')
    const lines = await readDealsOf(db, world.id(withContact.contacts[0]?.id ?? 0))

    expect(await db.neighbours.filter(({ record }) => record.kind === 'deal').count()).toBe(told.length)
    expect(lines.find(({ name }) => name === withContact.name)).toMatchObject({ price: withContact.price })
    expect((await db.pipelines.toArray()).map(({ name, isMain }) => [name, isMain])).toContainEqual(['Воронка', true])
  })

  test('of a contact that was made offline as well arrive after it, once, as last edited, over a restart', async () => {
    const world = await startWorld()
    const [ann] = await people(world)
    await world.cutNetwork()
    const { contactId } = await draft(world, 'Zoë')
    const id = await addDeal(world, 'Boiler', [contactId])
    await edit(world, id, 'price', 900)
    await edit(world, id, 'stage', stages.talks)
    await join(world, id, ann)
    await world.restart()
    await world.mendNetwork()
    await world.settle()

    const zoe = Number((await world.row(contactId))?.remoteId)
    const deal = await stored(world, 'Boiler')
    expect(deal).toMatchObject({ price: 900, stageId: 32_392_165 })
    expect([idsOf(deal), deal.contacts.find(({ isMain }) => isMain)?.id]).toEqual([
      [numberOf(ann), zoe].toSorted(),
      zoe,
    ])
    const shown = await readDeal(world.context().db, id)
    expect([shown?.isPending, shown?.contacts.map(({ cardId }) => cardId)]).toEqual([false, [contactId, ann]])
  })

  test('take in whom either side adds: nobody is asked', async () => {
    const world = await startWorld()
    const [ann, bob, eve] = await people(world)
    const id = await addDeal(world, 'Shared', [ann])
    await world.settle()
    const remote = await stored(world, 'Shared')
    await world.cutNetwork()
    await join(world, id, bob)
    await world.mendNetwork(async () =>
      world.demo().vendor({ action: 'link', entity: 'leads', ids: [remote.id], fields: linked(eve) }),
    )

    await world.settle()

    expect([idsOf(await stored(world, 'Shared')), await world.problems()]).toEqual([
      [ann, bob, eve].map(numberOf).toSorted(),
      [],
    ])
    const shown = await readDeal(world.context().db, id)
    expect(shown?.contacts.map(({ cardId }) => cardId).toSorted()).toEqual([ann, bob, eve].toSorted())
  })

  test('whose stage a colleague has changed meanwhile are asked about, and kept as the user says', async () => {
    const world = await startWorld()
    const [ann] = await people(world)
    const id = await addDeal(world, 'Disputed', [ann], { stage: stages.talks })
    await world.settle()
    const remote = await stored(world, 'Disputed')
    await world.cutNetwork()
    const mine = await edit(world, id, 'stage', stages.won)
    await edit(world, id, 'price', 70)
    const lost = { status_id: 143, pipeline_id: remote.pipelineId }
    await world.mendNetwork(async () =>
      world.demo().vendor({ action: 'edit', entity: 'leads', ids: [remote.id], fields: lost }),
    )

    await world.settle()
    const [problems, meanwhile] = [await world.problems(), await stored(world, 'Disputed')]
    await retryMutation(world.context(), world.main(), mine.id)
    await world.settle()

    expect(problems).toMatchObject([
      { kind: 'neighbour-conflict', conflict: { edit: { from: stages.talks }, rebased: { from: '3177727:143' } } },
    ])
    expect([meanwhile.stageId, meanwhile.price, (await stored(world, 'Disputed')).stageId]).toEqual([143, 70, 142])
  })

  test('are as they were once an edit is undone, at the CRM too', async () => {
    const world = await startWorld()
    const [ann, bob] = await people(world)
    const id = await addDeal(world, 'Undone', [ann])
    await world.settle()
    const [joined, priced] = [await join(world, id, bob), await edit(world, id, 'price', 5)]
    await world.settle()
    const before = await stored(world, 'Undone')

    for (const one of [priced, joined]) await undoMutation(world.context(), world.main(), one, new Set())
    await world.settle()

    const after = await stored(world, 'Undone')
    expect([idsOf(before).length, before.price, idsOf(after), after.price]).toEqual([2, 5, [numberOf(ann)], 0])
  })

  test('have the main contact that was chosen before the CRM had the deal, and whom undo put back', async () => {
    const world = await startWorld()
    const [ann, bob] = await people(world)
    await world.cutNetwork()
    const id = await addDeal(world, 'Chosen', [ann])
    await join(world, id, bob)
    await edit(world, id, 'mainContactId', bob)
    const left = await edit(world, id, memberField(ann), false)
    await undoMutation(world.context(), world.main(), left, new Set())
    await world.mendNetwork()
    await world.settle()

    const { contacts } = await stored(world, 'Chosen')
    expect(contacts.toSorted((a, b) => a.id - b.id)).toEqual(
      [
        { id: numberOf(ann), isMain: false },
        { id: numberOf(bob), isMain: true },
      ].toSorted((a, b) => a.id - b.id),
    )
    expect((await readDeal(world.context().db, id))?.isPending).toBe(false)
  })

  test('whose answer was lost are found, not made twice', async () => {
    const world = await startWorld()
    const [ann] = await people(world)
    await world.demo().faults([{ kind: 'reset-after-commit', path: '/api/v4/leads', method: 'POST' }])

    const id = await addDeal(world, 'Only once', [ann])
    await world.settle()

    expect((await stored(world, 'Only once')).contacts).toHaveLength(1)
    expect((await readDeal(world.context().db, id))?.remoteId).not.toBeNull()
  })

  test('whose answer was lost and which a colleague has deleted since are not made twice: the user is asked', async () => {
    const world = await startWorld()
    const [ann] = await people(world)
    const lost = { kind: 'reset-after-commit', path: '/api/v4/leads', method: 'POST' }
    const unseen = { kind: 'status', path: '/api/v4/leads', method: 'GET', status: 503, times: null }
    await world.demo().faults([lost, unseen])
    const id = await addDeal(world, 'Only once', [ann])
    await world.main().call('sync/run', { accountId: null, reason: 'user' })
    const { id: remoteId } = await eventually(() => stored(world, 'Only once'))
    await world.demo().vendor({ action: 'delete', entity: 'leads', ids: [remoteId] })
    await world.demo().faults([])

    await world.settle()
    const problems = await world.problems()
    const asked = await readDeal(world.context().db, id)

    expect(problems.map(({ kind }) => kind)).toEqual(['doubtful'])
    expect(asked?.problems.map(({ mutationId }) => mutationId)).toHaveLength(1)
    expect((await stored(world, 'Only once')).id).toBe(remoteId)

    for (const { mutationId } of asked?.problems ?? []) await retryMutation(world.context(), world.main(), mutationId)
    await world.settle()

    const names = (await world.demo().deals()).filter(({ name }) => name === 'Only once')
    expect(names.map(({ trashed }) => trashed)).toEqual([true, false])
  })

  test('stay when a contact that was to join them is not made after all; what began with it goes', async () => {
    const world = await startWorld()
    const [ann] = await people(world)
    const kept = await addDeal(world, 'Kept', [ann])
    await world.settle()
    await world.cutNetwork()
    const { contactId, mutationId } = await draft(world, 'Zoë')
    const gone = await addDeal(world, 'Goes', [contactId])
    await join(world, kept, contactId)
    await edit(world, kept, 'price', 12)

    await cancelMutation(world.context(), world.main(), mutationId)
    await world.restart()
    await world.mendNetwork()
    await world.settle()

    const { db } = world.context()
    expect([await readDeal(db, gone), await world.pendingCount()]).toEqual([null, 0])
    expect((await readDeal(db, kept))?.contacts.map(({ cardId }) => cardId)).toEqual([ann])
    expect((await stored(world, 'Kept')).price).toBe(12)
    expect((await world.demo().deals()).filter(({ name }) => name === 'Goes')).toEqual([])
  })

  test('that are in the trash set an edit aside as gone, and let it be given up', async () => {
    const world = await startWorld()
    const [ann] = await people(world)
    const id = await addDeal(world, 'Trashed', [ann])
    await world.settle()
    const { id: remoteId } = await stored(world, 'Trashed')
    await world.cutNetwork()
    const late = await edit(world, id, 'name', 'Too late')
    await world.mendNetwork(async () => world.demo().vendor({ action: 'delete', entity: 'leads', ids: [remoteId] }))
    await world.settle()
    const problems = await world.problems()

    await cancelMutation(world.context(), world.main(), late.id)

    expect([problems.map(({ kind }) => kind), await world.pendingCount()]).toEqual([['gone'], 0])
  })

  test('come back from the journal after a wiped cache, and show what waits', async () => {
    const world = await startWorld()
    const [ann] = await people(world)
    await world.cutNetwork()
    const id = await addDeal(world, 'From the journal', [ann])

    await world.restart({ wipeCache: true })

    const shown = await readDeal(world.context().db, id)
    await world.mendNetwork()
    expect([shown?.fields.name, shown?.isPending]).toEqual(['From the journal', true])
  })
})
