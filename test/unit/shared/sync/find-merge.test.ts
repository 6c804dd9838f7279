import { describe, expect, test } from 'vitest'
import type { FieldId } from '#shared/domain/ids.ts'
import { diffFields } from '#shared/sync/diff-fields.ts'
import { findMerge } from '#shared/sync/find-merge.ts'
import { companyId, phone, phoneEdit, rename, someFields, tag, userId } from '#test/support/contacts.ts'

const base = someFields({ firstName: 'Anna', lastName: 'Lee', tags: ['old'], phones: [phone('+79991112233')] })

describe('diffFields', () => {
  test('finds nothing between equal versions, nor in a phone that is only written otherwise', () => {
    expect(diffFields(base, { ...base, phones: [phone('8 (999) 111-22-33')] })).toEqual([])
  })

  test('tells every field in the words of edits', () => {
    const field = '5' as FieldId
    const after = someFields({
      firstName: 'Anya',
      lastName: 'Lee',
      tags: ['new'],
      phones: [phone('+70000000000')],
      companyIds: [companyId(7)],
      responsibleId: userId(3),
      custom: { [field]: [{ value: 'x' }] },
    })

    expect(diffFields(base, after)).toEqual([
      rename('Anna', 'Anya'),
      phoneEdit('+79991112233', '+70000000000'),
      { kind: 'company', from: null, to: companyId(7), exclusive: false },
      tag('remove', 'old'),
      tag('add', 'new'),
      { kind: 'responsible', from: null, to: userId(3) },
      { kind: 'custom', fieldId: field, from: [], to: [{ value: 'x' }] },
    ])
  })

  test('notices that a phone changed its kind', () => {
    const after = { ...base, phones: [phone('+79991112233', 'mobile')] }

    expect(diffFields(base, after)).toEqual([
      { kind: 'point', field: 'phones', at: 0, from: phone('+79991112233'), to: phone('+79991112233', 'mobile') },
    ])
  })
})

describe('findMerge', () => {
  test('is nothing where we changed nothing', () => {
    expect(findMerge(base, { ...base, lastName: 'Ray' }, [])).toBeNull()
  })

  test('is nothing where the CRM shows only our own edits, one of them in another writing', () => {
    const remote = { ...base, firstName: 'Anya', phones: [...base.phones, phone('8 912 000-00-00')] }

    expect(findMerge(base, remote, [rename('Anna', 'Anya'), phoneEdit(null, '+79120000000', 1)])).toBeNull()
  })

  test('tells their change of another field beside ours, be ours applied or not', () => {
    const ours = [rename('Anna', 'Anya')]
    const merge = { theirs: [{ kind: 'set', field: 'lastName', from: 'Lee', to: 'Ray' }], mine: ours }

    expect(findMerge(base, { ...base, lastName: 'Ray' }, ours)).toEqual(merge)
    expect(findMerge(base, { ...base, firstName: 'Anya', lastName: 'Ray' }, ours)).toEqual(merge)
  })

  test('leaves out a field of one value that both touched: that is a conflict, or agreement', () => {
    expect(findMerge(base, { ...base, firstName: 'Theirs' }, [rename('Anna', 'Mine')])).toBeNull()
  })

  test('leaves out what is in conflict, and is nothing when all of ours is', () => {
    const remote = { ...base, firstName: 'Theirs', tags: ['old', 'theirs'] }
    const ours = [rename('Anna', 'Mine'), tag('add', 'mine')]

    expect(findMerge(base, remote, ours)?.mine).toEqual([tag('add', 'mine')])
    expect(findMerge(base, remote, ours.slice(0, 1))).toBeNull()
  })

  test('tells what they did to a set that we changed as well', () => {
    const remote = { ...base, tags: ['mine', 'theirs'] }

    expect(findMerge(base, remote, [tag('add', 'mine')])).toEqual({
      theirs: [tag('remove', 'old'), tag('add', 'theirs')],
      mine: [tag('add', 'mine')],
    })
  })

  test('tells half of a replacement when the other half was ours', () => {
    const remote = { ...base, phones: [phone('+7111'.padEnd(12, '1')), phone('+7222'.padEnd(12, '2'))] }
    const ours = phoneEdit('+79991112233', '+7111'.padEnd(12, '1'))

    expect(findMerge(base, remote, [ours])).toEqual({
      theirs: [phoneEdit(null, '+7222'.padEnd(12, '2'), 1)],
      mine: [ours],
    })
  })

  test("takes the one whom the CRM made responsible itself for nobody else's doing", () => {
    const remote = { ...base, tags: ['old', 'mine'], responsibleId: userId(3) }

    expect(findMerge(base, remote, [tag('add', 'mine')])).toBeNull()
  })

  test('tells several edits of ours as one for each field', () => {
    const ours = [rename('Anna', 'A'), rename('A', 'Anya')]

    expect(findMerge(base, { ...base, lastName: 'Ray' }, ours)?.mine).toEqual([rename('Anna', 'Anya')])
  })
})
