import { describe, expect, test } from 'vitest'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { replayEdits } from '#shared/sync/replay-edits.ts'
import { squashEdits } from '#shared/sync/squash-edits.ts'
import { companyId, mutationId, phone, phoneEdit, rename, someFields, tag } from '#test/support/contacts.ts'

function replay(remote: Partial<ContactFields>, ...edits: FieldEdit[]) {
  const [squashed, ...rest] = squashEdits(edits.map((edit, n) => ({ mutationId: mutationId(n + 1), edit })))
  if (squashed === undefined || rest.length > 0) throw new Error('these edits are not of one field')
  return replayEdits(someFields(remote), squashed)
}

const phones = (...values: string[]) => ({ phones: values.map((value) => phone(value)) })
const move = (from: number, to: number): FieldEdit => ({
  kind: 'company',
  from: companyId(from),
  to: companyId(to),
  exclusive: true,
})

describe('replayEdits', () => {
  test.each<[string, Partial<ContactFields>, FieldEdit[], FieldEdit]>([
    ['a name', { firstName: 'B' }, [rename('A', 'B'), rename('B', 'C')], rename('B', 'C')],
    ['a name that was put back', { firstName: 'B' }, [rename('A', 'B'), rename('B', 'A')], rename('B', 'A')],
    ['a phone', phones('+2'), [phoneEdit('+1', '+2'), phoneEdit('+2', '+3')], phoneEdit('+2', '+3')],
    ['a new phone', phones('+1'), [phoneEdit(null, '+1'), phoneEdit('+1', '+2')], phoneEdit('+1', '+2')],
    ['a phone taken off again', phones('+1'), [phoneEdit(null, '+1'), phoneEdit('+1', null)], phoneEdit('+1', null)],
    ['a company', { companyIds: [companyId(2)] }, [move(1, 2), move(2, 3)], move(2, 3)],
  ])('goes on from where a lost answer has left %s', (_name, remote, edits, expected) => {
    expect(replay(remote, ...edits)).toMatchObject({ kind: 'applies', edit: expected })
  })

  test.each<[string, Partial<ContactFields>, FieldEdit[]]>([
    ['the last value is there', { firstName: 'C' }, [rename('A', 'B'), rename('B', 'C')]],
    ['all was put back', { firstName: 'A' }, [rename('A', 'B'), rename('B', 'A')]],
    ['a tag came and went', {}, [tag('add', 'vip'), tag('remove', 'vip')]],
    ['a phone came and went', {}, [phoneEdit(null, '+1'), phoneEdit('+1', null)]],
  ])('sends nothing where %s', (_name, remote, edits) => {
    expect(replay(remote, ...edits)).toEqual({ kind: 'already' })
  })

  test('takes off a tag that a lost answer has left', () => {
    expect(replay({ tags: ['vip'] }, tag('add', 'vip'), tag('remove', 'vip'))).toMatchObject({
      kind: 'applies',
      fields: { tags: [] },
    })
  })

  test("asks about anybody else's value, from the first base to the last value", () => {
    expect(replay({ firstName: 'T' }, rename('A', 'B'), rename('B', 'C'))).toEqual({
      kind: 'conflict',
      rebased: rename('T', 'C'),
    })
  })
})
