import { expect, test } from 'vitest'
import type { FieldWish } from '#shared/domain/field-wish.ts'
import { forgetAccounts } from '#renderer/db/forget-accounts.ts'
import { toSections } from '#renderer/composables/field-sections.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const change = (world: World, wish: FieldWish) =>
  world.main().call('fields/change', { accountId: world.account.id, wish })

const groupsHere = async (world: World) =>
  (await world.context().db.fieldGroups.where({ accountId: world.account.id }).toArray()).filter(
    ({ of }) => of === 'contact',
  )

/** As the card shows them. */
async function cardOf(world: World): Promise<Readonly<Record<string, readonly string[]>>> {
  const all = await world.context().db.fields.where({ accountId: world.account.id }).sortBy('sort')
  const sections = toSections(all.filter(({ of }) => of === undefined))
  return Object.fromEntries(
    sections.map(({ group, definitions }) => [group?.name ?? '', definitions.map((d) => d.name)]),
  )
}

test('a section is on this computer as soon as the CRM has it, and on the card with its first field', async () => {
  const world = await startWorld()

  await change(world, { kind: 'create-group', name: 'Договор' })
  await eventually(async () => expect((await groupsHere(world)).map(({ name }) => name)).toContain('Договор'))
  expect(Object.keys(await cardOf(world))).not.toContain('Договор')

  const made = (await groupsHere(world)).find(({ name }) => name === 'Договор')
  const field = (await world.context().db.fields.toArray()).find(({ name }) => name === 'Сайт')
  if (made === undefined || field === undefined) throw new Error('nothing there')
  await change(world, { kind: 'move-field', fieldId: field.id, groupId: made.id, before: null })
  await eventually(async () => expect((await cardOf(world))['Договор']).toEqual(['Сайт']))

  await change(world, { kind: 'delete-group', groupId: made.id })
  await eventually(async () => expect((await groupsHere(world)).map(({ name }) => name)).not.toContain('Договор'))
  expect((await cardOf(world))['Основное']).toContain('Сайт')
})

test('sections are forgotten with their account, and not changed while the user works offline', async () => {
  const world = await startWorld()
  await eventually(async () => expect(await groupsHere(world)).not.toEqual([]))

  await world.main().call('sync/set-offline', { isOffline: true })
  await expect(change(world, { kind: 'create-group', name: 'Потом' })).rejects.toMatchObject({ code: 'offline' })

  await forgetAccounts(world.context(), [])
  expect(await groupsHere(world)).toEqual([])
})
