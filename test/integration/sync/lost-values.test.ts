import { describe, expect, test } from 'vitest'
import type { ContactUpdate, ItemResult } from '#core/connectors/contact-writes.ts'
import type { NeighbourUpdate } from '#core/connectors/neighbour-port.ts'
import { pushAll } from '#core/sync/push.ts'
import type { Rejected } from '#shared/domain/fault.ts'
import { newEntityId, type ContactId, type FieldId } from '#shared/domain/ids.ts'
import type { Deal } from '#shared/domain/neighbour.ts'
import { freshDeal } from '#test/support/neighbours.ts'
import { bench } from '#test/support/engine-bench.ts'
import {
  accountId,
  companyId,
  mutationId,
  remoteContact,
  remoteIdOfNumber,
  someFields,
  someMutation,
} from '#test/support/contacts.ts'

const go = new AbortController().signal
const fresh = newEntityId<ContactId>(accountId, '11111111-1111-4111-8111-111111111111')
const orders = 'UF_CRM_ORDERS' as FieldId
const seven = [{ value: '7' }]
const fault = (field: Rejected['field']): Rejected => ({
  kind: 'rejected',
  field,
  reason: 'no-such-field',
  message: '',
})
const remoteId = remoteIdOfNumber(42)
const applied: ItemResult = { kind: 'applied', remoteId, updatedAt: null }

/** A CRM that makes contacts without a value, links what it is told to, and has that contact with what was written since. */
function lossyCrm(without: Rejected) {
  const updates: ContactUpdate[] = []
  const links: unknown[] = []
  const world = bench({
    createContacts: async () => [{ ...applied, without }],
    readContacts: async () => new Map([[remoteId, remoteContact(42, { firstName: 'Ann' })]]),
    linkCompanies: async (items) => {
      links.push(...items)
      return items.map(() => applied)
    },
    updateContacts: async (items) => {
      updates.push(...items)
      return items.map(() => applied)
    },
  })
  return { ...world, updates, links }
}

const create = (custom: object = {}) =>
  someMutation(1, {
    kind: 'create',
    contactId: fresh,
    fields: someFields({ firstName: 'Ann', companyIds: [companyId(5)], tags: ['fair', 'vip'], ...custom }),
  })
const give = (n: number) =>
  someMutation(n, { kind: 'edit', contactId: fresh, edit: { kind: 'custom', fieldId: orders, from: [], to: seven } })

describe('a contact that is made without a value', () => {
  test('is linked to its company all the same when an edit of its draft is refused', async () => {
    const { context, journal, links } = lossyCrm(fault(`custom:${orders}`))
    journal.accept(create())
    journal.accept(give(2))

    await pushAll(context, go)

    expect(links).toHaveLength(1)
    expect(journal.list()).toMatchObject([
      { mutation: { id: mutationId(2) }, setAside: [{ problem: { kind: 'rejected' } }] },
    ])
  })

  test('is made and linked, and each value of its own that is missing waits as an edit from nothing', async () => {
    const { context, journal, links } = lossyCrm({ ...fault(`custom:${orders}`), others: [fault('tags')] })
    journal.accept(create({ custom: { [orders]: seven } }))

    await pushAll(context, go)

    expect([links.length, journal.mutation(mutationId(1))]).toEqual([1, null])
    expect(journal.list().map(({ mutation: { change } }) => change.kind === 'edit' && change.edit)).toEqual([
      { kind: 'tag', op: 'add', tag: 'fair' },
      { kind: 'tag', op: 'add', tag: 'vip' },
      { kind: 'custom', fieldId: orders, from: [], to: seven },
    ])
    expect(journal.list().flatMap(({ setAside, pendingIds }) => [setAside.length, pendingIds.length])).toEqual([
      ...[1, 0, 1, 0, 1, 0],
    ])
  })

  test('is sent that value again, and only that, when its user says so; given up, it alone is gone', async () => {
    const { context, journal, updates } = lossyCrm({ ...fault(`custom:${orders}`), others: [fault('tags')] })
    journal.accept(create({ custom: { [orders]: seven }, tags: ['fair'] }))
    await pushAll(context, go)
    const [tag, value] = journal.list().map(({ mutation }) => mutation.id)
    if (tag === undefined || value === undefined) throw new Error('nothing was lost')

    journal.cancel(tag)
    journal.retry(value)
    await pushAll(context, go)

    expect(updates.map(({ patch }) => patch)).toEqual([{ addTags: [], removeTags: [], custom: { [orders]: seven } }])
    expect(journal.list()).toEqual([])
  })
})

test('a deal that is made without a value is done, and the value waits as an edit of it', async () => {
  const field = `custom:deal:${orders}`
  const record: Deal = {
    kind: 'deal',
    fields: {
      ...{
        name: 'D',
        price: 0,
        stage: null,
        responsibleId: null,
        contactIds: [],
        mainContactId: null,
        companyId: null,
      },
      custom: { [`deal:${orders}` as FieldId]: seven },
    },
  }
  const there = { ...record, fields: { ...record.fields, custom: {} } }
  const times = { createdAt: 1, createdBy: null, updatedAt: 1, updatedBy: null }
  const updates: NeighbourUpdate[] = []
  const { context, journal } = bench({
    neighbours: {
      deal: {
        create: async () => [{ ...applied, without: fault(`neighbour:${field}`) }],
        read: async () => new Map([[remoteId, { ...there, ...times, id: freshDeal, remoteId, accountId }]]),
        update: async (items: readonly NeighbourUpdate[]) => {
          updates.push(...items)
          return items.map(() => applied)
        },
      },
    } as never,
  })
  journal.accept(someMutation(1, { kind: 'create-neighbour', recordId: freshDeal, record }))

  await pushAll(context, go)
  const lost = journal.list()
  const [one] = lost
  if (one !== undefined) journal.retry(one.mutation.id)
  await pushAll(context, go)

  expect(lost).toMatchObject([
    {
      mutation: { change: { kind: 'edit-neighbour', edit: { field, from: [], to: seven } } },
      setAside: [{ recordId: freshDeal }],
    },
  ])
  expect(updates.map(({ fields }) => fields)).toEqual([[field]])
  expect(journal.list()).toEqual([])
})
