import { describe, expect, test } from 'vitest'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { reviewEdit } from '#shared/sync/review-edit.ts'
import { companyId, phone, phoneEdit, rename, someFields, tag, userId } from '#test/support/contacts.ts'

const note = '77' as FieldId
const noted = (value: string): Partial<ContactFields> => ({ custom: { [note]: [{ value }] } })
const company = (from: number | null, to: number | null, exclusive = true): FieldEdit => ({
  kind: 'company',
  from: from === null ? null : companyId(from),
  to: to === null ? null : companyId(to),
  exclusive,
})

type Row = readonly [title: string, remote: Partial<ContactFields>, edit: FieldEdit, verdict: string]

const rows: readonly Row[] = [
  ['a name that nobody else touched applies', { firstName: 'Anna' }, rename('Anna', 'Anya'), 'applies'],
  ['a name that has the new value already needs nothing', { firstName: 'Anya' }, rename('Anna', 'Anya'), 'already'],
  ['a name that both sides changed conflicts', { firstName: 'Annette' }, rename('Anna', 'Anya'), 'conflict'],
  [
    'another responsible chosen meanwhile conflicts',
    { responsibleId: userId(3) },
    { kind: 'responsible', from: userId(1), to: userId(2) },
    'conflict',
  ],
  [
    'a custom value that both sides changed conflicts',
    noted('theirs'),
    { kind: 'custom', fieldId: note, from: [{ value: 'base' }], to: [{ value: 'mine' }] },
    'conflict',
  ],
  [
    'an option that the CRM words anew is the same option',
    { custom: { [note]: [{ value: 'New wording', optionId: '5' }] } },
    { kind: 'custom', fieldId: note, from: [{ value: 'Old wording', optionId: '5' }], to: [] },
    'applies',
  ],
  ['a new phone beside others applies', { phones: [phone('+1')] }, phoneEdit(null, '+2'), 'applies'],
  ['a phone that is there already needs nothing', { phones: [phone('+2')] }, phoneEdit(null, '+2'), 'already'],
  ['removing a phone that is gone needs nothing', { phones: [] }, phoneEdit('+1', null), 'already'],
  ['a phone replaced in its place applies', { phones: [phone('+1')] }, phoneEdit('+1', '+2'), 'applies'],
  [
    'a phone replaced by someone else meanwhile conflicts',
    { phones: [phone('+3')] },
    phoneEdit('+1', '+2'),
    'conflict',
  ],
  ['a phone that our lost answer replaced needs nothing', { phones: [phone('+2')] }, phoneEdit('+1', '+2'), 'already'],
  [
    'removing a phone that the CRM writes otherwise applies',
    { phones: [phone('+79010000004')] },
    phoneEdit('8 (901) 000-00-04', null),
    'applies',
  ],
  [
    'replacing a phone that the CRM writes otherwise applies',
    { phones: [phone('+79010000004')] },
    phoneEdit('8 (901) 000-00-04', '+1'),
    'applies',
  ],
  [
    'a phone that is there in another writing needs no adding',
    { phones: [phone('+79010000004')] },
    phoneEdit(null, '8 901 000-00-04'),
    'already',
  ],
  [
    'writing a phone otherwise applies',
    { phones: [phone('89010000004')] },
    phoneEdit('89010000004', '+7 901 000-00-04'),
    'applies',
  ],
  ['a tag that is missing is added', { tags: [] }, tag('add', 'vip'), 'applies'],
  ['a tag that is there needs nothing', { tags: ['vip'] }, tag('add', 'vip'), 'already'],
  ['a tag that is gone needs no removal', { tags: [] }, tag('remove', 'vip'), 'already'],
  ['another company linked meanwhile conflicts', { companyIds: [companyId(3)] }, company(1, 2), 'conflict'],
  ['a company is linked where the old one is gone', { companyIds: [] }, company(1, 2), 'applies'],
  [
    'a second company applies where there is room for many',
    { companyIds: [companyId(3)] },
    company(null, 2, false),
    'applies',
  ],
]

describe('reviewEdit', () => {
  test.each(rows)('%s', (_title, remote, edit, verdict) => {
    expect(reviewEdit(someFields(remote), edit).kind).toBe(verdict)
  })

  test('offers the edit on top of what the CRM has, so that keeping mine cannot overwrite a third value', () => {
    const verdict = reviewEdit(someFields({ phones: [phone('+3')] }), phoneEdit('+1', '+2'))

    expect(verdict).toEqual({ kind: 'conflict', rebased: phoneEdit('+3', '+2') })
  })
})
