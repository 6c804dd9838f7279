import { describe, expect, test } from 'vitest'
import { createContact } from '#renderer/db/edit-contact.ts'
import { createSale, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import { readDeal } from '#renderer/db/read-deal.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import { remoteIdOf, toStageId, type ContactId, type NeighbourId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Deal, DealFields } from '#shared/domain/neighbour.ts'
import { someFields } from '#test/support/contacts.ts'
import type { StoredDeal } from '#test/support/demo-control.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const talks = toStageId('3177727', '32392165')
const lostAnswer = { kind: 'reset-after-commit', path: '/api/v4/leads', method: 'POST' }
const unseen = { kind: 'status', path: '/api/v4/leads', method: 'GET', status: 503, times: null }

/** A deal that belongs to nobody but for what is told. */
async function make(world: World, name: string, fields: Partial<DealFields> = {}): Promise<Mutation> {
  const nobody = { contactIds: [], mainContactId: null, companyId: null }
  const record: Deal = {
    kind: 'deal',
    fields: { name, price: 0, stage: null, responsibleId: null, ...nobody, ...fields },
  }
  return world.accept(await createSale(world.context(), world.account.id, record))
}

const idOf = ({ change }: Mutation): NeighbourId =>
  change.kind === 'create-neighbour' ? change.recordId : fail('no create')

function fail(message: string): never {
  throw new Error(message)
}

async function stored(world: World, name: string): Promise<StoredDeal> {
  const all = (await world.demo().deals()).filter((deal) => deal.name === name)
  return all.length === 1 && all[0] !== undefined ? all[0] : fail(`${all.length} deals of that name`)
}

const countShown = async (world: World, name: string): Promise<number> =>
  world
    .context()
    .db.neighbours.filter(({ record }) => record.kind === 'deal' && record.fields.name === name)
    .count()
const numberOf = (id: ContactId) => Number(remoteIdOf(id))

async function draft(world: World, firstName: string): Promise<ContactId> {
  const { change } = await world.accept(
    await createContact(world.context(), world.account.id, someFields({ firstName })),
  )
  return change.kind === 'create' ? change.contactId : fail('no create')
}

/** Sends it, loses the answer, and does not come to look for it. @returns the CRM's number */
async function loseAnswer(world: World, name: string, fields: Partial<DealFields> = {}) {
  await world.demo().faults([lostAnswer, unseen])
  const mutation = await make(world, name, fields)
  await world.main().call('sync/run', { accountId: null, reason: 'user' })
  const { id } = await eventually(() => stored(world, name))
  return { id: idOf(mutation), number: id }
}

describe('deals that begin in their own list', () => {
  test('arrive without a contact, whole and once, as last edited, over a restart', async () => {
    const world = await startWorld()
    const [company] = await world.context().db.companies.toArray()
    const [user] = await world.context().db.users.toArray()
    await world.cutNetwork()
    const links = { companyId: company?.id ?? null, responsibleId: user?.id ?? null }
    const id = idOf(await make(world, 'Fair in spring', { price: 70, stage: talks, ...links }))
    await world.accept(await editNeighbour(world.context(), id, 'price', 90))
    await world.restart()
    await world.mendNetwork()
    await world.settle()

    expect(await stored(world, 'Fair in spring')).toMatchObject({
      ...{ price: 90, stageId: 32_392_165, contacts: [] },
      responsible_user_id: Number(remoteIdOf(user?.id ?? fail('no users'))),
    })
    expect((await readDeal(world.context().db, id))?.fields.companyId).toBe(company?.id)
  })

  test('wait for the contacts that the CRM has not got yet; the first one is the main one', async () => {
    const world = await startWorld()
    const [ann] = await world.rows()
    if (ann === undefined) fail('no contacts')
    await world.cutNetwork()
    const zoe = await draft(world, 'Zoë')
    await make(world, 'Two of them', { contactIds: [zoe, ann.id], mainContactId: zoe })
    await world.mendNetwork()
    await world.settle()

    const { contacts } = await stored(world, 'Two of them')
    expect(contacts.toSorted((a, b) => a.id - b.id)).toEqual([
      { id: numberOf(ann.id), isMain: false },
      { id: Number((await world.row(zoe))?.remoteId), isMain: true },
    ])
  })

  test('cannot be made about a contact that has been deleted meanwhile: nothing is written', async () => {
    const world = await startWorld()
    const [ann] = await world.rows()
    if (ann === undefined) fail('no contacts')
    await world.context().db.contacts.put({ ...ann, deletedAt: 1 })

    const made = make(world, 'Of nobody', { contactIds: [ann.id], mainContactId: ann.id })

    await expect(made).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'contact-missing' } })
    expect(await world.pendingCount()).toBe(0)
  })

  test('are taken back by undo until they have left; afterwards the CRM keeps them', async () => {
    const world = await startWorld()
    await world.main().call('sync/set-offline', { isOffline: true })
    const early = await make(world, 'Too early')
    await undoMutation(world.context(), world.main(), early, new Set())
    await world.main().call('sync/set-offline', { isOffline: false })
    const late = await make(world, 'Too late')
    await world.settle()

    const undone = undoMutation(world.context(), world.main(), late, new Set())

    await expect(undone).rejects.toMatchObject({ details: { reason: 'not-undoable' } })
    expect((await world.demo().deals()).map(({ name }) => name)).not.toContain('Too early')
    expect([await readDeal(world.context().db, idOf(early)), (await stored(world, 'Too late')).trashed]).toEqual([
      null,
      false,
    ])
  })

  test('say which field the CRM has refused, and arrive once it is mended', async () => {
    const world = await startWorld()
    const created = await make(world, 'Refused', { stage: toStageId('1', '2') })
    await world.settle()
    const problems = await world.problems()

    await world.accept(await editNeighbour(world.context(), idOf(created), 'stage', talks))
    await retryMutation(world.context(), world.main(), created.id)
    await world.settle()

    expect(problems).toMatchObject([{ kind: 'rejected', field: 'neighbour:stage' }])
    expect([(await stored(world, 'Refused')).stageId, await world.problems()]).toEqual([32_392_165, []])
  })
})

describe('a deal of nobody whose answer was lost', () => {
  test('is found, not made twice, after a kill as well', async () => {
    const world = await startWorld()
    const { id, number } = await loseAnswer(world, 'Only once')
    await world.restart({ meanwhile: async () => void (await world.demo().faults([])) })

    await world.settle()

    expect([(await stored(world, 'Only once')).id, await countShown(world, 'Only once')]).toEqual([number, 1])
    expect((await readDeal(world.context().db, id))?.remoteId).toBe(String(number))
  })

  test('is found although somebody has put a contact into it since', async () => {
    const world = await startWorld()
    const [ann] = await world.rows()
    if (ann === undefined) fail('no contacts')
    const { id, number } = await loseAnswer(world, 'Joined')
    const fields = { to_entity_id: numberOf(ann.id), to_entity_type: 'contacts' }
    await world.demo().vendor({ action: 'link', entity: 'leads', ids: [number], fields })
    await world.demo().faults([])

    await world.settle()

    expect((await stored(world, 'Joined')).id).toBe(number)
    expect((await readDeal(world.context().db, id))?.contacts.map(({ cardId }) => cardId)).toEqual([ann.id])
  })

  test('is found although somebody has taken a contact off it since', async () => {
    const world = await startWorld()
    const [ann] = await world.rows()
    if (ann === undefined) fail('no contacts')
    const { id, number } = await loseAnswer(world, 'Left', { contactIds: [ann.id], mainContactId: ann.id })
    const fields = { to_entity_id: numberOf(ann.id), to_entity_type: 'contacts' }
    await world.demo().vendor({ action: 'unlink', entity: 'leads', ids: [number], fields })
    await world.demo().faults([])

    await world.settle()

    expect((await stored(world, 'Left')).id).toBe(number)
    expect((await readDeal(world.context().db, id))?.contacts).toEqual([])
  })

  test('is asked about where what has its name got a contact and has another price as well', async () => {
    const world = await startWorld()
    const [ann] = await world.rows()
    if (ann === undefined) fail('no contacts')
    const { id, number } = await loseAnswer(world, 'Joined', { price: 70 })
    const fields = { to_entity_id: numberOf(ann.id), to_entity_type: 'contacts' }
    await world.demo().vendor({ action: 'link', entity: 'leads', ids: [number], fields })
    await world.demo().vendor({ action: 'edit', entity: 'deals', ids: [number], fields: { price: 71 } })
    await world.demo().faults([])

    await world.settle()

    const seen = [{ remoteId: String(number), name: 'Joined', phone: '', email: '' }]
    expect(await world.problems()).toEqual([{ kind: 'doubtful', candidates: [String(number)], seen }])
    expect([(await stored(world, 'Joined')).id, (await readDeal(world.context().db, id))?.remoteId]).toEqual([
      number,
      null,
    ])
  })

  test('is found although its price has been typed anew here since, and somebody has put a contact into it', async () => {
    const world = await startWorld()
    const [ann] = await world.rows()
    if (ann === undefined) fail('no contacts')
    const { id, number } = await loseAnswer(world, 'Dearer', { price: 70 })
    const fields = { to_entity_id: numberOf(ann.id), to_entity_type: 'contacts' }
    await world.demo().vendor({ action: 'link', entity: 'leads', ids: [number], fields })
    await world.accept(await editNeighbour(world.context(), id, 'price', 90))
    await world.demo().faults([])

    await world.settle()

    expect(await stored(world, 'Dearer')).toMatchObject({ id: number, price: 90, contacts: [{ id: numberOf(ann.id) }] })
    expect(await world.problems()).toEqual([])
  })

  test('is asked about where several may be it', async () => {
    const world = await startWorld()
    const [ann] = await world.rows()
    if (ann === undefined) fail('no contacts')
    await loseAnswer(world, 'Twice')
    // The same person has made another one at another desk.
    const userId = Number(remoteIdOf(world.account.userId ?? fail('nobody')))
    await world.demo().vendor({ action: 'add', entity: 'leads', fields: { name: 'Twice' }, userId })
    const ids = (await world.demo().deals()).filter(({ name }) => name === 'Twice').map((deal) => deal.id)
    const fields = { to_entity_id: numberOf(ann.id), to_entity_type: 'contacts' }
    await world.demo().vendor({ action: 'link', entity: 'leads', ids, fields })
    await world.demo().faults([])

    await world.settle()

    const [problem, ...more] = await world.problems()
    expect([problem?.kind === 'doubtful' && problem.candidates.length, more]).toEqual([2, []])
    expect((await world.demo().deals()).filter(({ name }) => name === 'Twice')).toHaveLength(2)
  })

  test('is not taken for one of the same name that has a contact, where both are looked for', async () => {
    const world = await startWorld()
    const [ann] = await world.rows()
    if (ann === undefined) fail('no contacts')
    await world.demo().faults([{ ...lostAnswer, times: 2 }])
    const nobodys = idOf(await make(world, 'Twins', { price: 1 }))
    const anns = idOf(await make(world, 'Twins', { price: 2, contactIds: [ann.id], mainContactId: ann.id }))

    await world.settle()

    const [one, other] = [await readDeal(world.context().db, nobodys), await readDeal(world.context().db, anns)]
    expect([one?.fields.price, one?.contacts.length, other?.fields.price, other?.contacts.length]).toEqual([1, 0, 2, 1])
    expect((await world.demo().deals()).filter(({ name }) => name === 'Twins')).toHaveLength(2)
  })
})
