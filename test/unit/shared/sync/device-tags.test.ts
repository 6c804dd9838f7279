import { describe, expect, test } from 'vitest'
import type { Change, Mutation } from '#shared/domain/mutation.ts'
import { deviceTagsOf, isAboutTags, removalsOf } from '#shared/sync/device-tags.ts'
import { contactId, rename, someMutation } from '#test/support/contacts.ts'

const [anna, boris] = [contactId(1), contactId(2)]
const tag = (op: 'add' | 'remove', name: string): Change => ({
  kind: 'edit',
  contactId: anna,
  edit: { kind: 'tag', op, tag: name },
})
const bulk = (...tags: readonly ['add' | 'remove', string][]): Change => ({
  kind: 'bulk-tags',
  contactIds: [anna, boris],
  tags: tags.map(([op, name]) => ({ op, tag: name, unchangedIds: [], exceptIds: [] })),
})
const staying = (n: number, change: Change): Mutation => ({ ...someMutation(n, change), staysHere: true })
const asLists = (tags: ReturnType<typeof deviceTagsOf>) => [...tags].map(([id, own]) => [id, [...own]])

describe('deviceTagsOf', () => {
  test('is what edits that stay come to, in their order; others count nothing', () => {
    const edits = [
      staying(1, tag('add', 'vip')),
      staying(2, bulk(['add', 'fair'], ['add', 'old'])),
      staying(3, tag('remove', 'old')),
      someMutation(4, tag('add', 'sent')),
    ]

    expect(asLists(deviceTagsOf(edits))).toEqual([
      [anna, ['vip', 'fair']],
      [boris, ['fair', 'old']],
    ])
  })

  test('has no entry for a contact whose tags were all taken off again', () => {
    expect(asLists(deviceTagsOf([staying(1, tag('add', 'vip')), staying(2, tag('remove', 'vip'))]))).toEqual([])
  })

  test('answers about the contacts that are asked for', () => {
    expect(asLists(deviceTagsOf([staying(1, bulk(['add', 'fair']))], [boris]))).toEqual([[boris, ['fair']]])
  })
})

describe('an edit of tags', () => {
  test('is told from any other', () => {
    const other: Change = { kind: 'edit', contactId: anna, edit: rename('a', 'b') }

    expect([tag('add', 'vip'), bulk(['add', 'vip']), other].map(isAboutTags)).toEqual([true, true, false])
  })

  test('leaves of it what it takes off', () => {
    expect(removalsOf(tag('add', 'vip'))).toBeNull()
    expect(removalsOf(tag('remove', 'vip'))).toEqual(tag('remove', 'vip'))
    expect(removalsOf(bulk(['add', 'vip']))).toBeNull()
    expect(removalsOf(bulk(['add', 'vip'], ['remove', 'old']))).toEqual(bulk(['remove', 'old']))
  })
})
