import { expect, test } from 'vitest'
import type { FieldWish } from '#shared/domain/field-wish.ts'
import { createDemoControl } from '#test/support/demo-control.ts'
import { startPortalWorld } from '#test/support/portal-world.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const fieldNamed = async (world: World, name: string) =>
  (await world.context().db.fields.toArray()).find((field) => field.name === name)

const change = (world: World, wish: FieldWish) =>
  world.main().call('fields/change', { accountId: world.account.id, wish })

test('a new field is in the form of this computer as soon as the CRM has it', async () => {
  const world = await startWorld()

  await change(world, { kind: 'create', name: 'Новое поле', fieldKind: 'choices' })

  await eventually(async () => expect(await fieldNamed(world, 'Новое поле')).toMatchObject({ kind: 'choices' }))
})

test('a change of the form costs no sync: what it has come to is here when it is said to be made', async () => {
  const world = await startPortalWorld()
  await world.settle()
  const control = createDemoControl(world.crm().control)
  const before = (await control.requests()).length

  await change(world, { kind: 'create', name: 'Размер', fieldKind: 'choice' })

  expect(await fieldNamed(world, 'Размер')).toMatchObject({ kind: 'choice' })
  const asked = (await control.requests()).slice(before)
  expect(asked.filter(({ body }) => JSON.stringify(body).includes('crm.contact.list'))).toEqual([])
  expect(asked.length).toBeLessThan(8)
})

test('a field whose edits wait is not deleted, and neither is one while the user works offline', async () => {
  const world = await startWorld()
  const [one] = await world.rows()
  const field = await fieldNamed(world, 'Комментарий')
  if (one === undefined || field === undefined) throw new Error('nothing there')
  const from = one.fields.custom[field.id] ?? []
  await world.cutNetwork()
  await world.edit(one.id, { kind: 'custom', fieldId: field.id, from, to: [{ value: 'ждёт' }] })

  const asked = change(world, { kind: 'delete', fieldId: field.id })
  await expect(asked).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'field-in-use' } })

  await world.main().call('sync/set-offline', { isOffline: true })
  await expect(change(world, { kind: 'rename', fieldId: field.id, name: 'x' })).rejects.toMatchObject({
    code: 'offline',
  })
  await world.mendNetwork()
})

test('a new tag is in the list of this computer as soon as the CRM has it, and not made while the user works offline', async () => {
  const world = await startWorld()
  const namesHere = async () => (await world.context().db.tags.toArray()).map(({ name }) => name)
  const create = (name: string) => world.main().call('tags/create', { accountId: world.account.id, name })

  await create('Выставка 2027')

  await eventually(async () => expect(await namesHere()).toContain('Выставка 2027'))
  await world.main().call('sync/set-offline', { isOffline: true })
  await expect(create('Потом')).rejects.toMatchObject({ code: 'offline' })
})
