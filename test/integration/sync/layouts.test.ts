import { describe, expect, test } from 'vitest'
import { editLayout, forceLayout } from '#renderer/db/edit-layout.ts'
import { readLayouts } from '#renderer/db/read-layouts.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { LayoutScope, LayoutSection, PlacedField } from '#shared/domain/layout.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { startWorld, type World } from '#test/support/sync-world.ts'

type Params = Readonly<Record<string, unknown>>
const FAMILY = 'crm.contact.details.configuration'

async function ask(world: World, method: string, params: Params = {}): Promise<unknown> {
  const response = await fetch(`${world.crm().bitrix24.webhook}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  return ((await response.json()) as { readonly result: unknown }).result
}

/** Titles of sections with the codes of their fields, as the portal has them; `null` where it has its default. */
async function kept(world: World, scope: 'P' | 'C'): Promise<unknown> {
  const sections = (await ask(world, `${FAMILY}.get`, { scope })) as readonly Params[] | null
  return (
    sections?.map(({ title, elements }) => [title, ...(elements as readonly Params[]).map(({ name }) => name)]) ?? null
  )
}

const lay = (world: World, scope: 'P' | 'C', title: string) =>
  ask(world, `${FAMILY}.set`, {
    ...{ scope, data: [{ name: 'main', title, type: 'section', elements: [{ name: 'NAME' }, { name: 'PHOTO' }] }] },
  })

const section = (title: string, ...fields: readonly PlacedField[]): LayoutSection => ({
  ...{ name: 'main', title },
  elements: fields.map((field) => ({ field, isAlwaysShown: false, options: {} })),
})

const setOffline = (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })
const shown = async (world: World, scope: LayoutScope) =>
  (await readLayouts(world.context().db, world.account.id, 'contact'))[scope]

async function accept(world: World, mutations: readonly Mutation[]): Promise<Mutation> {
  for (const mutation of mutations) await world.accept(mutation)
  const [first] = mutations
  if (first === undefined) throw new Error('nothing to accept')
  return first
}

const edit = async (
  world: World,
  sections: readonly LayoutSection[] | null,
  scope: LayoutScope = 'own',
  seen?: readonly LayoutSection[] | null,
) => {
  const of = { accountId: world.account.id, card: 'contact', scope } as const
  return accept(world, await editLayout(world.context(), of, sections, seen))
}

async function arrive(world: World): Promise<void> {
  await setOffline(world, false)
  await world.settle()
}

const startOffline = async (): Promise<World> => {
  const world = await startWorld({ provider: 'bitrix24' })
  await setOffline(world, true)
  return world
}

const pull = (world: World) => world.settle()

describe('layouts of cards', () => {
  test('are here after the first sync, and follow what is changed in the CRM', async () => {
    const world = await startWorld({ provider: 'bitrix24' })
    const first = await shown(world, 'own')
    await lay(world, 'C', 'Общее')

    await pull(world)

    expect([first?.sections, (await shown(world, 'own'))?.sections]).toEqual([null, null])
    expect((await shown(world, 'common'))?.sections).toEqual([section('Общее', 'firstName', 'foreign:PHOTO')])
  })

  test('changed offline show at once, outlive a restart and reach the portal, the last of several edits once', async () => {
    const world = await startOffline()

    await edit(world, [section('Раз', 'firstName')])
    await edit(world, [section('Два', 'phones', 'lastName', 'company')])
    const before = await shown(world, 'own')
    await world.restart()
    await arrive(world)

    expect([before?.isPending, before?.sections?.[0]?.title]).toEqual([true, 'Два'])
    expect(await kept(world, 'P')).toEqual([['Два', 'PHONE', 'LAST_NAME', 'COMPANY']])
    expect(await kept(world, 'C')).toBeNull()
    expect(await shown(world, 'own')).toMatchObject({ isPending: false, problems: [] })
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('are taken back before they are sent and after', async () => {
    const world = await startOffline()
    const unsent = await edit(world, [section('Раз', 'firstName')])
    await undoMutation(world.context(), world.main(), unsent, new Set())
    const afterFirst = await shown(world, 'own')
    const sent = await edit(world, [section('Два', 'firstName')])
    await arrive(world)
    const between = await kept(world, 'P')

    await undoMutation(world.context(), world.main(), sent, new Set())
    await world.settle()

    expect([afterFirst?.sections, afterFirst?.isPending]).toEqual([null, false])
    expect(between).toEqual([['Два', 'NAME']])
    expect(await kept(world, 'P')).toBeNull()
  })

  test('go back to the default of the CRM', async () => {
    const world = await startWorld({ provider: 'bitrix24' })
    await lay(world, 'P', 'Своё')
    await pull(world)

    await edit(world, null)
    await world.settle()

    expect(await kept(world, 'P')).toBeNull()
  })

  test('that were changed in the CRM meanwhile are asked about, and ours comes about if we say so', async () => {
    const world = await startOffline()
    const mutation = await edit(world, [section('Наше', 'firstName')], 'common')
    await lay(world, 'C', 'Чужое')

    await arrive(world)
    const asked = await shown(world, 'common')
    const between = await kept(world, 'C')
    await retryMutation(world.context(), world.main(), mutation.id)
    await world.settle()

    expect(asked?.problems.map(({ problem }) => problem.kind)).toEqual(['neighbour-conflict'])
    expect([between, await kept(world, 'C')]).toEqual([[['Чужое', 'NAME', 'PHOTO']], [['Наше', 'NAME']]])
    expect(await world.problems()).toEqual([])
  })

  test('that came in while somebody was laying out are asked about, not overwritten', async () => {
    const world = await startWorld({ provider: 'bitrix24' })
    const seen = (await shown(world, 'common'))?.sections ?? null
    await lay(world, 'C', 'Чужое')
    await pull(world)

    await edit(world, [section('Наше', 'firstName')], 'common', seen)
    await world.settle()

    expect(await kept(world, 'C')).toEqual([['Чужое', 'NAME', 'PHOTO']])
    expect((await shown(world, 'common'))?.problems).toHaveLength(1)
  })

  test('are forced upon everybody offline: personal ones go, ours too, and it can be said again', async () => {
    const world = await startWorld({ provider: 'bitrix24' })
    await lay(world, 'C', 'Общее')
    await lay(world, 'P', 'Своё')
    await pull(world)
    await setOffline(world, true)

    await accept(world, await forceLayout(world.context(), world.account.id, 'contact'))
    const before = await shown(world, 'own')
    await arrive(world)
    const after = await kept(world, 'P')
    await lay(world, 'P', 'Опять своё')
    await accept(world, await forceLayout(world.context(), world.account.id, 'contact'))
    await world.settle()

    expect([before?.sections, after, await kept(world, 'P')]).toEqual([null, null, null])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('are none for the other CRM, and an edit of them is not taken', async () => {
    const world = await startWorld()

    expect(await shown(world, 'own')).toBeNull()
    await expect(edit(world, null)).rejects.toMatchObject({ code: 'state/refused' })
  })
})
