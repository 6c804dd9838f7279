import { describe, expect, test } from 'vitest'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { squashEdits } from '#shared/sync/squash-edits.ts'
import { mutationId, phoneEdit, rename, tag } from '#test/support/contacts.ts'

const squash = (...edits: FieldEdit[]) =>
  squashEdits(edits.map((edit, index) => ({ mutationId: mutationId(index + 1), edit })))

describe('squashEdits', () => {
  test('tells ten edits of one name as one, from the first base to the last value', () => {
    const edits = Array.from({ length: 10 }, (_, n) => rename(`name ${n}`, `name ${n + 1}`))

    const squashed = squash(...edits)

    expect(squashed).toEqual([
      { edit: rename('name 0', 'name 10'), mutationIds: edits.map((_, n) => mutationId(n + 1)), steps: edits },
    ])
  })

  test('follows one phone through its changes and leaves another phone alone', () => {
    expect(squash(phoneEdit('+1', '+2'), phoneEdit('+7', '+8', 1), phoneEdit('+2', '+3'))).toEqual([
      expect.objectContaining({ edit: phoneEdit('+1', '+3'), mutationIds: [mutationId(1), mutationId(3)] }),
      expect.objectContaining({ edit: phoneEdit('+7', '+8', 1), mutationIds: [mutationId(2)] }),
    ])
  })

  test('keeps only the last word about a tag', () => {
    expect(squash(tag('add', 'vip'), tag('add', 'cold'), tag('remove', 'vip'))).toEqual([
      expect.objectContaining({ edit: tag('remove', 'vip'), mutationIds: [mutationId(1), mutationId(3)] }),
      expect.objectContaining({ edit: tag('add', 'cold'), mutationIds: [mutationId(2)] }),
    ])
  })
})
