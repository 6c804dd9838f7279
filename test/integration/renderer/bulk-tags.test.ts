import { describe, expect, test } from 'vitest'
import type { MutationId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { NOT_HERE, type TagLookUp } from '#renderer/db/tag-census.ts'
import { bulkTags } from '#test/support/bulk-tags.ts'
import { account, contactId, someBase } from '#test/support/cache-base.ts'

describe('bulkTags of many contacts', () => {
  const many = ['1', '2', '3', '4'].map(contactId)
  const lookUp: TagLookUp = async () => ({ lists: [[], ['old', 'vip']], listOf: Uint32Array.of(0, 1, 0, NOT_HERE) })
  const lookUpNothing: TagLookUp = async () => null

  test('asks the index who is there and who has the tag', async () => {
    const { context } = await someBase('1', '2', '3', '4')
    context.db.rowsAtOnce = 3

    const mutations = await bulkTags(context, many, { add: ['vip'], remove: [] }, lookUp)

    const tags = [{ op: 'add', tag: 'vip', unchangedIds: [contactId('2')], exceptIds: [] }]
    expect(mutations.map(({ change }) => change)).toEqual([
      { kind: 'bulk-tags', contactIds: ['1', '2', '3'].map(contactId), tags },
    ])
    expect(mutations[0]?.subject).toBe('Anna')
  })

  test('leaves out what the index still lists and the CRM has deleted', async () => {
    const { context } = await someBase('1', '2', '3', '4')
    context.db.rowsAtOnce = 3
    await context.db.contacts.update(contactId('1'), { deletedAt: 5 })
    const gone = { accountId: account, problem: { kind: 'gone' } } as const
    await context.db.targets.add({ ...gone, mutationId: context.uuid() as MutationId, recordId: contactId('1') })

    const [bulk] = await bulkTags(context, many, { add: ['vip'], remove: [] }, lookUp)

    expect(bulk?.change).toMatchObject({ contactIds: [contactId('2'), contactId('3')] })
  })

  test('reads the rows, with what is still to be spread over them, while the index does not know', async () => {
    const { context, main } = await someBase('1', '2', '3', '4')
    context.db.rowsAtOnce = 3
    const [first] = await bulkTags(context, many, { add: ['vip'], remove: [] }, lookUpNothing)
    await acceptMutation(context, main, first as Mutation)

    const [again] = await bulkTags(context, many, { add: ['vip'], remove: ['old'] }, lookUpNothing)

    expect(again?.change).toMatchObject({ contactIds: many, tags: [{ unchangedIds: many }, { unchangedIds: many }] })
  })
})
