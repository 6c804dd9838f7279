import { describe, expect, test } from 'vitest'
import type { FieldId, UserId } from '#shared/domain/ids.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { toBulkValue, wishedEdit, type BulkValue, type BulkWish } from '#shared/sync/bulk-wish.ts'
import { companyId, someFields } from '#test/support/contacts.ts'

const [anna, oleg] = ['acc1.1' as UserId, 'acc1.2' as UserId]
const fieldId = '7' as FieldId
const option = (id: string) => ({ value: id, optionId: id })
const nothing: BulkValue = { responsibleId: null, companyIds: [], items: [] }
const text = (op: 'set', value?: string): BulkWish => ({
  ...{ kind: 'custom', fieldId, op },
  items: value === undefined ? [] : [{ value }],
})
const options = (op: 'set' | 'add' | 'remove', ...ids: readonly string[]): BulkWish => ({
  ...{ kind: 'custom', fieldId, op, merge: 'set' },
  items: ids.map(option),
})
const company = (op: 'add' | 'remove' | 'clear', exclusive: boolean, id = 2): BulkWish => ({
  ...{ kind: 'company', op, exclusive },
  companyId: op === 'clear' ? null : companyId(id),
})
const custom = (from: FieldEdit & { kind: 'custom' }): FieldEdit => from
const of = (from: readonly string[], to: readonly string[]) =>
  custom({ kind: 'custom', fieldId, from: from.map(option), to: to.map(option), merge: 'set' })
const link = (from: number | null, to: number | null, exclusive: boolean): FieldEdit => ({
  ...{ kind: 'company', exclusive },
  from: from === null ? null : companyId(from),
  to: to === null ? null : companyId(to),
})

const cases: readonly (readonly [string, Partial<BulkValue>, BulkWish, FieldEdit | null])[] = [
  [
    'another owner',
    { responsibleId: anna },
    { kind: 'responsible', to: oleg },
    { kind: 'responsible', from: anna, to: oleg },
  ],
  ['the owner that it has', { responsibleId: oleg }, { kind: 'responsible', to: oleg }, null],
  [
    'another text',
    { items: [{ value: 'a' }] },
    text('set', 'b'),
    custom({ kind: 'custom', fieldId, from: [{ value: 'a' }], to: [{ value: 'b' }] }),
  ],
  ['the text that it has', { items: [{ value: 'a' }] }, text('set', 'a'), null],
  [
    'no text',
    { items: [{ value: 'a' }] },
    text('set'),
    custom({ kind: 'custom', fieldId, from: [{ value: 'a' }], to: [] }),
  ],
  ['no text where there is none', {}, text('set'), null],
  ['options more', { items: [option('a')] }, options('add', 'a', 'b'), of([], ['b'])],
  ['an option that it has', { items: [option('a')] }, options('add', 'a'), null],
  ['options less', { items: [option('a'), option('b')] }, options('remove', 'b', 'c'), of(['b'], [])],
  ['an option less that it lacks', { items: [option('a')] }, options('remove', 'b'), null],
  ['other options', { items: [option('a'), option('b')] }, options('set', 'b', 'c'), of(['a'], ['c'])],
  [
    'another company where there is room for one',
    { companyIds: [companyId(1)] },
    company('add', true),
    link(1, 2, true),
  ],
  ['one company more', { companyIds: [companyId(1)] }, company('add', false), link(null, 2, false)],
  ['a company that it has', { companyIds: [companyId(2)] }, company('add', true), null],
  ['one company less', { companyIds: [companyId(1), companyId(2)] }, company('remove', false), link(2, null, false)],
  ['a company less that it lacks', { companyIds: [companyId(1)] }, company('remove', false), null],
  ['no company', { companyIds: [companyId(1)] }, company('clear', true), link(1, null, true)],
  ['no company where there is none', {}, company('clear', true), null],
]

describe('wishedEdit', () => {
  test.each(cases)('gives a contact %s', (_name, value, wish, expected) => {
    expect(wishedEdit({ ...nothing, ...value }, wish)).toEqual(expected)
  })

  test('is told of the one field that is asked about, so that contacts that differ elsewhere are alike', () => {
    const fields = someFields({
      responsibleId: anna,
      companyIds: [companyId(1)],
      custom: { [fieldId]: [{ value: 'a' }] },
    })

    expect(toBulkValue(fields, { kind: 'company' })).toEqual({ ...nothing, companyIds: [companyId(1)] })
    expect(toBulkValue(fields, { kind: 'custom', fieldId })).toEqual({ ...nothing, items: [{ value: 'a' }] })
  })
})
