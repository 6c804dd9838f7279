import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { isPlainContact } from '#shared/ipc/plain-contact.ts'
import { AnyContactSchema, RemoteContactSchema } from '#shared/ipc/schemas.ts'

const contact = {
  ...{ id: 'amo1.7', remoteId: '7', accountId: 'amo1', createdAt: 1, updatedAt: 2, updatedBy: 'amo1.3' },
  fields: {
    ...{ name: 'Anna Petrova', firstName: 'Anna', lastName: 'Petrova', companyIds: ['amo1.9'], tags: ['vip'] },
    ...{ phones: [{ value: '+7', kind: 'work' }], emails: [], responsibleId: null },
    custom: {
      '5': [{ value: 'Director' }, { value: true, optionId: '1' }, { value: null, code: 'X' }, { value: 1.5 }],
    },
  },
  facts: {
    ...{ createdBy: null, closestTaskAt: 5, isUnsorted: false, groupId: null, dealIds: ['1'] },
  },
}
const withoutFacts = Object.fromEntries(Object.entries(contact).filter(([key]) => key !== 'facts'))
const withFields = (fields: object) => ({ ...contact, fields: { ...contact.fields, ...fields } })

/** What may stand in the place of any value. */
const others: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  'amo1.~',
  0,
  Number.NaN,
  Infinity,
  true,
  [],
  [null],
  {},
  { a: 1 },
]

/** Every contact that differs from this one in one place. */
function* variantsOf(value: unknown): Generator<unknown> {
  yield* others
  if (typeof value !== 'object' || value === null) return
  const isList = Array.isArray(value)
  const parts: [string, unknown][] = Object.entries(value)
  const changed = (key: string, other: unknown): unknown =>
    isList
      ? parts.map(([name, part]) => (name === key ? other : part))
      : Object.fromEntries(parts.map(([name, part]) => [name, name === key ? other : part]))
  for (const [key, part] of parts) {
    for (const other of variantsOf(part)) yield changed(key, other)
    if (!isList) yield Object.fromEntries(parts.filter(([name]) => name !== key))
  }
  if (!isList) yield { ...value, more: 1 }
}

describe('isPlainContact', () => {
  test.each([
    ['a contact as nearly all are', contact],
    ['one without facts', withoutFacts],
    ['one with nothing filled', withFields({ name: '', phones: [], companyIds: [], tags: [], custom: {} })],
  ])('takes %s', (_, value) => {
    expect(isPlainContact(value)).toBe(true)
    expect(v.parse(AnyContactSchema, value)).toEqual(value)
  })

  test.each([['values with parts of their own', withFields({ custom: { '5': [{ value: { name: 'OOO' } }] } })]])(
    'leaves %s to the schema, which takes them',
    (_, value) => {
      expect(isPlainContact(value)).toBe(false)
      expect(v.parse(RemoteContactSchema, value)).toEqual(value)
    },
  )

  test('takes nothing that the schema refuses or would change, whatever is wrong with it', () => {
    const variants = [...variantsOf(contact)]
    const plain = variants.filter(isPlainContact)

    expect(plain.length).toBeGreaterThan(20)
    expect(variants.length).toBeGreaterThan(500)
    for (const one of plain) expect(v.safeParse(AnyContactSchema, one)).toMatchObject({ success: true, output: one })
    for (const one of plain) expect(Object.keys(v.parse(AnyContactSchema, one)).sort()).toEqual(Object.keys(one).sort())
  })

  test('lets the schema say what is wrong, and drop what it does not know', () => {
    const issues = (value: unknown) =>
      v.safeParse(RemoteContactSchema, value).issues?.map((issue) => v.getDotPath(issue))

    expect(issues(withFields({ phones: [{ value: 7, kind: 'work' }] }))).toEqual(['fields.phones.0.value'])
    expect(issues({ ...contact, id: 'x' })).toEqual(['id'])
    expect(v.parse(RemoteContactSchema, { ...contact, more: 1 })).toEqual(contact)
  })
})
