import { describe, expect, test } from 'vitest'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Change } from '#shared/domain/mutation.ts'
import { findMerge } from '#shared/sync/find-merge.ts'
import { invertChange } from '#shared/sync/invert-change.ts'
import { resolveUpdate } from '#shared/sync/resolve-update.ts'
import { retargetEdits } from '#shared/sync/retarget-edit.ts'
import { seenOf } from '#shared/sync/seen-contact.ts'
import { squashEdits } from '#shared/sync/squash-edits.ts'
import { phone, someFields } from '#test/support/contacts.ts'

const fields = someFields({
  firstName: 'Anna',
  lastName: 'Ott',
  phones: [phone('+7 1'), phone('+7 2')],
  tags: ['a', 'b'],
})
const read = (own: typeof fields) => ({ fields: own, updatedAt: 5, updatedBy: null })
const deletion = (own: typeof fields): FieldEdit => ({ kind: 'delete', seen: seenOf(own) })
const own = (...edits: readonly FieldEdit[]) =>
  squashEdits(edits.map((edit, at) => ({ mutationId: `m${at}` as MutationId, edit })))
const rename: FieldEdit = { kind: 'set', field: 'lastName', from: 'Ott', to: 'Ohm' }
const renamed = { ...fields, lastName: 'Ohm', name: 'Anna Ohm' }

describe('what somebody has seen of a contact', () => {
  test.each([
    ['a name', renamed],
    ['a phone', { ...fields, phones: [phone('+7 1')] }],
    ['an e-mail', { ...fields, emails: [phone('a@example.com')] }],
    ['a tag', { ...fields, tags: ['a'] }],
    ['a custom value', { ...fields, custom: { 7: [{ value: 'x' }] } }],
  ])('is another with %s changed', (_, changed) => {
    expect(seenOf(changed)).not.toBe(seenOf(fields))
  })

  test('is the same in whatever order it is told, and with fields that are empty', () => {
    const told = { ...fields, phones: fields.phones.toReversed(), tags: ['b', 'a'], custom: { 7: [] } }

    expect(seenOf(told)).toBe(seenOf(fields))
  })
})

describe('deleting a contact', () => {
  test('applies where the contact is as it was seen', () => {
    const { sent, conflicts, patch } = resolveUpdate(read(fields), own(deletion(fields)))

    expect([sent.length, conflicts, patch]).toEqual([1, [], null])
  })

  test('is a conflict where somebody has changed it since, and applies once that has been seen', () => {
    const { sent, conflicts } = resolveUpdate(read(renamed), own(deletion(fields)))
    const rebased = conflicts.map(({ conflict }) => conflict.rebased)

    expect([sent, rebased]).toEqual([[], [deletion(renamed)]])
    expect(resolveUpdate(read(renamed), own(...rebased)).sent).toHaveLength(1)
  })

  test.each([
    ['have not left', fields],
    ['have arrived', renamed],
  ])('applies where edits of one’s own came before that %s', (_, there) => {
    const { sent, conflicts } = resolveUpdate(read(there), own(rename, deletion(renamed)))

    expect(conflicts).toEqual([])
    expect(sent.map(({ edit }) => edit.kind)).toContain('delete')
  })

  test('has no way back, alone or of many', () => {
    const one: Change = { kind: 'edit', contactId: 'acc1.1' as ContactId, edit: deletion(fields) }
    const many: Change = {
      kind: 'bulk-edit',
      groups: [{ edit: deletion(fields), contactIds: ['acc1.1' as ContactId] }],
    }

    expect([invertChange(one, []), invertChange(many, ['acc1.1' as ContactId])]).toEqual([null, null])
  })

  test('is no merge with what others have changed, and does not move to another contact', () => {
    expect(findMerge(fields, renamed, [deletion(fields)])).toBeNull()
    expect(retargetEdits([deletion(fields)], renamed)).toEqual([])
  })
})
