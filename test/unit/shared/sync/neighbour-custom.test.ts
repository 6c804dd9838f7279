import { describe, expect, test } from 'vitest'
import type { CustomItem } from '#shared/domain/contact.ts'
import type { CustomMerge } from '#shared/domain/field-edit.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import type { CustomValues, Deal, NeighbourEdit } from '#shared/domain/neighbour.ts'
import { applyNeighbourEdit, reviewNeighbourEdit, squashNeighbourEdits, valueIn } from '#shared/sync/neighbour-edits.ts'
import { fromCustomEdit } from '#shared/sync/neighbour-custom.ts'
import { mutationId } from '#test/support/contacts.ts'

const field = '7' as FieldId
const items = (...values: readonly string[]): readonly CustomItem[] => values.map((value) => ({ value }))
const deal = (custom?: CustomValues): Deal => ({
  kind: 'deal',
  fields: {
    ...{ name: '', price: 0, stage: null, responsibleId: null, contactIds: [], mainContactId: null, companyId: null },
    ...(custom === undefined ? {} : { custom }),
  },
})
const edit = (from: readonly CustomItem[], to: readonly CustomItem[], merge?: CustomMerge): NeighbourEdit =>
  fromCustomEdit({ kind: 'custom', fieldId: field, from, to, ...(merge === undefined ? {} : { merge }) })

describe('an edit of a custom field of a deal', () => {
  test('puts its values in beside the others, and takes the field off with the last of them', () => {
    const other = { ['8' as FieldId]: items('stays') }

    const filled = applyNeighbourEdit(deal(other), edit([], items('A')))
    const emptied = applyNeighbourEdit(filled, edit(items('A'), []))

    expect([filled.fields.custom, emptied.fields.custom]).toEqual([{ ...other, [field]: items('A') }, other])
    expect(valueIn(filled, `custom:${field}`)).toEqual([{ value: 'A' }])
    expect(valueIn(deal(), `custom:${field}`), 'as an earlier release has read it').toEqual([])
  })

  test.each<[string, readonly CustomItem[], NeighbourEdit, string]>([
    ['applies where nobody else has touched it', items('A'), edit(items('A'), items('B')), 'applies'],
    ['is there already by somebody’s hand', items('B'), edit(items('A'), items('B')), 'already'],
    ['is asked about where somebody has put something else', items('C'), edit(items('A'), items('B')), 'conflict'],
    ['applies to a set whatever others have chosen', items('C'), edit(items('A'), items('A', 'B'), 'set'), 'applies'],
  ])('%s', (_, theirs, mine, expected) => {
    expect(reviewNeighbourEdit(deal({ [field]: theirs }), mine).kind).toBe(expected)
  })

  test('keeps how it merges when it is asked about', () => {
    const line = (city: string): readonly CustomItem[] => [{ value: city, code: 'city' }]

    const verdict = reviewNeighbourEdit(deal({ [field]: line('Rome') }), edit(line('Bonn'), line('Oslo'), 'parts'))

    expect(verdict).toEqual({ kind: 'conflict', rebased: edit(line('Rome'), line('Oslo'), 'parts') })
  })

  test('goes on where the last one ended; values of a set that have nothing to do with each other stay apart', () => {
    const typed = [edit(items('A'), items('B')), edit(items('B'), items('C'))]
    const chosen = [edit([], items('X'), 'set'), edit(items('X'), items('X', 'Y'), 'set')]
    const squash = (edits: readonly NeighbourEdit[]) =>
      squashNeighbourEdits(edits.map((one, at) => ({ mutationId: mutationId(at), edit: one }))).map((one) => one.edit)

    expect(squash(typed)).toEqual([edit(items('A'), items('C'))])
    expect(squash(chosen)).toEqual(chosen)
  })
})
