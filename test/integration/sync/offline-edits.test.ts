import { describe, expect, test } from 'vitest'
import { bulkTags } from '#test/support/bulk-tags.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { ContactFields } from '#shared/domain/contact.ts'
import { phone, rename, someFields } from '#test/support/contacts.ts'
import { valuesOf } from '#test/support/demo-control.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

async function anyContacts(world: World, count: number) {
  const rows = [...(await world.rows())].filter(({ fields }) => fields.phones.length > 0)
  return rows.slice(0, count)
}

async function stored(world: World, remoteId: string | undefined) {
  const [record] = await world.demo().contacts([Number(remoteId)])
  if (record === undefined) throw new Error(`the demo CRM has no contact ${remoteId}`)
  return record
}

const replacePhone = (fields: ContactFields, value: string): FieldEdit => {
  const [from] = fields.phones
  if (from === undefined) throw new Error('no phone to replace')
  return { kind: 'point', field: 'phones', at: 0, from, to: { ...from, value } }
}

describe('an offline day', () => {
  test('brings every edit to the CRM once, after a restart in between', async () => {
    const world = await startWorld()
    const [one] = await anyContacts(world, 1)
    const two = (await world.rows()).find(({ id, fields }) => id !== one?.id && fields.companyIds.length > 0)
    if (one === undefined || two === undefined) throw new Error('no contacts')
    const all = (await world.rows()).map(({ id }) => id)
    const before = await world.demo().contacts()
    await world.cutNetwork()

    await world.edit(one.id, replacePhone(one.fields, '+7 900 111-22-33'))
    const fresh = someFields({ firstName: 'Zoë', lastName: 'Offline', phones: [phone('+44 20 1234')], tags: ['fair'] })
    await world.accept(await createContact(world.context(), world.account.id, fresh, 'Brand New Ltd'))
    for (const mutation of await bulkTags(world.context(), all, { add: ['offline-day'], remove: [] })) {
      await world.accept(mutation)
    }
    await world.edit(two.id, { kind: 'company', from: two.fields.companyIds[0] ?? null, to: null, exclusive: true })
    await world.restart()
    const pending = await world.pendingCount()
    await world.mendNetwork()
    await world.settle()

    const after = await world.demo().contacts()
    const created = after.filter(({ last_name }) => last_name === 'Offline')
    expect({
      pending,
      left: await world.pendingCount(),
      phone: valuesOf(await stored(world, one.remoteId), 'PHONE')[0],
      company: (await stored(world, two.remoteId)).company,
      created: created.map((record) => [
        record.first_name,
        record.company?.name,
        [...record.tags],
        valuesOf(record, 'PHONE'),
      ]),
      tagged: after.filter(({ tags }) => tags.includes('offline-day')).length,
      count: after.length - before.length,
    }).toEqual({
      pending: 4,
      left: 0,
      phone: '+7 900 111-22-33',
      company: null,
      created: [['Zoë', 'Brand New Ltd', ['fair'], ['+44 20 1234']]],
      tagged: all.length,
      count: 1,
    })
  })

  test('loses nothing when IndexedDB is wiped while edits are pending', async () => {
    const world = await startWorld()
    const [one] = await anyContacts(world, 1)
    if (one === undefined) throw new Error('no contacts')
    await world.cutNetwork()
    await world.edit(one.id, rename(one.fields.firstName, 'Kept'))
    const created = someFields({ firstName: 'Also', lastName: 'Kept' })
    await world.accept(await createContact(world.context(), world.account.id, created))

    await world.restart({ wipeCache: true })
    const offered = await world.pendingCount()
    await world.mendNetwork()
    await world.settle()

    const after = await world.demo().contacts()
    expect([
      offered,
      (await stored(world, one.remoteId)).first_name,
      after.filter(({ name }) => name === 'Also Kept').length,
      (await world.row(one.id))?.fields.firstName,
      (await world.rows()).length,
    ]).toEqual([2, 'Kept', 1, 'Kept', 61])
  })

  test('sends nothing of an edit that was taken back', async () => {
    const world = await startWorld()
    const [one] = await anyContacts(world, 1)
    if (one === undefined) throw new Error('no contacts')
    await world.cutNetwork()
    const mutation = await world.edit(one.id, rename(one.fields.firstName, 'Never'))
    // What is on its way can no longer be taken back.
    await eventually(async () => expect((await world.phase()).kind).toBe('waiting'))

    await cancelMutation(world.context(), world.main(), mutation.id)
    await world.mendNetwork()
    await world.settle()

    const writes = (await world.demo().requests()).filter(({ method }) => method !== 'GET')
    expect([writes, (await world.row(one.id))?.fields]).toEqual([[], one.fields])
  })

  test('takes a bulk tag off again, but not where it was before', async () => {
    const world = await startWorld()
    const [one, two] = await anyContacts(world, 2)
    if (one === undefined || two === undefined) throw new Error('no contacts')
    await world.edit(one.id, { kind: 'tag', op: 'add', tag: 'had it before' })
    await world.settle()
    const [mutation] = await bulkTags(world.context(), [one.id, two.id], { add: ['had it before'], remove: [] })
    if (mutation === undefined) throw new Error('nothing to tag')
    await world.accept(mutation)
    await world.settle()

    await undoMutation(world.context(), world.main(), mutation, new Set())
    await world.settle()

    const tagged = (await world.demo().contacts()).filter(({ tags }) => tags.includes('had it before'))
    expect(tagged.map(({ id }) => String(id))).toEqual([one.remoteId])
  })

  test('tells a new window everything, the colleagues and fields too', async () => {
    const world = await startWorld()
    const [users, fields] = [await world.context().db.users.count(), await world.context().db.fields.count()]

    await world.replaceWindow()
    await world.settle()

    expect([await world.context().db.users.count(), await world.context().db.fields.count()]).toEqual([users, fields])
    expect((await world.rows()).length).toBe(60)
  })
})
