import { describe, expect, test } from 'vitest'
import { pendingTags, tagsByUse } from '#renderer/composables/tag-names.ts'
import { emptyContactFields } from '#shared/domain/contact.ts'
import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import { accountId, mutationOf } from './speakers.ts'

const contactId = 'c1' as ContactId

describe('tagsByUse', () => {
  test('puts the most used first, then those used alike as readers of the language sort', () => {
    const uses = new Map([['vip', 3], ['Ярмарка', 9]]) // prettier-ignore

    expect(tagsByUse(['ёлка', 'vip', 'жар', 'дом', 'Ярмарка', 'дом'], uses, 'ru')).toEqual([
      'Ярмарка',
      'vip',
      'дом',
      'ёлка',
      'жар',
    ])
  })

  test('counts as people do: 2 before 10', () => {
    expect(tagsByUse(['fair 10', 'fair 2'], new Map(), 'en')).toEqual(['fair 2', 'fair 10'])
  })
})

describe('pendingTags', () => {
  test('are those that edits of the account put on, not those they take off', () => {
    const mutations = [
      mutationOf({ kind: 'create', contactId, fields: { ...emptyContactFields, tags: ['born'] } }),
      mutationOf({ kind: 'edit', contactId, edit: { kind: 'tag', op: 'add', tag: 'put on' } }),
      mutationOf({ kind: 'edit', contactId, edit: { kind: 'tag', op: 'remove', tag: 'taken off' } }),
      mutationOf({
        kind: 'bulk-tags',
        contactIds: [contactId],
        tags: [
          { op: 'add', tag: 'many', unchangedIds: [], exceptIds: [] },
          { op: 'remove', tag: 'few', unchangedIds: [], exceptIds: [] },
        ],
      }),
    ]

    expect(pendingTags(mutations, accountId)).toEqual(['born', 'put on', 'many'])
    expect(pendingTags(mutations, 'amo2' as AccountId)).toEqual([])
  })
})
