import { describe, expect, test } from 'vitest'
import { findLikeness } from '#shared/sync/find-likeness.ts'
import { retargetEdits } from '#shared/sync/retarget-edit.ts'
import { companyId, phone, phoneEdit, rename, someFields, tag } from '#test/support/contacts.ts'

const survivor = someFields({ firstName: 'Maria', tags: ['vip'], phones: [phone('+79990000001')] })

describe('retargetEdits', () => {
  test('starts from what stands there, so that it is overwritten knowingly', () => {
    expect(retargetEdits([rename('Anna', 'Anya')], survivor)).toEqual([rename('Maria', 'Anya')])
  })

  test('leaves out what stands there already', () => {
    expect(retargetEdits([rename('Anna', 'Maria'), tag('add', 'vip'), tag('remove', 'cold')], survivor)).toEqual([])
  })

  test('adds a number whose old value is not there, and replaces one that is', () => {
    expect(retargetEdits([phoneEdit('+78880000000', '+79990000002')], survivor)).toEqual([
      phoneEdit(null, '+79990000002', 1),
    ])
    expect(retargetEdits([phoneEdit('+7 999 000-00-01', '+79990000002')], survivor)).toEqual([
      phoneEdit('+79990000001', '+79990000002', 0),
    ])
  })

  test('removes no number that is not there', () => {
    expect(retargetEdits([phoneEdit('+78880000000', null)], survivor)).toEqual([])
  })

  test('puts the only company in the place of another, and adds one of several', () => {
    const there = { ...survivor, companyIds: [companyId(1)] }
    const move = { kind: 'company', from: companyId(8), to: companyId(9) } as const

    expect(retargetEdits([{ ...move, exclusive: true }], there)).toEqual([
      { ...move, from: companyId(1), exclusive: true },
    ])
    expect(retargetEdits([{ ...move, exclusive: false }], there)).toEqual([{ ...move, from: null, exclusive: false }])
  })

  test('goes on from its own earlier steps', () => {
    expect(retargetEdits([rename('Anna', 'A'), rename('A', 'Anya')], survivor)).toEqual([
      rename('Maria', 'A'),
      rename('A', 'Anya'),
    ])
  })
})

describe('findLikeness', () => {
  test('finds a phone in another writing, an e-mail in another case and the same name', () => {
    const one = someFields({ firstName: 'Пётр', phones: [phone('+7 912 000-00-00')], emails: [phone('A@b.ru')] })
    const other = someFields({ firstName: 'Петр', phones: [phone('89120000000')], emails: [phone('a@B.ru')] })

    expect(findLikeness(one, other)).toEqual(['phone', 'email', 'name'])
  })

  test('takes nothing for likeness where nothing is', () => {
    expect(findLikeness(someFields(), someFields())).toEqual([])
  })
})
