import { describe, expect, test } from 'vitest'
import { newNeighbourId } from '#shared/domain/ids.ts'
import type { Lead, LeadFields } from '#shared/domain/neighbour.ts'
import { newProductRow } from '#shared/domain/product-edit.ts'
import { applyNeighbourEdit, reviewNeighbourEdit } from '#shared/sync/neighbour-edits.ts'
import { planNeighbours } from '#shared/sync/plan-neighbours.ts'
import { accountId, mutationId, someMutation } from '#test/support/contacts.ts'
import { neighbourMutation, someDeal, valueEdit } from '#test/support/neighbours.ts'

const freshLead = newNeighbourId('lead', accountId, '66666666-6666-4666-8666-666666666666')
const someLead = (fields: Partial<LeadFields> = {}): Lead => ({
  kind: 'lead',
  fields: {
    ...someDeal().fields,
    ...{ firstName: '', lastName: '', companyName: '', phones: [], emails: [], isPriceManual: false, rows: [] },
    ...fields,
  },
})
const sold = [{ ...newProductRow('Boiler'), price: 20, quantity: 2 }]

/** The same as the CRM tells it: it fills in what nobody has said. */
const told = sold.map((row) => ({ ...row, measure: { code: '796', name: 'pcs' }, rest: { TYPE: '1' } }))

describe('edits of a lead', () => {
  test.each([
    ['fits products that the CRM has filled in', told, 'applies'],
    ['needs nothing where the CRM has them already', told.map((row) => ({ ...row, price: 30 })), 'already'],
    ['is asked about where a colleague has changed them', told.map((row) => ({ ...row, quantity: 9 })), 'conflict'],
    ['is asked about where a colleague has added one', [...told, ...told], 'conflict'],
  ])('of its products %s', (_, rows, kind) => {
    const edit = valueEdit('rows', sold, [{ ...newProductRow('Boiler'), price: 30, quantity: 2 }])

    expect(reviewNeighbourEdit(someLead({ rows }), edit).kind).toBe(kind)
  })

  test('of its products is asked about where somebody has given one another measure', () => {
    const edit = valueEdit('rows', told, [])
    const litres = told.map((row) => ({ ...row, measure: { code: '112', name: 'l' } }))

    expect(reviewNeighbourEdit(someLead({ rows: litres }), edit).kind).toBe('conflict')
  })

  test('of its products change the price, unless somebody has typed one', () => {
    const edit = valueEdit('rows', [], sold)

    const priceAfter = (lead: Lead) => applyNeighbourEdit(lead, edit).fields.price

    expect([priceAfter(someLead()), priceAfter(someLead({ isPriceManual: true }))]).toEqual([40, 100])
  })

  test('of its price make it one that products do not change', () => {
    const edited = applyNeighbourEdit(someLead(), valueEdit('price', 100, 7))

    expect(edited.fields).toMatchObject({ price: 7, isPriceManual: true })
  })

  test('counts the price from products again when somebody wants it so', () => {
    const typed = someLead({ price: 7, isPriceManual: true, rows: [{ ...newProductRow('Boiler'), price: 40 }] })

    const counted = applyNeighbourEdit(typed, { kind: 'value', field: 'isPriceManual', from: true, to: false })

    expect(counted.fields).toMatchObject({ price: 40, isPriceManual: false })
  })

  test('of its products wait until it has been made; all others go along', () => {
    const create = someMutation(1, { kind: 'create-neighbour', recordId: freshLead, record: someLead() })
    const [named, rows] = [valueEdit('name', 'Order', 'Fair'), valueEdit('rows', [], sold)]
    const targets = [create, neighbourMutation(2, freshLead, named), neighbourMutation(3, freshLead, rows)].map(
      (mutation) => ({ mutation, recordId: freshLead }),
    )

    const [before] = planNeighbours(targets, () => false)
    const [after] = planNeighbours(targets.slice(2), () => true)

    expect(before).toMatchObject({
      ...{ kind: 'create', mutationIds: [mutationId(1), mutationId(2)] },
      record: { fields: { name: 'Fair', rows: [] } },
    })
    expect(after).toMatchObject({ kind: 'update', edits: [{ edit: rows }] })
  })
})
