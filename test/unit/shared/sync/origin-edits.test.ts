import { describe, expect, test } from 'vitest'
import type { CompanyId, FieldId } from '#shared/domain/ids.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { originEdits, originFirst } from '#shared/sync/origin-edits.ts'
import { planPush } from '#shared/sync/plan-push.ts'
import { resolveUpdate } from '#shared/sync/resolve-update.ts'
import {
  contactId,
  companyId,
  phone,
  phoneEdit,
  remoteContact,
  rename,
  someFields,
  someMutation,
  tag,
} from '#test/support/contacts.ts'

const note = '7' as FieldId
const draft = someFields({
  firstName: 'Ann',
  phones: [phone('+7 900 000-00-01')],
  tags: ['fair'],
  custom: { [note]: [{ value: 'met there' }] },
})
const about = (n: number, edit: FieldEdit, isOrigin?: boolean) =>
  someMutation(n, { kind: 'edit', contactId: contactId(42), edit, ...(isOrigin === true ? { isOrigin } : {}) })

/** What a push of the draft's origin and of `later` edits comes to, at a contact that looks like `theirs`. */
function pushTo(theirs: Parameters<typeof someFields>[0], later: readonly FieldEdit[]) {
  const laterFirst = later.map((edit, at) => about(at + 1, edit))
  const origins = originEdits(draft, undefined).map((edit, at) => about(at + 50, edit, true))
  const targets = [...laterFirst, ...origins].map((mutation) => ({ mutation, recordId: contactId(42) }))
  const [intent] = planPush(targets, () => true)
  if (intent?.kind !== 'update') throw new Error('no update')
  return resolveUpdate(remoteContact(42, theirs), intent.edits)
}

describe('originEdits', () => {
  test('starts every value from nothing, and takes the company for the only one', () => {
    const fields = someFields({ firstName: 'Ann', companyIds: [companyId(1)], tags: ['fair'] })

    expect(originEdits(fields, undefined)).toEqual([
      rename('', 'Ann'),
      { kind: 'company', from: null, to: companyId(1), exclusive: true },
      tag('add', 'fair'),
    ])
  })

  test('names a company that the CRM does not have yet', () => {
    const made = 'acc1.~11111111-1111-4111-8111-111111111111' as CompanyId

    expect(originEdits(someFields({ companyIds: [made] }), 'Ours & Co')).toEqual([
      { kind: 'company', from: null, to: made, exclusive: true, createName: 'Ours & Co' },
    ])
  })

  test('asks for nothing where the contact has it all', () => {
    expect(pushTo(draft, [])).toMatchObject({ patch: null, conflicts: [] })
  })

  test('adds what the contact lacks', () => {
    const { fields, conflicts } = pushTo({ firstName: 'Ann' }, [])

    expect([fields, conflicts]).toEqual([draft, []])
  })

  test('is a question where the contact has another value, and overwrites nothing', () => {
    const { fields, conflicts } = pushTo({ ...draft, custom: { [note]: [{ value: 'theirs' }] } }, [])

    expect([fields?.custom[note], conflicts.length]).toEqual([[{ value: 'theirs' }], 1])
  })
})

describe('originFirst', () => {
  test.each<[string, Parameters<typeof someFields>[0]]>([
    ['has it all', draft],
    ['lacks all of it', { firstName: 'Ann' }],
  ])('lets later edits have the last word at a contact that %s', (_name, theirs) => {
    const later = [rename('Ann', 'Anna'), tag('remove', 'fair'), phoneEdit('+7 900 000-00-01', '+7 900 000-00-02')]

    const { fields, conflicts } = pushTo(theirs, later)

    expect([fields?.firstName, fields?.tags, fields?.phones.map(({ value }) => value), conflicts]).toEqual([
      'Anna',
      [],
      ['+7 900 000-00-02'],
      [],
    ])
  })

  test('leaves everything else in its order', () => {
    const [first, second] = [about(1, tag('add', 'a')), about(2, tag('add', 'b'))]
    const origin = about(3, tag('add', 'c'), true)

    expect(originFirst([first, second, origin])).toEqual([origin, first, second])
  })
})
