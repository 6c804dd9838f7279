import { describe, expect, test } from 'vitest'
import { createRandom } from '#demo-crm/seed/random.ts'
import { acceptTogether } from '#renderer/db/accept-together.ts'
import { toDeletion } from '#renderer/db/delete-contacts.ts'
import { isHere } from '#renderer/db/is-here.ts'
import { readConflicts } from '#renderer/db/read-conflicts.ts'
import { sendMine } from '#renderer/db/send-mine.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { startWorld, type World } from '#test/support/sync-world.ts'

const CONTACTS = 10
const STEPS = 16

type Params = Readonly<Record<string, unknown>>

async function ask(world: World, method: string, params: Params): Promise<unknown> {
  const response = await fetch(`${world.crm().bitrix24.webhook}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  return ((await response.json()) as { readonly result: unknown }).result
}

/** What is known of each contact, in the words of the test. */
interface Told {
  name: string
  isDeleted: boolean
  isChangedThere: boolean
  isDeletedThere: boolean
  isEdited: boolean
}

interface Deleted {
  readonly mutation: Mutation
  readonly numbers: readonly number[]
}

/** One device that works offline, and a colleague: what each of them does is by chance. */
async function play(world: World, seed: number): Promise<ReadonlyMap<number, Told>> {
  const random = createRandom(seed, 1)
  const told = new Map<number, Told>()
  for (const { remoteId, fields } of await world.rows()) {
    const about = { isDeleted: false, isChangedThere: false, isDeletedThere: false, isEdited: false }
    told.set(Number(remoteId), { name: fields.lastName, ...about })
  }
  const numbers = [...told.keys()]
  const deletions: Deleted[] = []
  const of = (n: number): Told => {
    const found = told.get(n)
    if (found === undefined) throw new Error(`no contact ${n}`)
    return found
  }
  const there = (wanted: (one: Told) => boolean) => numbers.filter((n) => wanted(of(n)))
  for (let step = 0; step < STEPS; step++) {
    const here = there(({ isDeleted }) => !isDeleted)
    const known = there(({ isDeletedThere }) => !isDeletedThere)
    const what = random.pick(['edit', 'edit', 'delete', 'undo', 'change-there', 'delete-there', 'restart'] as const)
    if (what === 'edit' && here.length > 0) {
      const n = random.pick(here)
      const to = `${seed}-${step}`
      await world.edit(world.id(n), { kind: 'set', field: 'lastName', from: of(n).name, to })
      Object.assign(of(n), { name: to, isEdited: true })
    } else if (what === 'delete' && here.length > 0) {
      const chosen = [...new Set([random.pick(here), random.pick(here), random.pick(here)])]
      const { mutations } = await toDeletion(world.context(), chosen.map(world.id))
      const [mutation] = await acceptTogether(world.context(), world.main(), mutations)
      if (mutation === undefined) throw new Error('nothing deleted')
      for (const n of chosen) of(n).isDeleted = true
      deletions.push({ mutation, numbers: chosen })
    } else if (what === 'undo') {
      const last = deletions.pop()
      if (last === undefined) continue
      await undoMutation(world.context(), world.main(), last.mutation, new Set())
      for (const n of last.numbers) of(n).isDeleted = false
    } else if (what === 'change-there' && known.length > 0) {
      const n = random.pick(known)
      await ask(world, 'crm.contact.update', { id: n, fields: { POST: `${seed}-${step}` } })
      of(n).isChangedThere = true
    } else if (what === 'delete-there' && known.length > 0) {
      const n = random.pick(known)
      await ask(world, 'crm.contact.delete', { id: n })
      of(n).isDeletedThere = true
    } else if (what === 'restart') await world.restart()
  }
  return told
}

const inPortal = async (world: World): Promise<ReadonlyMap<number, unknown>> => {
  const found = (await ask(world, 'crm.contact.list', { select: ['ID', 'LAST_NAME'] })) as readonly Params[]
  return new Map(found.map((contact) => [Number(contact['ID']), contact['LAST_NAME'] ?? '']))
}

/** Each contact that stays in the portal, with its name. */
function expected(told: ReadonlyMap<number, Told>, isAnswered: boolean): ReadonlyMap<number, string> {
  const stays = ({ isDeleted, isDeletedThere, isChangedThere }: Told) =>
    !isDeletedThere && (!isDeleted || (isChangedThere && !isAnswered))
  return new Map([...told].filter(([, one]) => stays(one)).map(([n, { name }]) => [n, name]))
}

const sorted = (map: ReadonlyMap<number, unknown>) => [...map].toSorted(([a], [b]) => a - b)

describe('contacts deleted by chance, beside edits, undo, restarts and a colleague', () => {
  test.each(Array.from({ length: 12 }, (_, at) => at + 1))('all come to what was meant: seed %i', async (seed) => {
    const world = await startWorld({ provider: 'bitrix24', contacts: CONTACTS })
    await world.main().call('sync/set-offline', { isOffline: true })
    const told = await play(world, seed)
    const isShown = async (id: ContactId) => {
      const row = await world.row(id)
      return row !== undefined && isHere(row)
    }
    for (const [n, { isDeleted }] of told) expect(await isShown(world.id(n)), `contact ${n}`).toBe(!isDeleted)

    // Answers get lost: what was done is done again.
    const fault = { kind: 'reset-after-commit', path: 'batch', times: seed % 4 }
    await fetch(`${world.crm().control}/faults`, { method: 'POST', body: JSON.stringify([fault]) })
    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    const asked = [...told].filter(([, one]) => one.isDeleted && one.isChangedThere && !one.isDeletedThere)
    const { conflicts, gone } = await readConflicts(world.context().db)
    expect(sorted(await inPortal(world))).toEqual(sorted(expected(told, false)))
    expect(conflicts.map(({ contactId }) => contactId).toSorted()).toEqual(asked.map(([n]) => world.id(n)).toSorted())
    const lost = [...told].filter(([, one]) => one.isDeletedThere && one.isEdited && !one.isDeleted)
    expect(gone.map(({ contactId }) => contactId).toSorted()).toEqual(lost.map(([n]) => world.id(n)).toSorted())

    for (const one of conflicts.flatMap((contact) => contact.conflicts)) {
      await sendMine(world.context(), world.main(), one)
    }
    await world.settle()

    expect(sorted(await inPortal(world))).toEqual(sorted(expected(told, true)))
    expect((await readConflicts(world.context().db)).conflicts).toEqual([])
  })
})
