import { describe, expect, test } from 'vitest'
import type { UserId } from '#shared/domain/ids.ts'
import {
  denialOfAdding,
  denialOfEdit,
  denialOfMatter,
  mayEditAll,
  unknownRights,
  type Reach,
  type Rights,
} from '#shared/domain/rights.ts'

const [me, mate, stranger] = ['a.1', 'a.2', 'a.3'] as UserId[] as [UserId, UserId, UserId]
const all: Reach = { kind: 'all' }
const of = (userIds: readonly UserId[], mayBeMore = false): Reach => ({ kind: 'of', userIds, mayBeMore })

const someRights = (edit: Reach, add = true): Rights => ({
  isAdmin: false,
  contacts: { view: all, edit, delete: all, export: all, add },
})

describe('whether a contact may be changed', () => {
  test.each([
    ['by whom nothing is known', unknownRights, [null, null, null, null]],
    ['by somebody who may change all', someRights(all), [null, null, null, null]],
    ['by somebody with own contacts', someRights(of([me])), [null, 'another-owner', 'another-owner', 'another-owner']],
    ['by a group', someRights(of([me, mate])), [null, null, 'another-owner', 'another-owner']],
    ['where there may be more', someRights(of([me], true)), [null, null, null, null]],
    ['by a reader', someRights({ kind: 'none' }), ['no-edit', 'no-edit', 'no-edit', 'no-edit']],
  ] as const)('%s', (_, rights, expected) => {
    expect([me, mate, stranger, null].map((owner) => denialOfEdit(rights, owner))).toEqual(expected)
  })
})

test('each kind of record has rights of its own, and those that are not told hold nothing back', () => {
  const own: Rights = { ...someRights(all), deals: someRights(of([me]), false).contacts, tasks: null }
  const kinds = ['contacts', 'deals', 'tasks', 'companies'] as const

  expect(kinds.map((kind) => [denialOfEdit(own, mate, kind), denialOfAdding(own, kind)])).toEqual([
    [null, null],
    ['another-owner', 'no-add'],
    [null, null],
    [null, null],
  ])
})

test('only who may change all need not be asked which', () => {
  const asked = [unknownRights, someRights(all), someRights(of([me], true)), someRights({ kind: 'none' })]

  expect(asked.map(mayEditAll)).toEqual([true, true, false, false])
})

test('adding is denied to whom the CRM says so, and to nobody else', () => {
  expect([unknownRights, someRights(all), someRights(all, false)].map((rights) => denialOfAdding(rights))).toEqual([
    null,
    null,
    'no-add',
  ])
})

test.each([
  [false, 'admin-only'],
  [true, null],
  [null, null],
])('what a CRM leaves to administrators is denied where isAdmin is %s: %s', (isAdmin, expected) => {
  const asked = { rights: { isAdmin, contacts: null }, capabilities: { adminOnly: ['chats'] } } as const

  expect([denialOfMatter('chats', asked), denialOfMatter('fields', asked)]).toEqual([expected, null])
})
