import { describe, expect, test } from 'vitest'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { createNeighbour } from '#renderer/db/edit-neighbour.ts'
import { readFeed } from '#renderer/db/read-feed.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { remoteIdOf, type ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Neighbour } from '#shared/domain/neighbour.ts'
import { demoUsers } from '#test/support/demo-control.ts'
import { breakPortal, listPortal, startPortalWorld } from '#test/support/portal-world.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const noteOn = (aboutId: ContactId, text: string): Neighbour => ({
  kind: 'note',
  fields: { aboutId, noteType: 'common', text },
})
const taskOn = (aboutId: ContactId, text: string): Neighbour => ({
  kind: 'task',
  fields: { aboutId, typeId: '1', text, dueAt: 1_900_000_000_000, responsibleId: null, doneWith: null },
})

async function someContact(world: World): Promise<ContactId> {
  const [row] = await world.rows()
  return row?.id ?? fail('no contacts')
}

function fail(message: string): never {
  throw new Error(message)
}

interface Words {
  readonly path: string
  readonly list: 'notes' | 'tasks'
  readonly make: (aboutId: ContactId, text: string) => Neighbour
  readonly reworded: Readonly<Record<string, unknown>>
}
const notes: Words = {
  ...{ path: '/api/v4/contacts/notes', list: 'notes', make: noteOn, reworded: { params: { text: 'Otherwise' } } },
}
const tasks: Words = {
  ...{ path: '/api/v4/tasks', list: 'tasks', make: taskOn },
  reworded: { text: 'Otherwise', complete_till: 1_900_000_600 },
}

/** Those on that contact which say so. */
async function saying(world: World, { list }: Words, who: ContactId, text: string) {
  const rows = await world.demo().timeline(list)
  return rows.filter((row) => row['entity_id'] === Number(remoteIdOf(who)) && JSON.stringify(row).includes(text))
}

/** Writes it, and has neither an answer nor a look at what is there. @param fault what happens to the request */
async function loseAnswer(world: World, words: Words, who: ContactId, fault: string): Promise<Mutation> {
  const unseen = { kind: 'status', path: words.path, method: 'GET', status: 503, times: null }
  await world.demo().faults([{ kind: fault, path: words.path, method: 'POST' }, unseen])
  const create = await world.accept(await createNeighbour(world.context(), who, words.make(who, 'Once')))
  await world.main().call('sync/run', { accountId: null, reason: 'user' })
  await eventually(async () => {
    if ((await world.phase()).kind !== 'waiting') fail('not failed yet')
  })
  return create
}

async function reword(world: World, words: Words, who: ContactId): Promise<void> {
  const ids = (await saying(world, words, who, 'Once')).map((row) => row['id'])
  const fields = words.reworded
  await world.demo().vendor({ action: 'edit', entity: words.list, ids, fields, userId: demoUsers.colleague })
}

const add = (world: World, who: ContactId, userId: number) =>
  world.demo().vendor({
    ...{ action: 'add', entity: 'notes', userId },
    fields: {
      ...{ entity_type: 'contacts', entity_id: Number(remoteIdOf(who)), note_type: 'common' },
      params: { text: 'Something else' },
    },
  })

describe('what a colleague has put in other words before anybody looked for it', () => {
  test.each([
    ['a note', notes],
    ['a task', tasks],
  ])('is asked about, not made twice, and goes here when its user says that it is there: %s', async (_, words) => {
    const world = await startWorld()
    const who = await someContact(world)
    const create = await loseAnswer(world, words, who, 'reset-after-commit')
    await reword(world, words, who)
    await world.demo().faults([])
    await world.settle()
    const [problem, ...more] = await world.problems()
    const found = await saying(world, words, who, 'Otherwise')

    await cancelMutation(world.context(), world.main(), create.id)
    await world.settle()

    const remoteId = String(found[0]?.['id'])
    const seen = [{ remoteId, name: 'Otherwise', phone: '', email: '' }]
    expect([problem, more, found.length]).toEqual([{ kind: 'doubtful', candidates: [remoteId], seen }, [], 1])
    expect([await saying(world, words, who, 'Once'), await world.problems(), await world.pendingCount()]).toEqual([
      ...[[], [], 0],
    ])
    const { past, openTasks } = await readFeed(world.context().db, who)
    const shown = [...past.map(({ entry }) => entry.fields), ...openTasks.map(({ fields }) => fields)]
    expect(shown.map(({ text }) => text)).toContain('Otherwise')
    expect(shown.map(({ text }) => text)).not.toContain('Once')
  })

  test('is sent when its user says that it is another one', async () => {
    const world = await startWorld()
    const who = await someContact(world)
    const create = await loseAnswer(world, notes, who, 'reset-before')
    await add(world, who, Number(remoteIdOf(world.account.userId ?? fail('nobody'))))
    const ids = (await saying(world, notes, who, 'Something else')).map((row) => row['id'])
    const edit = { action: 'edit', entity: 'notes', ids, userId: demoUsers.colleague }
    await world.demo().vendor({ ...edit, fields: { params: { text: 'Else still' } } })
    await world.demo().faults([])
    await world.settle()
    const asked = (await world.problems()).map(({ kind }) => kind)

    await retryMutation(world.context(), world.main(), create.id)
    await world.settle()

    expect([asked, (await saying(world, notes, who, 'Once')).length]).toEqual([['doubtful'], 1])
    expect(await world.problems()).toEqual([])
  })

  test('is none that nobody has changed, or that somebody else has made', async () => {
    const world = await startWorld()
    const who = await someContact(world)
    await loseAnswer(world, notes, who, 'reset-before')
    await add(world, who, Number(remoteIdOf(world.account.userId ?? fail('nobody'))))
    await add(world, who, demoUsers.colleague)
    await world.demo().faults([])

    await world.settle()

    expect([await world.problems(), (await saying(world, notes, who, 'Once')).length]).toEqual([[], 1])
  })
})

const COLLEAGUE = 2

/** Somebody else at the portal. */
async function asColleague(world: World, method: string, params: Readonly<Record<string, unknown>>): Promise<void> {
  const { control } = world.crm()
  const post = async (url: string, body: unknown) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const made = await post(`${control}/bitrix24/webhooks`, { userId: COLLEAGUE, scopes: ['crm'] })
  const { url } = (await made.json()) as { readonly url: string }
  const answer = (await (await post(`${url}${method}`, params)).json()) as { readonly result?: unknown }
  if (answer.result === undefined) fail(JSON.stringify(answer))
}

describe('what was put in other words at a CRM that takes no keys of it', () => {
  test.each([
    ['a note', noteOn, 'crm.timeline.comment', { COMMENT: 'Otherwise' }],
    ['a task', taskOn, 'crm.activity', { SUBJECT: 'Otherwise' }],
  ] as const)('is asked about, not made twice: %s', async (_, make, family, reworded) => {
    const world = await startPortalWorld()
    const who = await someContact(world)
    const owner = { ENTITY_ID: remoteIdOf(who), ENTITY_TYPE: 'contact' }
    const filter = family === 'crm.activity' ? { OWNER_TYPE_ID: 3, OWNER_ID: remoteIdOf(who) } : owner
    const before = (await listPortal(world, `${family}.list`, filter)).length
    // The portal answers nothing more until somebody has been there.
    await breakPortal(world, [
      { kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 },
      { kind: 'status', path: 'batch', status: 503, times: null },
    ])
    await world.accept(await createNeighbour(world.context(), who, make(who, 'Once')))
    await world.main().call('sync/run', { accountId: null, reason: 'user' })
    const made = await eventually(async () => {
      const own = await listPortal(world, `${family}.list`, filter)
      return own.length > before ? own : fail('not there yet')
    })
    const fresh = made.find((row) => Object.values(row).includes('Once')) ?? fail('not there')
    await asColleague(world, `${family}.update`, { id: fresh['ID'], fields: reworded })
    await breakPortal(world, [])

    await world.settle()

    expect(await world.problems()).toMatchObject([{ kind: 'doubtful', seen: [{ name: 'Otherwise' }] }])
    expect(await listPortal(world, `${family}.list`, filter)).toHaveLength(before + 1)
  })
})
