import { describe, expect, test } from 'vitest'
import type { FieldId } from '#shared/domain/ids.ts'
import { isRemoval, REMOVED } from '#shared/domain/removal.ts'
import type { Lead, LeadFields, NeighbourEdit, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { newProductRow } from '#shared/domain/product-edit.ts'
import { applyNeighbourEdit, resolveNeighbour, squashNeighbourEdits, valueIn } from '#shared/sync/neighbour-edits.ts'
import { contactId, mutationId } from '#test/support/contacts.ts'

const lead = (fields: Partial<LeadFields> = {}): Lead & Pick<RemoteNeighbour, 'updatedAt' | 'updatedBy'> => ({
  ...{ kind: 'lead', updatedAt: 1, updatedBy: null },
  fields: {
    ...{ name: 'Fair', price: 0, stage: null, responsibleId: null, contactIds: [], mainContactId: null },
    ...{ companyId: null, firstName: '', lastName: '', companyName: '', phones: [], emails: [] },
    ...{ isPriceManual: false, rows: null, custom: {} },
    ...fields,
  },
})
const removalOf = (seen: Lead): NeighbourEdit => ({
  ...{ kind: 'value', field: REMOVED, from: valueIn(seen, REMOVED), to: true },
})
const resolve = (remote: ReturnType<typeof lead>, ...edits: readonly NeighbourEdit[]) =>
  resolveNeighbour(remote, squashNeighbourEdits(edits.map((edit, at) => ({ mutationId: mutationId(at), edit }))))

describe('taking a lead away', () => {
  test('is one edit, led back by its opposite', () => {
    const edit = removalOf(lead())
    const back = { ...edit, from: edit.to, to: edit.from }

    const removed = applyNeighbourEdit(lead(), edit)

    expect([isRemoval(edit), removed.fields.isRemoved, valueIn(removed, REMOVED)]).toEqual([true, true, true])
    expect(applyNeighbourEdit(removed, back)).toEqual(lead())
  })

  const field = 'lead:SIZE' as FieldId
  test.each<[string, Partial<LeadFields>]>([
    ['a name', { name: 'Another' }],
    ['an amount', { price: 7 }],
    ['somebody else’s number', { phones: [{ value: '1', kind: 'work' }] }],
    ['a value of a field', { custom: { [field]: [{ value: 'XL' }] } }],
    ['another contact', { contactIds: [contactId(1)] }],
    ['a product', { rows: [{ ...newProductRow('Boiler'), price: 5 }] }],
  ])('is asked about where a colleague has written %s since', (_, theirs) => {
    const { conflicts, sent } = resolve(lead(theirs), removalOf(lead()))

    expect([conflicts.length, sent.length]).toEqual([1, 0])
    expect(conflicts[0]?.conflict.rebased).toEqual(removalOf(lead(theirs)))
  })

  test('notices neither products that cost nothing, nor an order of sets, nor a field without a value', () => {
    const both = [
      { value: '1', kind: 'work' },
      { value: '2', kind: 'work' },
    ]
    const seen = lead({ phones: both })
    const now = lead({ phones: both.toReversed(), rows: [newProductRow('Gift')], custom: { [field]: [] } })

    expect(resolve(now, removalOf(seen)).sent).toHaveLength(1)
  })

  test('knows what the same user has written just before', () => {
    const renamed: NeighbourEdit = { kind: 'value', field: 'name', from: 'Fair', to: 'Spring' }
    const seen = applyNeighbourEdit(lead(), renamed)

    const { sent, conflicts } = resolve(lead(), renamed, removalOf(seen))

    expect([sent.map(({ edit }) => edit.field), conflicts]).toEqual([['name', REMOVED], []])
  })
})
