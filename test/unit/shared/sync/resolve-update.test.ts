import { describe, expect, test } from 'vitest'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { needsRemote, resolveUpdate, type ReadContact } from '#shared/sync/resolve-update.ts'
import { squashEdits } from '#shared/sync/squash-edits.ts'
import { companyId, mutationId, phone, phoneEdit, rename, someFields, tag } from '#test/support/contacts.ts'

const own = (...edits: FieldEdit[]) =>
  squashEdits(edits.map((edit, index) => ({ mutationId: mutationId(index + 1), edit })))

const colleague = 'a1.77' as UserId
const read = (fields: ContactFields): ReadContact => ({ fields, updatedAt: 5, updatedBy: colleague })

describe('resolveUpdate', () => {
  test('sends changed keys only: both names together, phones as a whole list, tags as additions', () => {
    const remote = someFields({
      firstName: 'Anna',
      lastName: 'Petrova',
      phones: [phone('+1'), phone('+9')],
      tags: ['old'],
    })

    const { patch } = resolveUpdate(read(remote), own(rename('Anna', 'Anya'), phoneEdit('+1', '+2'), tag('add', 'vip')))

    expect(patch).toEqual({
      names: { firstName: 'Anya', lastName: 'Petrova' },
      phones: [phone('+2'), phone('+9')],
      addTags: ['vip'],
      removeTags: [],
    })
  })

  test('keeps a phone that someone else added while ours changed', () => {
    const remote = someFields({ phones: [phone('+1'), phone('+5')] })

    const { patch } = resolveUpdate(read(remote), own(phoneEdit(null, '+2')))

    expect(patch?.phones).toEqual([phone('+1'), phone('+5'), phone('+2')])
  })

  test('sends nothing for what the CRM has already', () => {
    const resolved = resolveUpdate(read(someFields({ firstName: 'Anya' })), own(rename('Anna', 'Anya')))

    expect({ patch: resolved.patch, already: resolved.already.length }).toEqual({ patch: null, already: 1 })
  })

  test('holds back the field that both sides changed and sends the others', () => {
    const remote = someFields({ firstName: 'Annette', tags: [] })

    const resolved = resolveUpdate(read(remote), own(rename('Anna', 'Anya'), tag('add', 'vip')))

    expect({ patch: resolved.patch, conflicts: resolved.conflicts.map(({ conflict }) => conflict) }).toEqual({
      patch: { addTags: ['vip'], removeTags: [] },
      conflicts: [
        { edit: rename('Anna', 'Anya'), rebased: rename('Annette', 'Anya'), theirsAt: 5, theirsBy: colleague },
      ],
    })
  })

  test('leaves companies to the links', () => {
    const edit: FieldEdit = { kind: 'company', from: null, to: companyId(4), exclusive: true }

    const { patch, companies } = resolveUpdate(read(someFields()), own(edit))

    expect({ patch, companies }).toEqual({ patch: null, companies: [edit] })
  })
})

describe('needsRemote', () => {
  test.each([
    ['tags, which the CRM adds and removes itself, need no look', [tag('add', 'vip'), tag('remove', 'cold')], false],
    ['a name has to be compared first', [tag('add', 'vip'), rename('Anna', 'Anya')], true],
  ])('%s', (_title, edits, expected) => {
    expect(needsRemote(own(...edits))).toBe(expected)
  })
})
