import { describe, expect, test } from 'vitest'
import type { BulkEdit } from '#shared/domain/bulk-edit.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { contactIdsOf, editsFor, withEdit } from '#shared/domain/mutation.ts'
import { ChangeSchema } from '#shared/ipc/schemas.ts'
import { invertChange } from '#shared/sync/invert-change.ts'
import { contactId } from '#test/support/contacts.ts'
import * as v from 'valibot'

const [one, two, three] = [contactId(1), contactId(2), contactId(3)]
const [anna, oleg, vera] = ['acc1.1' as UserId, 'acc1.2' as UserId, 'acc1.3' as UserId]
const owner = (from: UserId | null, to: UserId | null): FieldEdit => ({ kind: 'responsible', from, to })
const bulk: BulkEdit = {
  kind: 'bulk-edit',
  groups: [
    { edit: owner(anna, oleg), contactIds: [one, three] },
    { edit: owner(null, oleg), contactIds: [two] },
  ],
}

describe('a bulk edit', () => {
  test('means for each contact the edit that starts from what that contact had', () => {
    expect(contactIdsOf(bulk)).toEqual([one, three, two])
    expect([one, two, three].map((id) => editsFor(bulk, id))).toEqual([
      [owner(anna, oleg)],
      [owner(null, oleg)],
      [owner(anna, oleg)],
    ])
    expect(editsFor(bulk, contactId(4))).toEqual([])
  })

  test('is told anew for one contact alone, and keeps its places', () => {
    const retold = withEdit(bulk, three, owner(vera, oleg)) ?? bulk
    const again = withEdit(retold, three, owner(null, oleg)) ?? retold

    expect([one, three].map((id) => editsFor(again, id))).toEqual([[owner(anna, oleg)], [owner(null, oleg)]])
    expect(contactIdsOf(again)).toEqual(contactIdsOf(bulk))
    expect(withEdit(bulk, contactId(4), owner(vera, oleg))).toBeNull()
    expect(v.parse(ChangeSchema, JSON.parse(JSON.stringify(again)))).toEqual(again)
  })

  test('is undone group by group, for the contacts that it was applied to', () => {
    const retold = withEdit(bulk, three, owner(vera, oleg)) ?? bulk

    expect(invertChange(retold, [one, two, three])).toEqual({
      kind: 'bulk-edit',
      groups: [
        { edit: owner(oleg, anna), contactIds: [one] },
        { edit: owner(oleg, null), contactIds: [two] },
        { edit: owner(oleg, vera), contactIds: [three] },
      ],
    })
    expect(invertChange(bulk, [two])).toEqual({
      kind: 'bulk-edit',
      groups: [{ edit: owner(oleg, null), contactIds: [two] }],
    })
  })
})
