import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/errors/app-error.ts'
import { acceptImport, dropRest } from '#renderer/db/accept-import.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { planImport, type NewPerson } from '#renderer/db/plan-import.ts'
import { readHistory } from '#renderer/db/read-history.ts'
import { undoImport } from '#renderer/db/undo-import.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { phone, someFields } from '#test/support/contacts.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const people = (count: number, companyName = ''): readonly NewPerson[] =>
  Array.from({ length: count }, (_, at) => ({
    fields: someFields({ firstName: `No${at}`, lastName: 'Imported', phones: [phone(`+7 900 ${100_000 + at}`)] }),
    companyName,
  }))

const plan = (world: World, who: readonly NewPerson[]) =>
  planImport(world.context(), world.account.id, 'people.csv', who)

const there = async (world: World) =>
  (await world.demo().contacts()).filter(({ last_name, trashed }) => last_name === 'Imported' && !trashed)
const namesThere = async (world: World) => (await there(world)).map(({ first_name }) => first_name).sort()
const namesOf = (who: readonly NewPerson[]) => who.map(({ fields }) => fields.firstName).sort()
const offline = (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })

/** What waits, where the plan is, and what the history says. */
async function left(world: World) {
  const { db } = world.context()
  const states = (await db.outbox.toArray()).map(({ state }) => state)
  const history = (await readHistory(db, 10)).map(({ event }) => event)
  return { waiting: states.length, states: [...new Set(states)], imports: await db.imports.count(), parts: await db.importParts.count(), history } // prettier-ignore
}

describe('an import of contacts', () => {
  test('brings a thousand to the CRM, each once, in batches, with one line in the history', async () => {
    const world = await startWorld()
    const who = people(1_000)
    const heard: number[] = []
    await world.demo().forgetRequests()

    const row = await plan(world, who)
    const done = await acceptImport(world.context(), world.main(), row.id, (accepted) => heard.push(accepted))
    await world.settle()

    expect(await namesThere(world)).toEqual(namesOf(who))
    expect(heard).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000])
    expect(done?.mutationIds.length).toBe(1_000)
    const posts = (await world.demo().requests()).filter(
      (one) => one.method === 'POST' && one.path.endsWith('/contacts'),
    )
    expect(posts.length).toBeLessThanOrEqual(25)
    expect(await left(world)).toEqual({
      ...{ waiting: 0, states: [], imports: 0, parts: 0 },
      history: [{ kind: 'import', fileName: 'people.csv', count: 1_000 }],
    })
  })

  test('makes no doubles where the answer to a batch is lost', async () => {
    const world = await startWorld()
    const who = people(120)
    await world.demo().faults([{ kind: 'reset-after-commit', method: 'POST', path: '/api/v4/contacts', times: 1 }])

    const row = await plan(world, who)
    await acceptImport(world.context(), world.main(), row.id)
    await world.settle()

    expect(await namesThere(world)).toEqual(namesOf(who))
  })

  test('makes a company that many of them name once', async () => {
    const world = await startWorld()
    const row = await plan(world, people(60, 'Imported Ltd'))

    await acceptImport(world.context(), world.main(), row.id)
    await world.settle()

    const companies = (await there(world)).map(({ company }) => company)
    expect(new Set(companies.map((company) => company?.name))).toEqual(new Set(['Imported Ltd']))
    expect(new Set(companies.map((company) => company?.id)).size).toBe(1)
  })

  test('that is killed in the middle keeps what was accepted, and is gone on with without doubles', async () => {
    const world = await startWorld()
    const who = people(300)
    await offline(world, true)
    const row = await plan(world, who)
    const killed = failureOf(
      acceptImport(world.context(), world.main(), row.id, (accepted) => {
        if (accepted === 200) throw new Error('killed')
      }),
    )
    await killed.catch(() => undefined)
    await world.restart()
    expect(await left(world)).toMatchObject({ waiting: 200, imports: 1, parts: 3, history: [] })

    await acceptImport(world.context(), world.main(), row.id)
    await offline(world, false)
    await world.settle()

    expect(await namesThere(world)).toEqual(namesOf(who))
    expect(await left(world)).toMatchObject({ imports: 0, parts: 0, history: [{ kind: 'import', count: 300 }] })
  })

  test('that is killed between the two steps of a part hands that part over at the next start', async () => {
    const world = await startWorld()
    const who = people(100)
    await offline(world, true)
    const row = await plan(world, who)
    const context = world.context()
    const dead = { call: () => new Promise<never>(() => undefined) }
    void acceptImport(context, dead, row.id)
    await eventually(async () => {
      if ((await context.db.outbox.count()) < 100) throw new Error('not written yet')
    })
    await world.restart()

    await acceptImport(world.context(), world.main(), row.id)
    await offline(world, false)
    await world.settle()

    expect(await namesThere(world)).toEqual(namesOf(who))
  })

  test('returns a part to the plan that main refuses, and the user is told', async () => {
    const world = await startWorld()
    await offline(world, true)
    const row = await plan(world, people(150))
    const full = { call: () => Promise.reject<never>(new AppError('storage/failed', 'disk full')) }

    const failure = await failureOf(acceptImport(world.context(), full, row.id))

    expect(failure.code).toBe('storage/failed')
    expect(await left(world)).toMatchObject({ waiting: 0, imports: 1, parts: 2, history: [] })
    expect((await world.rows()).filter(({ fields }) => fields.lastName === 'Imported')).toEqual([])
    const rest = (await world.context().db.importParts.toArray()).map(({ mutations }) => mutations.length)
    expect(rest).toEqual([100, 50])
  })

  /** Main refuses once it is let to. */
  function refusing() {
    const gate = Promise.withResolvers<never>()
    // Perhaps before anybody asks.
    gate.promise.catch(() => undefined)
    return {
      main: { call: () => gate.promise },
      refuse: () => gate.reject(new AppError('storage/failed', 'disk full')),
    }
  }

  test('that is gone on with while a part is on its way is not done before that part is', async () => {
    const world = await startWorld()
    const row = await plan(world, people(60))
    const { main, refuse } = refusing()

    const first = failureOf(acceptImport(world.context(), main, row.id))
    const second = acceptImport(world.context(), world.main(), row.id)
    refuse()
    const [failure, done] = await Promise.all([first, second])
    await world.settle()

    expect(failure.code).toBe('storage/failed')
    expect(done?.mutationIds).toHaveLength(60)
    expect(await namesThere(world)).toEqual(namesOf(people(60)))
  })

  test('that another window has taken for done is in its plan again when main refuses what was on its way', async () => {
    const world = await startWorld()
    const context = world.context()
    const row = await plan(world, people(60))
    const { main, refuse } = refusing()
    const first = failureOf(acceptImport(context, main, row.id))
    await eventually(async () => {
      if ((await context.db.outbox.count()) < 60) throw new Error('not written yet')
    })
    const other = new CacheDb(context.db.name)

    await acceptImport({ ...context, db: other }, world.main(), row.id)
    refuse()
    await first

    const parts = await context.db.importParts.toArray()
    expect(parts.map(({ mutations }) => mutations.length)).toEqual([60])
    expect(await context.db.imports.count()).toBe(1)
    other.close()
  })

  test('can be let go of half way: what was accepted stays', async () => {
    const world = await startWorld()
    await offline(world, true)
    const row = await plan(world, people(250))
    await failureOf(
      acceptImport(world.context(), world.main(), row.id, () => {
        throw new Error('killed')
      }),
    )

    const done = await dropRest(world.context(), row.id)

    expect(done?.mutationIds.length).toBe(100)
    expect(await left(world)).toMatchObject({ waiting: 100, imports: 0, parts: 0, history: [{ count: 100 }] })
  })

  test('is taken back as one, as long as nothing of it has left', async () => {
    const world = await startWorld()
    await offline(world, true)
    const before = await world.rows()
    const row = await plan(world, people(250, 'Imported Ltd'))
    const done = await acceptImport(world.context(), world.main(), row.id)
    if (done === null) throw new Error('nothing came of it')

    const count = await undoImport(world.context(), world.main(), done)
    await offline(world, false)
    await world.settle()

    expect(count).toBe(250)
    expect(await world.rows()).toEqual(before)
    const companies = await world.context().db.companies.toArray()
    expect(companies.filter(({ name }) => name === 'Imported Ltd')).toEqual([])
    expect(await there(world)).toEqual([])
    const [event] = (await left(world)).history
    expect(event?.kind === 'import' && event.undoneAt !== undefined).toBe(true)
  })

  test('that the CRM has by now stays, and is said to stand', async () => {
    const world = await startWorld()
    const row = await plan(world, people(20))
    const done = await acceptImport(world.context(), world.main(), row.id)
    if (done === null) throw new Error('nothing came of it')
    await world.settle()

    const count = await undoImport(world.context(), world.main(), done)

    expect([count, (await there(world)).length]).toEqual([0, 20])
    const [event] = (await left(world)).history
    expect(event).toMatchObject({ kind: 'import', undoneAt: undefined })
  })

  test('of which a part has left is taken back but for that part', async () => {
    const world = await startWorld()
    const row = await plan(world, people(250))
    const stop = () => {
      throw new Error('killed')
    }
    await failureOf(acceptImport(world.context(), world.main(), row.id, stop))
    await world.settle()
    await offline(world, true)
    const done = await acceptImport(world.context(), world.main(), row.id)
    if (done === null) throw new Error('nothing came of it')

    const count = await undoImport(world.context(), world.main(), done)
    await offline(world, false)
    await world.settle()

    const here = (await world.rows()).filter(({ fields }) => fields.lastName === 'Imported')
    expect([count, here.length, (await there(world)).length]).toEqual([150, 100, 100])
  })

  test('whose undo was cut off is taken back at the next start', async () => {
    const world = await startWorld()
    await offline(world, true)
    const row = await plan(world, people(30))
    const done = await acceptImport(world.context(), world.main(), row.id)
    if (done === null) throw new Error('nothing came of it')
    const dead = { call: () => new Promise<never>(() => undefined) }
    const context = world.context()
    void undoImport(context, dead, done)
    await eventually(async () => {
      if ((await context.db.outbox.where({ state: 'cancelling' }).count()) < 30) throw new Error('not wished yet')
    })

    await world.restart()

    expect(await left(world)).toMatchObject({ waiting: 0 })
    expect((await world.rows()).filter(({ fields }) => fields.lastName === 'Imported')).toEqual([])
  })
})
