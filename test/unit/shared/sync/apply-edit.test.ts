import { describe, expect, test } from 'vitest'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { applyEdit } from '#shared/sync/apply-edit.ts'
import { phone, phoneEdit, rename, someFields, tag } from '#test/support/contacts.ts'

const rows: readonly (readonly [string, Partial<ContactFields>, FieldEdit, Partial<ContactFields>])[] = [
  [
    'composes the full name from its parts',
    { firstName: 'Anna', lastName: 'Petrova', name: 'Anna Petrova' },
    rename('Anna', 'Anya'),
    { firstName: 'Anya', lastName: 'Petrova', name: 'Anya Petrova' },
  ],
  [
    'replaces a phone in its place',
    { phones: [phone('+1'), phone('+2')] },
    phoneEdit('+1', '+3'),
    { phones: [phone('+3'), phone('+2')] },
  ],
  [
    'keeps one of two equal phones',
    { phones: [phone('+1'), phone('+2')] },
    phoneEdit('+1', '+2'),
    { phones: [phone('+2')] },
  ],
  [
    'removes a phone that is written otherwise',
    { phones: [phone('+79010000004')] },
    phoneEdit('8 901 000-00-04', null),
    { phones: [] },
  ],
  [
    'writes a phone otherwise',
    { phones: [phone('89010000004')] },
    phoneEdit('89010000004', '+7 901 000-00-04'),
    { phones: [phone('+7 901 000-00-04')] },
  ],
  ['adds a tag once', { tags: ['vip'] }, tag('add', 'vip'), { tags: ['vip'] }],
]

describe('applyEdit', () => {
  test.each(rows)('%s', (_title, before, edit, after) => {
    expect(applyEdit(someFields(before), edit)).toEqual(someFields(after))
  })
})
