import { describe, expect, test } from 'vitest'
import { createContact } from '#renderer/db/edit-contact.ts'
import { readContact } from '#renderer/db/read-contact.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { ContactId, RemoteId } from '#shared/domain/ids.ts'
import {
  linkedFields,
  linkedIn,
  linkedKinds,
  mergeOfLinked,
  toLinkedCustom,
  toLinkedItem,
  type Linked,
} from '#shared/domain/linked.ts'
import { someFields } from '#test/support/contacts.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const goods = (id: number, quantity: number): Linked => ({
  ...{ kind: 'element', id: String(id) as RemoteId, catalogId: '4521' as RemoteId },
  quantity,
})
const [drill, hammer] = [goods(525_439, 3), goods(525_441, 1)]

async function linksOf(world: World, id: ContactId): Promise<readonly Linked[]> {
  const custom = (await readContact(world.context().db, id))?.contact.fields.custom ?? {}
  return linkedKinds.flatMap((kind) => linkedIn(custom, kind))
}

/** What a person does in the card: one link comes, goes, or has another amount. */
async function set(world: World, id: ContactId, link: Linked, isThere = true) {
  const { kind } = link
  const before = (await linksOf(world, id)).filter((one) => one.kind === kind)
  const others = before.filter((one) => one.id !== link.id)
  const [from, to] = [before, isThere ? [...others, link] : others].map((links) => links.map(toLinkedItem))
  const merge = mergeOfLinked(kind)
  return world.edit(id, { kind: 'custom', fieldId: linkedFields[kind], from: from ?? [], to: to ?? [], merge })
}

/** What a colleague does. */
const theirs = (world: World, id: ContactId, action: 'link' | 'unlink', { id: to, quantity }: Linked) =>
  world.demo().vendor({
    ...{ action, entity: 'contacts', ids: [Number(id.split('.')[1])] },
    fields: {
      ...{ to_entity_id: Number(to), to_entity_type: quantity === null ? 'customers' : 'catalog_elements' },
      ...(quantity === null ? {} : { metadata: { catalog_id: 4521, quantity } }),
    },
  })

/** What the CRM has. */
async function there(world: World, id: ContactId) {
  const { url, token } = world.crm().amocrm
  const path = `/api/v4/contacts/${id.split('.')[1] ?? ''}/links`
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })
  const { _embedded } = (await answer.json()) as {
    _embedded: { links: { to_entity_type: string; to_entity_id: number; metadata: { quantity?: number } | null }[] }
  }
  const wanted = ['customers', 'catalog_elements']
  return _embedded.links
    .filter(({ to_entity_type: type }) => wanted.includes(type))
    .map(({ to_entity_id: to, metadata }) => [to, metadata?.quantity ?? null])
}

/** A world with somebody who is linked to nothing, and two customers. */
async function startDesk() {
  const world = await startWorld({ contacts: 120 })
  const rows = (await world.rows()).filter(
    ({ deletedAt, fields }) =>
      deletedAt === undefined && Object.keys(fields.custom).every((key) => !key.startsWith('~')),
  )
  const stored = (await (await fetch(`${world.crm().control}/records/customers`)).json()) as { id: number }[]
  const [one, other] = stored.map(({ id }): Linked => ({
    kind: 'customer',
    id: String(id) as RemoteId,
    catalogId: null,
    quantity: null,
  }))
  const id = rows[0]?.id
  if (id === undefined || one === undefined || other === undefined) throw new Error('nobody there')
  const offline = (isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })
  return { world, id, one, other, offline }
}

describe('links of a contact', () => {
  test('that were made, changed and taken off without a network reach the CRM beside those of colleagues, and are taken back', async () => {
    const { world, id, one, other, offline } = await startDesk()
    await theirs(world, id, 'link', hammer)
    await world.settle()
    await offline(true)

    await set(world, id, one)
    await set(world, id, drill)
    const last = await set(world, id, hammer, false)
    const shown = await linksOf(world, id)
    await theirs(world, id, 'link', other)
    await offline(false)
    await world.settle()
    const sent = await there(world, id)
    await undoMutation(world.context(), world.main(), last, new Set())
    await world.settle()

    expect(shown).toEqual([one, drill])
    expect(sent).toEqual([[Number(one.id), null], [Number(other.id), null], [525_439, 3]]) // prettier-ignore
    expect(await linksOf(world, id)).toEqual([one, other, drill, hammer])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('are asked about where a colleague has chosen another amount; mine is sent when it is kept', async () => {
    const { world, id, offline } = await startDesk()
    await theirs(world, id, 'link', drill)
    await theirs(world, id, 'link', hammer)
    await world.settle()
    await offline(true)

    const mine = await set(world, id, { ...drill, quantity: 7 })
    await theirs(world, id, 'link', { ...drill, quantity: 5 })
    await theirs(world, id, 'link', { ...hammer, quantity: 2 })
    await offline(false)
    await world.settle()
    const [problem] = await world.problems()
    const before = await there(world, id)
    await retryMutation(world.context(), world.main(), mine.id)
    await world.settle()

    expect(problem?.kind).toBe('conflict')
    expect(before).toEqual([[525_439, 5], [525_441, 2]]) // prettier-ignore
    expect(await there(world, id)).toEqual([[525_439, 7], [525_441, 2]]) // prettier-ignore
  })

  test('to what is not there any more are set aside with the reason, and what else was changed is not', async () => {
    const { world, id } = await startDesk()
    const nobody: Linked = { kind: 'customer', id: '999999' as RemoteId, catalogId: null, quantity: null }
    await world.main().call('sync/set-offline', { isOffline: true })
    await set(world, id, nobody)
    await set(world, id, drill)
    await world.edit(id, { kind: 'tag', op: 'add', tag: 'linked' })

    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    expect(await world.problems()).toMatchObject([
      { kind: 'rejected', field: `custom:${linkedFields.customer}`, reason: 'NotSupportedChoice' },
    ])
    expect(await there(world, id)).toEqual([[525_439, 3]])
    expect((await world.row(id))?.fields.tags).toContain('linked')
  })

  test('of a contact that the CRM does not have yet are made once it has it', async () => {
    const { world, one, offline } = await startDesk()
    await offline(true)
    const fields = someFields({ firstName: 'Новая', custom: toLinkedCustom([one]) })
    const made = await world.accept(await createContact(world.context(), world.account.id, fields, undefined))
    if (made.change.kind !== 'create') throw new Error('no create')
    await set(world, made.change.contactId, drill)

    await offline(false)
    await world.settle()

    const row = await world.row(made.change.contactId)
    const remote = `x.${row?.remoteId ?? ''}` as ContactId
    expect(await there(world, remote)).toEqual([[Number(one.id), null], [525_439, 3]]) // prettier-ignore
    expect(await linksOf(world, made.change.contactId)).toEqual([one, drill])
    expect(await world.pendingCount()).toBe(0)
  })

  test('of a contact whose answer was lost are made once it is found by its key', async () => {
    const { world, one, offline } = await startDesk()
    const accountId = world.account.id
    const [marker] = (await world.main().call('accounts/marker-fields', { accountId })).fields
    if (marker === undefined) throw new Error('no field for a key')
    await world.main().call('accounts/set-marker', { accountId, marker: { kind: 'field', fieldId: marker.id } })
    await offline(true)
    const fields = someFields({ firstName: 'Новая', lastName: 'Потерянная', custom: toLinkedCustom([one, drill]) })
    const made = await world.accept(await createContact(world.context(), world.account.id, fields, undefined))
    if (made.change.kind !== 'create') throw new Error('no create')
    await world.demo().faults([{ kind: 'reset-after-commit', method: 'POST', path: '/api/v4/contacts', times: 1 }])

    await offline(false)
    await eventually(async () => {
      if ((await world.phase()).kind !== 'waiting') throw new Error('not failed yet')
    })
    await world.settle()

    const row = await world.row(made.change.contactId)
    expect(await there(world, `x.${row?.remoteId ?? ''}` as ContactId)).toEqual([[Number(one.id), null], [525_439, 3]]) // prettier-ignore
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })
})

test('links that an earlier release has kept elsewhere show until the CRM tells of the contact again, and can be taken off', async () => {
  const { world, id, one, offline } = await startDesk()
  await theirs(world, id, 'link', one)
  await theirs(world, id, 'link', drill)
  await world.settle()
  await offline(true)
  const row = await world.row(id)
  if (row?.facts === undefined) throw new Error('no facts')
  const { catalogId } = drill
  const facts = { ...row.facts, customerIds: [one.id], elements: [{ id: drill.id, catalogId, quantity: 3 }] }
  await world.context().db.contacts.put({ ...row, fields: { ...row.fields, custom: {} }, facts })
  const before = await linksOf(world, id)

  await set(world, id, one, false)
  const after = await linksOf(world, id)
  await offline(false)
  await world.settle()

  expect([before, after]).toEqual([[one, drill], [drill]])
  expect(await there(world, id)).toEqual([[525_439, 3]])
  expect(await linksOf(world, id)).toEqual([drill])
})
