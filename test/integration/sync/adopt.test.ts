import { liveQuery } from 'dexie'
import { describe, expect, test } from 'vitest'
import { adoptContact } from '#renderer/db/adopt-contact.ts'
import { bulkTags } from '#renderer/db/bulk-tags.ts'
import { createAgain, deleteUnsent } from '#renderer/db/delete-unsent.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { readDoubt } from '#renderer/db/read-doubt.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { readShown } from '#renderer/db/unspread.ts'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { ContactId, RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { phone, phoneEdit, rename, someFields, tag } from '#test/support/contacts.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const typed = '+7 900 000-00-02'
const fresh = someFields({ firstName: 'Only', lastName: 'Once', phones: [phone('+7 900 000-00-01')] })

/** A create that never arrived, and `twins` contacts that somebody else has made just so. */
async function ask(twins: number, fields: Partial<ContactFields> = {}, company = '') {
  const world = await startWorld()
  await world.demo().faults([{ kind: 'reset-before', method: 'POST', path: '/api/v4/contacts', times: 1 }])
  const create = await world.accept(
    await createContact(world.context(), world.account.id, { ...fresh, ...fields }, company),
  )
  if (create.change.kind !== 'create') throw new Error('no create')
  await eventually(async () => {
    if ((await world.phase()).kind !== 'waiting') throw new Error('not failed yet')
  })
  await world.demo().faults([{ kind: 'server-html', method: 'GET', path: '/api/v4/contacts' }])
  for (let n = 0; n < twins; n++) await postTwin(world)
  await world.demo().faults([])
  await world.settle()
  const asked = await readDoubt(world.context().db, create.id)
  const candidates = asked?.candidates ?? []
  const [first] = candidates
  if (first === undefined) throw new Error('nothing is asked')
  const offline = async (isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })
  const like = async () => (await world.demo().contacts()).filter(({ last_name }) => last_name === 'Once')
  return {
    ...{ world, create, draftId: create.change.contactId, candidates, chosen: first.remoteId, offline, like },
    stored: async (remoteId: RemoteId) => (await world.demo().contacts([Number(remoteId)]))[0],
    adopt: async (remoteId: RemoteId, main: Caller<Commands> = world.main(), mutation: Mutation = create) =>
      adoptContact(world.context(), main, mutation.id, remoteId),
  }
}

async function postTwin(world: World): Promise<void> {
  await world.postContact({
    first_name: 'Only',
    last_name: 'Once',
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+7 900 000-00-01' }] }],
  })
}

type Stored = Awaited<ReturnType<Awaited<ReturnType<typeof ask>>['stored']>>
const phonesOf = (contact: Stored) =>
  (contact?.fields ?? [])
    .filter(({ code }) => code === 'PHONE')
    .flatMap(({ values }) => values.map(({ value }) => value))

/** Main hears, and the line is cut before it can say so. */
const cutAfter = (main: Caller<Commands>, name: keyof Commands): Caller<Commands> => ({
  async call(asked, input) {
    const output = await main.call(asked, input)
    if (asked !== name) return output
    throw new AppError('state/refused', 'the line was cut', { details: { reason: 'disconnected' } })
  },
})
/** The line is cut before main hears. */
const cutBefore = (main: Caller<Commands>, name: keyof Commands): Caller<Commands> => ({
  async call(asked, input) {
    if (asked !== name) return main.call(asked, input)
    throw new AppError('state/refused', 'the line was cut', { details: { reason: 'disconnected' } })
  },
})

describe('a doubtful create that is taken for a contact of the CRM', () => {
  test('takes there what was typed into the draft since', async () => {
    const { world, draftId, chosen, offline, adopt, stored, like } = await ask(2)
    await offline(true)
    await world.edit(draftId, phoneEdit(null, typed, 1))
    await offline(false)

    await adopt(chosen)
    await world.settle()

    const rows = (await world.rows()).filter(({ fields }) => fields.lastName === 'Once')
    expect([phonesOf(await stored(chosen)), (await like()).length, await world.pendingCount()]).toEqual([
      ['+7 900 000-00-01', typed],
      2,
      0,
    ])
    expect(rows.map(({ id, remoteId }) => [id === draftId, remoteId === chosen]).sort()).toEqual([
      [false, false],
      [true, true],
    ])
  })

  test.each([
    ['the draft', (draft: ContactId) => [draft]],
    ['both', (draft: ContactId, twin: ContactId) => [draft, twin]],
    ['that contact', (_draft: ContactId, twin: ContactId) => [twin]],
  ])('keeps a bulk edit of %s whose rows are still to be written', async (_whose, choose) => {
    const { world, draftId, chosen, offline, adopt, stored } = await ask(2)
    const rows = await world.rows()
    const twin = rows.find(({ id, remoteId }) => remoteId === chosen && id !== draftId)
    if (twin === undefined) throw new Error('the twin is not here')
    const others = rows.map(({ id }) => id).filter((id) => id !== twin.id && id !== draftId)
    world.context().db.rowsAtOnce = 1
    await offline(true)
    const ids = [...choose(draftId, twin.id), ...others.slice(0, 2)]
    for (const bulk of await bulkTags(world.context(), ids, { add: ['fair'], remove: [] })) await world.accept(bulk)

    const own = await adopt(chosen)

    const [shown] = await readShown(world.context().db, [own])
    await offline(false)
    await world.settle()
    const known = (await world.rows()).filter(({ remoteId }) => remoteId === chosen)
    expect([shown?.fields.tags, known.map(({ id, fields }) => [id, fields.tags])]).toEqual([
      ['fair'],
      [[own, ['fair']]],
    ])
    expect([(await stored(chosen))?.tags, await world.problems()]).toEqual([['fair'], []])
  })

  test('gives that contact the tag and the company that the draft began with', async () => {
    const { adopt, chosen, stored, world } = await ask(2, { tags: ['fair'] }, 'Ours & Co')

    await adopt(chosen)
    await world.settle()

    const contact = await stored(chosen)
    expect([contact?.tags, contact?.company?.name, await world.problems()]).toEqual([['fair'], 'Ours & Co', []])
  })

  test('does not bring back what was taken off the draft since', async () => {
    const { adopt, chosen, stored, world, draftId } = await ask(2, { tags: ['fair'] })
    await world.edit(draftId, tag('remove', 'fair'))
    await world.edit(draftId, rename('Only', 'Renamed'))

    await adopt(chosen)
    await world.settle()

    const contact = await stored(chosen)
    expect([contact?.tags, contact?.first_name, await world.problems()]).toEqual([[], 'Renamed', []])
  })

  test('asks about a field that somebody has filled there otherwise', async () => {
    const { world, adopt, chosen, stored } = await ask(2)
    await world.demo().vendor({
      action: 'edit',
      entity: 'contacts',
      ids: [Number(chosen)],
      fields: { first_name: 'Theirs', last_name: 'Once' },
    })

    await adopt(chosen)
    await world.settle()

    expect([(await world.problems()).map(({ kind }) => kind), (await stored(chosen))?.first_name]).toEqual([
      ['conflict'],
      'Theirs',
    ])
  })

  test('is a contact that is gone when somebody has deleted it, with its edits in sight', async () => {
    const { world, adopt, chosen, draftId } = await ask(2)
    await world.edit(draftId, phoneEdit(null, typed, 1))
    await world.demo().vendor({ action: 'delete', entity: 'contacts', ids: [Number(chosen)] })

    await adopt(chosen)
    await world.settle()

    expect(new Set((await world.problems()).map(({ kind }) => kind))).toEqual(new Set(['gone']))
  })

  test.each([
    ['before main heard', cutBefore],
    ['before the window heard that main had', cutAfter],
  ])('keeps the wish over a kill %s', async (_name, cut) => {
    const { world, draftId, chosen, offline, adopt, stored, like } = await ask(2)
    await world.edit(draftId, phoneEdit(null, typed, 1))
    await offline(true)
    await adopt(chosen, cut(world.main(), 'outbox/adopt')).catch(() => undefined)

    await world.restart()
    await offline(false)
    await world.settle()

    expect([phonesOf(await stored(chosen)), (await like()).length, await world.pendingCount()]).toEqual([
      ['+7 900 000-00-01', typed],
      2,
      0,
    ])
  })

  test('has all its edits over a wiped cache', async () => {
    const { world, draftId, chosen, offline, adopt, stored } = await ask(2, { tags: ['fair'] })
    await world.edit(draftId, phoneEdit(null, typed, 1))
    await offline(true)
    await adopt(chosen)

    await world.restart({ wipeCache: true })
    await offline(false)
    await world.settle()

    const contact = await stored(chosen)
    expect([phonesOf(contact), contact?.tags, (await world.row(draftId))?.remoteId]).toEqual([
      ['+7 900 000-00-01', typed],
      ['fair'],
      chosen,
    ])
  })

  test('goes into the contact that another draft has become', async () => {
    const { world, create, draftId, chosen, adopt, stored, like } = await ask(2)
    const other = await world.accept(
      await createContact(world.context(), world.account.id, { ...fresh, tags: ['fair'] }),
    )
    const question = { kind: 'doubtful', candidates: [chosen] } as const
    await world.settle()
    if (other.change.kind !== 'create') throw new Error('no create')
    await adopt(chosen)
    await world.settle()
    const again = createAgainOf(other, question)
    await world.accept(again)

    const into = await adopt(chosen, world.main(), again)
    await world.settle()

    expect([create.id === again.id, into === draftId, await world.pendingCount()]).toEqual([false, true, 0])
    expect([(await stored(chosen))?.tags, (await like()).length]).toEqual([['fair'], 3])
  })

  test('goes into a row whose own edits wait, and loses neither', async () => {
    const { world, candidates, chosen, offline, adopt, stored, draftId } = await ask(2)
    const there = candidates.find(({ remoteId }) => remoteId === chosen)?.contactId ?? null
    if (there === null) throw new Error('not pulled')
    await offline(true)
    await world.edit(there, tag('add', 'theirs'))
    await world.edit(draftId, tag('add', 'mine'))

    const into = await adopt(chosen)
    await offline(false)
    await world.settle()

    expect([into, (await stored(chosen))?.tags.toSorted()]).toEqual([there, ['mine', 'theirs']])
    expect([await world.row(draftId), await world.pendingCount()]).toEqual([undefined, 0])
  })

  test('is refused, and asked again, when it has left once more', async () => {
    const { world, create, chosen, adopt, offline } = await ask(2)
    await offline(true)
    await retryMutation(world.context(), world.main(), create.id)

    await expect(adopt(chosen)).rejects.toMatchObject({ details: { reason: 'changed-since' } })
    expect(await world.pendingCount()).toBe(1)
  })
})

function createAgainOf(mutation: Mutation, doubt: { kind: 'doubtful'; candidates: readonly RemoteId[] }): Mutation {
  if (mutation.change.kind !== 'create') throw new Error('no create')
  const contactId = mutation.change.contactId.replace(/~.{8}/, '~00000000') as typeof mutation.change.contactId
  return {
    ...mutation,
    id: mutation.id.replace(/^.{8}/, '00000000') as typeof mutation.id,
    change: { ...mutation.change, contactId, doubt },
  }
}

describe('a doubtful create that is discarded', () => {
  test('comes back as the question that it was, with its edits, and does not leave', async () => {
    const { world, draftId, candidates, offline, like } = await ask(2)
    await offline(true)
    await world.edit(draftId, phoneEdit(null, typed, 1))
    const deleted = await deleteUnsent(world.context(), world.main(), draftId)
    expect(await world.pendingCount()).toBe(0)

    await world.accept(await createAgain(world.context(), deleted))
    await world.restart()
    await offline(false)
    await world.settle()

    const [problem] = await world.problems()
    const asked = problem?.kind === 'doubtful' ? problem.candidates : []
    expect([asked, (await like()).length]).toEqual([candidates.map(({ remoteId }) => remoteId), 2])
    expect((await world.row(draftId))?.fields.phones.map(({ value }) => value)).toContain(typed)
  })
})

describe('a question about a doubtful create', () => {
  test('can be followed, and ends with the answer', async () => {
    const { world, create, chosen, adopt } = await ask(2)
    const seen: (number | null)[] = []
    const following = liveQuery(async () => readDoubt(world.context().db, create.id)).subscribe({
      next: (doubt) => seen.push(doubt?.candidates.length ?? null),
      error: (error: unknown) => {
        throw error
      },
    })
    await eventually(() => {
      if (seen.length === 0) throw new Error('not read yet')
    })

    await adopt(chosen)

    await eventually(() => {
      if (seen.at(-1) !== null) throw new Error('still asked')
    })
    following.unsubscribe()
    expect(seen[0]).toBe(2)
  })

  test('says who the candidates are before they have been pulled', async () => {
    const { world, create } = await ask(2)
    await world.context().db.contacts.clear()

    const doubt = await readDoubt(world.context().db, create.id)

    expect(doubt?.candidates.map(({ name, phone: number }) => [name, number])).toEqual([
      ['Only Once', '+7 900 000-00-01'],
      ['Only Once', '+7 900 000-00-01'],
    ])
  })
})
