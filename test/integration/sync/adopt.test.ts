import { liveQuery } from 'dexie'
import { describe, expect, test } from 'vitest'
import { createAgain, deleteUnsent } from '#renderer/db/delete-unsent.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { readDoubt } from '#renderer/db/read-doubt.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { phoneEdit, rename, tag } from '#test/support/contacts.ts'
import { ask, fresh } from '#test/support/doubted-draft.ts'
import { eventually } from '#test/support/sync-world.ts'

const typed = '+7 900 000-00-02'

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
