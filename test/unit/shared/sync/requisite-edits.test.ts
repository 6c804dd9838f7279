import { describe, expect, test } from 'vitest'
import { newNeighbourId, toNeighbourId } from '#shared/domain/ids.ts'
import type { NeighbourEdit, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { addressLineField, requisiteValueField, type RequisiteFields } from '#shared/domain/requisite.ts'
import { invertChange } from '#shared/sync/invert-change.ts'
import { applyNeighbourEdit, resolveNeighbour, squashNeighbourEdits, valueIn } from '#shared/sync/neighbour-edits.ts'
import { planNeighbours } from '#shared/sync/plan-neighbours.ts'
import { accountId, contactId, mutationId, remoteIdOfNumber, someMutation } from '#test/support/contacts.ts'
import { neighbourMutation, valueEdit } from '#test/support/neighbours.ts'

const id = toNeighbourId('requisite', accountId, remoteIdOfNumber(1))
const freshId = newNeighbourId('requisite', accountId, '77777777-7777-4777-8777-777777777777')
const [INN, KPP] = [requisiteValueField('RQ_INN'), requisiteValueField('RQ_KPP')]
const [CITY, STREET] = [addressLineField('1', 'CITY'), addressLineField('1', 'ADDRESS_1')]

const someRequisite = (fields: Partial<RequisiteFields> = {}) =>
  ({
    kind: 'requisite',
    fields: {
      ...{ aboutId: contactId(1), templateId: '3', name: 'Person', values: { RQ_INN: '77' }, addresses: {} },
      ...{ isAddressOnly: false, isRemoved: false },
      ...fields,
    },
  }) as const

const remote = (fields: Partial<RequisiteFields> = {}): RemoteNeighbour => ({
  ...someRequisite(fields),
  ...{ id, remoteId: remoteIdOfNumber(1), accountId, createdAt: 1, createdBy: null, updatedAt: 1, updatedBy: null },
})

const resolve = (told: RemoteNeighbour, ...edits: NeighbourEdit[]) => {
  const squashed = squashNeighbourEdits(edits.map((edit, at) => ({ mutationId: mutationId(at + 1), edit })))
  const { record, sent, already, conflicts } = resolveNeighbour(told, squashed)
  const fieldsOf = (all: readonly { readonly edit: NeighbourEdit }[]) => all.map(({ edit }) => edit.field)
  return {
    fields: record.fields,
    ...{ sent: fieldsOf(sent), already: fieldsOf(already) },
    conflicts: conflicts.map(({ conflict }) => conflict.edit.field),
  }
}

/** As whoever looks at it would take it away. */
const removal = (seen: ReturnType<typeof someRequisite>) => valueEdit(REMOVED, valueIn(seen, REMOVED), true)

describe('edits of requisites', () => {
  test('set single lines of theirs and of their addresses; an empty line is none', () => {
    const edits = [valueEdit(INN, '77', ''), valueEdit(KPP, '', '5'), valueEdit(CITY, '', 'Omsk')]

    const edited = edits.reduce(applyNeighbourEdit, someRequisite({ addresses: { 6: { CITY: 'Kazan' } } }))

    expect(edited.fields).toMatchObject({
      ...{ values: { RQ_KPP: '5' }, addresses: { 1: { CITY: 'Omsk' }, 6: { CITY: 'Kazan' } } },
    })
    expect(valueIn(edited, INN)).toBe('')
    expect(applyNeighbourEdit(edited, valueEdit(CITY, 'Omsk', '')).fields).toMatchObject({
      addresses: { 6: { CITY: 'Kazan' } },
    })
  })

  test('meet what a colleague has written at the same line alone', () => {
    const told = remote({ values: { RQ_INN: '78' }, addresses: { 1: { ADDRESS_1: 'Main St' } } })

    const resolved = resolve(
      told,
      valueEdit(INN, '77', '79'),
      valueEdit(CITY, '', 'Omsk'),
      valueEdit(STREET, '', 'Main St'),
    )

    expect(resolved).toMatchObject({ conflicts: [INN], sent: [CITY], already: [STREET] })
  })

  test('take them away as they were seen, with what was edited here before', () => {
    const seen = someRequisite({ values: { RQ_INN: '78' } })

    expect(resolve(remote(), valueEdit(INN, '77', '78'), removal(seen))).toMatchObject({
      ...{ fields: { isRemoved: true }, sent: [INN, REMOVED], conflicts: [] },
    })
  })

  test.each([
    ['a line', { values: { RQ_INN: '77', RQ_KPP: '1' } }],
    ['an address', { addresses: { 1: { CITY: 'Omsk' } } }],
    ['their name', { name: 'Main' }],
  ])('ask before they take away what somebody has changed since: %s', (_, fields) => {
    const resolved = resolve(remote(fields), removal(someRequisite()))

    expect(resolved).toMatchObject({ conflicts: [REMOVED], sent: [], fields: { isRemoved: false } })
  })

  test('of addresses, and their end, wait until they have been made; lines go along', () => {
    const create = someMutation(1, { kind: 'create-neighbour', recordId: freshId, record: someRequisite() })
    const [inn, city] = [valueEdit(INN, '77', '78'), valueEdit(CITY, '', 'Omsk')]
    const edits = [inn, city, removal(someRequisite())]
    const targets = [create, ...edits.map((edit, at) => neighbourMutation(at + 2, freshId, edit))].map((mutation) => ({
      ...{ mutation, recordId: freshId },
    }))

    const [before] = planNeighbours(targets, () => false)

    expect(before).toMatchObject({
      ...{ kind: 'create', mutationIds: [mutationId(1), mutationId(2)] },
      record: { fields: { values: { RQ_INN: '78' }, addresses: {}, isRemoved: false } },
    })
  })

  test('go back, but for what was taken away', () => {
    const invert = (edit: NeighbourEdit) => invertChange({ kind: 'edit-neighbour', recordId: id, edit }, [])

    expect(invert(valueEdit(INN, '77', '78'))).toMatchObject({ edit: { from: '78', to: '77' } })
    expect(invert(removal(someRequisite()))).toBeNull()
  })
})
