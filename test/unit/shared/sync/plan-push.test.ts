import { describe, expect, test } from 'vitest'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { newEntityId, type ContactId, type RecordId } from '#shared/domain/ids.ts'
import { recordIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import { planPush } from '#shared/sync/plan-push.ts'
import {
  accountId,
  companyId,
  contactId,
  editMutation,
  mutationId,
  phone,
  phoneEdit,
  rename,
  someFields,
  someMutation,
  tag,
} from '#test/support/contacts.ts'

const fresh = newEntityId<ContactId>(accountId, '11111111-1111-4111-8111-111111111111')
const create = (n: number, fields: Partial<ContactFields>): Mutation =>
  someMutation(n, { kind: 'create', contactId: fresh, fields: someFields(fields) })
const editFresh = (n: number, edit: Parameters<typeof editMutation>[2]): Mutation =>
  someMutation(n, { kind: 'edit', contactId: fresh, edit })
const bulk = (n: number, ids: readonly ContactId[]): Mutation =>
  someMutation(n, {
    kind: 'bulk-tags',
    contactIds: ids,
    tags: [{ op: 'add', tag: 'fair', unchangedIds: [], exceptIds: [] }],
  })
const targetsOf = (...mutations: Mutation[]) =>
  mutations.flatMap((mutation) => {
    const { change } = mutation
    return recordIdsOf(change).map((recordId) => ({ mutation, recordId }))
  })
const nobodyNew = () => true
const freshIsNew = (id: RecordId) => id !== fresh

/** An edit that was not squashed with any other. */
const only = (edit: FieldEdit, n: number) => ({ edit, mutationIds: [mutationId(n)], steps: [edit] })

describe('planPush', () => {
  test('tells each contact once, in the order in which the user touched it first', () => {
    const targets = targetsOf(
      editMutation(1, 2, rename('a', 'b')),
      bulk(2, [contactId(1), contactId(2)]),
      editMutation(3, 1, rename('c', 'd')),
    )

    expect(planPush(targets, nobodyNew)).toEqual([
      {
        kind: 'update',
        contactId: contactId(2),
        edits: [only(rename('a', 'b'), 1), only(tag('add', 'fair'), 2)],
      },
      {
        kind: 'update',
        contactId: contactId(1),
        edits: [only(tag('add', 'fair'), 2), only(rename('c', 'd'), 3)],
      },
    ])
  })

  test('folds edits of a new contact into its create, and leaves the company for later', () => {
    const targets = targetsOf(
      create(1, { firstName: 'Ann', companyIds: [companyId(7)] }),
      editFresh(2, phoneEdit(null, '+1')),
    )

    expect(planPush(targets, freshIsNew)).toEqual([
      {
        kind: 'create',
        contactId: fresh,
        mutationIds: [mutationId(1), mutationId(2)],
        fields: someFields({ firstName: 'Ann', phones: [phone('+1')] }),
        folded: [only(phoneEdit(null, '+1'), 2)],
      },
    ])
  })

  test('links the company of a created contact once the CRM has the contact', () => {
    const targets = targetsOf(create(1, { firstName: 'Ann', companyIds: [companyId(7)] }))

    expect(planPush(targets, nobodyNew)).toEqual([
      {
        kind: 'update',
        contactId: fresh,
        edits: [only({ kind: 'company', from: null, to: companyId(7), exclusive: false }, 1)],
      },
    ])
  })

  test('plans nothing for edits whose create is not in line', () => {
    expect(planPush(targetsOf(editFresh(2, rename('a', 'b'))), freshIsNew)).toEqual([])
  })
})
