import { describe, expect, test } from 'vitest'
import type { Lead, LeadFields, NeighbourEdit, ReachPoint } from '#shared/domain/neighbour.ts'
import { applyNeighbourEdit, reviewNeighbourEdit, squashNeighbourEdits } from '#shared/sync/neighbour-edits.ts'
import { mutationId } from '#test/support/contacts.ts'

const points = (...values: readonly string[]): readonly ReachPoint[] => values.map((value) => ({ value, kind: 'work' }))
const lead = (phones: readonly ReachPoint[], emails: readonly ReachPoint[] = []): Lead => ({
  kind: 'lead',
  fields: {
    ...{ name: '', price: 0, stage: null, responsibleId: null, contactIds: [], mainContactId: null, companyId: null },
    ...{ firstName: '', lastName: '', companyName: '', isPriceManual: false, rows: null, phones, emails },
  },
})
const json = (all: readonly ReachPoint[]) => all.map(({ value, kind }) => ({ value, kind }))
const edit = (from: readonly ReachPoint[], to: readonly ReachPoint[]): NeighbourEdit => ({
  ...{ kind: 'value', field: 'phones', from: json(from), to: json(to) },
})
const after = (theirs: readonly ReachPoint[], ...edits: readonly NeighbourEdit[]): LeadFields['phones'] =>
  edits.reduce((record, one) => applyNeighbourEdit(record, one), lead(theirs, points('stays'))).fields.phones

describe('an edit of the numbers of a lead', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[], readonly string[]]>([
    ['changes one in its place', ['1', '2'], ['1', '2'], ['9', '2'], ['9', '2']],
    ['adds one behind those that others have added', ['1', '3'], ['1'], ['1', '2'], ['1', '3', '2']],
    ['takes one away and no other', ['1', '2', '3'], ['1', '2'], ['2'], ['2', '3']],
    ['brings its number although the one before it is gone', ['2'], ['1', '2'], ['9', '2'], ['2', '9']],
    ['leaves one of two that became equal', ['1', '2'], ['1', '2'], ['2', '2'], ['2']],
  ])('%s', (_, theirs, from, to, expected) => {
    expect(after(points(...theirs), edit(points(...from), points(...to)))).toEqual(points(...expected))
  })

  test('is led back by its opposite', () => {
    const [one, two] = [points('1', '2'), points('1', '5')]

    expect(after(one, edit(one, two), edit(two, one))).toEqual(one)
  })

  test('of the kind alone is a change as well, and touches no address', () => {
    const mobile = [{ value: '1', kind: 'mobile' }]

    const changed = applyNeighbourEdit(lead(points('1'), points('a@b.c')), edit(points('1'), mobile))

    expect([changed.fields.phones, changed.fields.emails]).toEqual([mobile, points('a@b.c')])
  })

  test.each<[string, readonly string[], string]>([
    ['applies whatever others have added', ['1', '3'], 'applies'],
    ['is there already by somebody’s hand', ['3', '2'], 'already'],
    ['applies where somebody has put another number', ['7'], 'applies'],
  ])('%s', (_, theirs, expected) => {
    expect(reviewNeighbourEdit(lead(points(...theirs)), edit(points('1'), points('2'))).kind).toBe(expected)
  })

  test('goes on where the last one ended; those of other numbers stay apart', () => {
    const squash = (...edits: readonly NeighbourEdit[]) =>
      squashNeighbourEdits(edits.map((one, at) => ({ mutationId: mutationId(at), edit: one }))).map((one) => one.edit)
    const apart = [edit(points('1', '2'), points('8', '2')), edit(points('8', '2'), points('8', '9'))]

    const [typed, ...others] = squash(edit(points('1'), points('2')), edit(points('2'), points('3')))

    expect(others).toEqual([])
    expect(typed === undefined ? [] : after(points('1'), typed)).toEqual(points('3'))
    expect(squash(...apart)).toEqual(apart)
  })

  test('means nothing to a deal', () => {
    const none = { stage: null, responsibleId: null, contactIds: [], mainContactId: null, companyId: null }
    const deal = { kind: 'deal', fields: { name: '', price: 0, ...none } } as const

    expect(applyNeighbourEdit(deal, edit([], points('1')))).toEqual(deal)
  })
})
