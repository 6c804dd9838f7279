import { describe, expect, test } from 'vitest'
import { splitName } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { toNeighbourId, type ContactId } from '#shared/domain/ids.ts'
import type { Change } from '#shared/domain/mutation.ts'
import { applyEdit } from '#shared/sync/apply-edit.ts'
import { invertChange } from '#shared/sync/invert-change.ts'
import { accountId, contactId, phone, phoneEdit, remoteIdOfNumber, someFields } from '#test/support/contacts.ts'

const [one, two, three] = [contactId(1), contactId(2), contactId(3)]

describe('invertChange', () => {
  test('takes a bulk tag off the contacts that got it, and leaves it where it was before', () => {
    const change: Change = {
      kind: 'bulk-tags',
      contactIds: [one, two, three],
      tags: [{ op: 'add', tag: 'vip', unchangedIds: [two], exceptIds: [] }],
    }

    expect(invertChange(change, [one, two])).toEqual({
      kind: 'bulk-tags',
      contactIds: [one],
      tags: [{ op: 'remove', tag: 'vip', unchangedIds: [], exceptIds: [] }],
    })
  })

  test('remembers by tag which contacts it is for when several tags were put on at once', () => {
    const change: Change = {
      kind: 'bulk-tags',
      contactIds: [one, two],
      tags: [
        { op: 'add', tag: 'vip', unchangedIds: [two], exceptIds: [] },
        { op: 'add', tag: 'fair', unchangedIds: [], exceptIds: [] },
      ],
    }

    expect(invertChange(change, [one, two])).toEqual({
      kind: 'bulk-tags',
      contactIds: [one, two],
      tags: [
        { op: 'remove', tag: 'vip', unchangedIds: [], exceptIds: [two] },
        { op: 'remove', tag: 'fair', unchangedIds: [], exceptIds: [] },
      ],
    })
  })

  test('brings a replaced phone back', () => {
    const fields = someFields({ phones: [phone('+1'), phone('+5')] })
    const edit = phoneEdit('+1', '+2')
    const inverse = invertChange({ kind: 'edit', contactId: one, edit }, [one])

    const restored = inverse?.kind === 'edit' ? applyEdit(applyEdit(fields, edit), inverse.edit) : null

    expect(restored).toEqual(fields)
  })

  test('brings back a whole name that was told in parts', () => {
    const fields = someFields({ name: 'Amelia White', ...splitName('Amelia White') })
    const edit: FieldEdit = { kind: 'set', field: 'firstName', from: 'Amelia', to: 'Bob' }
    const inverse = invertChange({ kind: 'edit', contactId: one, edit }, [one])

    const restored = inverse?.kind === 'edit' ? applyEdit(applyEdit(fields, edit), inverse.edit) : null

    expect(restored).toEqual(fields)
  })

  test('knows no way back from a create: the CRM cannot delete', () => {
    expect(invertChange({ kind: 'create', contactId: one, fields: someFields() }, [one])).toBeNull()
  })

  test('gives a chat back to whoever had it, and leaves one that nobody had: it cannot be taken from a contact', () => {
    const recordId = toNeighbourId('chat', accountId, remoteIdOfNumber(5))
    const moved = (from: ContactId | null): Change => ({
      kind: 'edit-neighbour',
      recordId,
      edit: { kind: 'value', field: 'aboutId', from, to: two },
    })

    expect(invertChange(moved(one), [])).toEqual({
      ...moved(two),
      edit: { kind: 'value', field: 'aboutId', from: two, to: one },
    })
    expect(invertChange(moved(null), [])).toBeNull()
  })

  test('gives a deal back the stage that it had, and leaves one that had none: no CRM takes the stage from a deal', () => {
    const recordId = toNeighbourId('deal', accountId, remoteIdOfNumber(5))
    const moved = (from: string | null, to: string): Change => ({
      ...{ kind: 'edit-neighbour', recordId },
      edit: { kind: 'value', field: 'stage', from, to },
    })

    expect(invertChange(moved('1:2', '1:3'), [])).toEqual(moved('1:3', '1:2'))
    expect(invertChange(moved(null, '1:3'), [])).toBeNull()
  })
})
