import { describe, expect, test } from 'vitest'
import { linkedFields, toLinkedItem } from '#shared/domain/linked.ts'
import { describeMutation, describeSides } from '#renderer/composables/mutation-words.ts'
import { emptyContactFields } from '#shared/domain/contact.ts'
import type { CompanyEdit, FieldEdit } from '#shared/domain/field-edit.ts'
import type { CompanyId, ContactId, FieldId, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { BulkTag, Change } from '#shared/domain/mutation.ts'
import { accountId, mutationOf, speakerOf } from './speakers.ts'

const contactId = 'amo1.100' as ContactId
const phone = (value: string, kind = 'work') => ({ value, kind })
const tag = (op: BulkTag['op'], name: string): BulkTag => ({ op, tag: name, unchangedIds: [], exceptIds: [] })
const contacts = (count: number) => Array.from({ length: count }, (_, at) => `amo1.${at}` as ContactId)
const company: CompanyEdit = {
  kind: 'company',
  from: 'amo1.7' as CompanyId,
  to: 'amo1.8' as CompanyId,
  exclusive: true,
}

const edits: readonly (readonly [FieldEdit, string, string])[] = [
  [
    { kind: 'set', field: 'firstName', from: 'Anna', to: 'Anya' },
    'First name of Anna Petrova: Anna → Anya',
    'Anna Petrova: Имя: Anna → Anya',
  ],
  [
    { kind: 'set', field: 'lastName', from: '', to: 'Ли' },
    'Last name of Anna Petrova: empty → Ли',
    'Anna Petrova: Фамилия: пусто → Ли',
  ],
  [
    { kind: 'point', field: 'phones', at: 0, from: phone('+7 900'), to: phone('+7 901') },
    'Phone of Anna Petrova: +7 900 → +7 901',
    'Anna Petrova: Телефон: +7 900 → +7 901',
  ],
  [
    { kind: 'point', field: 'phones', at: 0, from: phone('+7 900'), to: phone('+7 900', 'mobile') },
    'Phone of Anna Petrova: +7 900 (work) → +7 900 (mobile)',
    'Anna Petrova: Телефон: +7 900 (рабочий) → +7 900 (мобильный)',
  ],
  [
    { kind: 'point', field: 'phones', at: 1, from: null, to: phone('+7 902') },
    'Add phone +7 902 to Anna Petrova',
    'Anna Petrova: добавить телефон +7 902',
  ],
  [
    { kind: 'point', field: 'emails', at: 0, from: phone('a@b.ru'), to: null },
    'Remove e-mail a@b.ru from Anna Petrova',
    'Anna Petrova: удалить e-mail a@b.ru',
  ],
  [company, 'Company of Anna Petrova: Acme → Вектор', 'Anna Petrova: Компания: Acme → Вектор'],
  [
    { ...company, from: null, to: 'amo1.~x' as CompanyId, createName: 'Zeta' },
    'Company of Anna Petrova: empty → Zeta (new)',
    'Anna Petrova: Компания: пусто → Zeta (новая)',
  ],
  [{ kind: 'tag', op: 'add', tag: 'VIP' }, 'Add tag VIP to Anna Petrova', 'Anna Petrova: добавить тег VIP'],
  [{ kind: 'tag', op: 'remove', tag: 'VIP' }, 'Remove tag VIP from Anna Petrova', 'Anna Petrova: снять тег VIP'],
  [
    { kind: 'responsible', from: null, to: 'amo1.2' as UserId },
    'Responsible of Anna Petrova: empty → Мария Ли',
    'Anna Petrova: Ответственный: пусто → Мария Ли',
  ],
  [
    { kind: 'responsible', from: 'amo1.9' as UserId, to: 'amo1.1' as UserId },
    'Responsible of Anna Petrova: unknown → Ivan Orlov',
    'Anna Petrova: Ответственный: неизвестно → Ivan Orlov',
  ],
  [
    { kind: 'custom', fieldId: '55' as FieldId, from: [], to: [{ value: 'Fair', optionId: '1' }] },
    'Source of Anna Petrova: empty → Fair',
    'Anna Petrova: Source: пусто → Fair',
  ],
  [
    { kind: 'custom', fieldId: '56' as FieldId, from: [{ value: Date.UTC(1985, 4, 12) }], to: [] },
    'Birthday of Anna Petrova: 12 May 1985 → empty',
    'Anna Petrova: Birthday: 12 мая 1985 г. → пусто',
  ],
  [
    { kind: 'custom', fieldId: '99' as FieldId, from: [], to: [{ value: 'x' }] },
    'Other field 99 of Anna Petrova: empty → x',
    'Anna Petrova: Другое поле 99: пусто → x',
  ],
]

const bulk = (count: number, ...tags: readonly BulkTag[]): Change => ({
  kind: 'bulk-tags',
  contactIds: contacts(count),
  tags,
})

const bulks: readonly (readonly [Change, string, string])[] = [
  [bulk(500, tag('add', 'VIP')), 'Add tag VIP to 500 contacts', 'Добавить тег VIP 500 контактам'],
  [bulk(21, tag('add', 'VIP')), 'Add tag VIP to 21 contacts', 'Добавить тег VIP 21 контакту'],
  [bulk(1, tag('add', 'VIP')), 'Add tag VIP to Anna Petrova', 'Anna Petrova: добавить тег VIP'],
  [
    bulk(2000, tag('remove', 'A'), tag('remove', 'B')),
    'Remove tags A, B from 2,000 contacts',
    'Снять теги A, B с 2\u00a0000 контактов',
  ],
  [
    bulk(2, tag('add', 'A'), tag('remove', 'B')),
    'Add tag A to 2 contacts; Remove tag B from 2 contacts',
    'Добавить тег A 2 контактам; Снять тег B с 2 контактов',
  ],
]

const spread = (...edits: readonly FieldEdit[]): Change => ({
  kind: 'bulk-edit',
  groups: edits.map((edit, at) => ({ edit, contactIds: contacts(1000 + at).slice(at * 500, at * 500 + 500) })),
})
const owner = (from: string | null, to: string | null): FieldEdit => ({
  kind: 'responsible',
  from: from as UserId | null,
  to: to as UserId | null,
})
const chosen = (from: readonly string[], to: readonly string[]): FieldEdit => ({
  ...{ kind: 'custom', fieldId: '99' as FieldId, merge: 'set' },
  from: from.map((value) => ({ value })),
  to: to.map((value) => ({ value })),
})
const note = (from: string, to: string): FieldEdit => ({
  ...{ kind: 'custom', fieldId: '99' as FieldId },
  from: from === '' ? [] : [{ value: from }],
  to: to === '' ? [] : [{ value: to }],
})
const fieldsOfMany: readonly (readonly [Change, string, string])[] = [
  [
    spread(note('a', 'x'), note('', 'x')),
    'Other field 99: x (1,000 contacts)',
    'Другое поле 99: x (1\u00a0000 контактов)',
  ],
  [
    spread(note('a', ''), note('b', '')),
    'Other field 99: clear (1,000 contacts)',
    'Другое поле 99: очистить (1\u00a0000 контактов)',
  ],
  [
    spread(note('x', 'a'), note('x', '')),
    'Other field 99: back to what it was (1,000 contacts)',
    'Другое поле 99: вернуть прежнее (1\u00a0000 контактов)',
  ],
  [
    spread(chosen([], ['A']), chosen(['B'], ['A'])),
    'Other field 99: add A (1,000 contacts); Other field 99: remove B (1,000 contacts)',
    'Другое поле 99: добавить A (1\u00a0000 контактов); Другое поле 99: убрать B (1\u00a0000 контактов)',
  ],
  [spread(owner(null, 'amo1.404')), 'Responsible: unknown (500 contacts)', 'Ответственный: неизвестно (500 контактов)'],
]

const created = { ...emptyContactFields, firstName: 'Jane', lastName: 'Doe' }
const creates: readonly (readonly [Change, string, string])[] = [
  [{ kind: 'create', contactId, fields: created }, 'New contact: Jane Doe', 'Новый контакт: Jane Doe'],
  [
    { kind: 'create', contactId, fields: created, createCompanyName: 'Zeta' },
    'New contact: Jane Doe, Zeta',
    'Новый контакт: Jane Doe, Zeta',
  ],
  [
    { kind: 'create', contactId, fields: { ...emptyContactFields, companyIds: ['amo1.7' as CompanyId] } },
    'New contact: No name, Acme',
    'Новый контакт: Без имени, Acme',
  ],
]

describe('describeMutation', () => {
  test.each(edits)('says an edit of one contact in English and Russian: %j', (edit, english, russian) => {
    const mutation = mutationOf({ kind: 'edit', contactId, edit })

    const said = [describeMutation(mutation, speakerOf('en')), describeMutation(mutation, speakerOf('ru'))]

    expect(said).toEqual([english, russian])
  })

  test.each(
    [...bulks, ...fieldsOfMany, ...creates].map(([change, english, russian]) => [english, change, russian] as const),
  )('says in both languages: %s', (english, change, russian) => {
    const mutation = mutationOf(change)

    const said = [describeMutation(mutation, speakerOf('en')), describeMutation(mutation, speakerOf('ru'))]

    expect(said).toEqual([english, russian])
  })

  test('speaks of a contact without a name', () => {
    const mutation = mutationOf({ kind: 'edit', contactId, edit: { kind: 'tag', op: 'add', tag: 'VIP' } }, '')

    expect(describeMutation(mutation, speakerOf('en'))).toBe('Add tag VIP to a contact')
  })
})

describe('describeSides', () => {
  test('tells base and mine of a conflict as a person would read them', () => {
    const edit: FieldEdit = { kind: 'point', field: 'phones', at: 0, from: phone('+7 900'), to: null }

    expect(describeSides(edit, accountId, speakerOf('ru'))).toEqual({ from: '+7 900', to: 'пусто' })
  })

  test('names what a contact is linked to, and how much of it; by its number where nobody has told the name', () => {
    const items = ['5', '6'].map((id) =>
      toLinkedItem({ kind: 'element', id: id as RemoteId, catalogId: '1' as RemoteId, quantity: 1.5 }),
    )
    const edit = { kind: 'custom', fieldId: linkedFields.element, from: [], to: items, merge: 'parts' } as const
    const mutation = mutationOf({ kind: 'edit', contactId, edit })

    expect(describeSides(edit, accountId, speakerOf('en'))).toEqual({ from: 'empty', to: 'Drill × 1.5, № 6 × 1.5' })
    expect(describeMutation(mutation, speakerOf('ru'))).toContain('Из списков')
  })
})
