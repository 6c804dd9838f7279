import { describe, expect, test } from 'vitest'
import type { ContactId } from '#shared/domain/ids.ts'
import { lossOf, needsOf } from '#shared/domain/mutation.ts'
import { memberField, type NeighbourEdit, type RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { fingerprintOfNeighbour } from '#shared/sync/fingerprint.ts'
import { applyNeighbourEdit, resolveNeighbour, squashNeighbourEdits } from '#shared/sync/neighbour-edits.ts'
import { contactId, mutationId } from '#test/support/contacts.ts'
import { fresh } from '#test/support/journal-base.ts'
import { dealId, dealMutation, neighbourMutation, remoteDeal, valueEdit } from '#test/support/neighbours.ts'

const [ann, bob, eve] = [contactId(1), contactId(2), contactId(3)]
const joins = (id: ContactId) => valueEdit(memberField(id), false, true)
const leaves = (id: ContactId) => valueEdit(memberField(id), true, false)
const becomesMain = (from: ContactId | null, to: ContactId) => valueEdit('mainContactId', from, to)

const squash = (...edits: NeighbourEdit[]) =>
  squashNeighbourEdits(edits.map((edit, at) => ({ mutationId: mutationId(at + 1), edit })))

function peopleIn({ kind, fields }: Pick<RemoteNeighbour, 'kind' | 'fields'>) {
  return kind === 'deal' && 'contactIds' in fields ? [fields.contactIds.toSorted(), fields.mainContactId] : null
}

const resolved = (remote: RemoteNeighbour, ...edits: NeighbourEdit[]) => {
  const { record, sent, already, conflicts } = resolveNeighbour(remote, squash(...edits))
  return { people: peopleIn(record), sent: sent.length, already: already.length, conflicts: conflicts.length }
}

describe('contacts of a deal', () => {
  test('come and go one by one: who was added here stands beside whom a colleague added', () => {
    const theirs = remoteDeal(1, { contactIds: [ann, eve], mainContactId: ann })

    expect(resolved(theirs, joins(bob))).toEqual({
      ...{ people: [[ann, bob, eve], ann] },
      ...{ sent: 1, already: 0, conflicts: 0 },
    })
  })

  test('that a colleague has added, or taken off, as well need nothing', () => {
    const theirs = remoteDeal(1, { contactIds: [ann, bob], mainContactId: ann })

    expect(resolved(theirs, joins(bob), leaves(eve))).toMatchObject({ sent: 0, already: 2, conflicts: 0 })
  })

  test('are asked about where both sides have chosen another main one', () => {
    const theirs = remoteDeal(1, { contactIds: [ann, bob, eve], mainContactId: eve })

    expect(resolved(theirs, becomesMain(ann, bob))).toMatchObject({ people: [[ann, bob, eve], eve], conflicts: 1 })
  })

  test('have a main one as wished where there was none, whomever the CRM has put there by itself', () => {
    const theirs = remoteDeal(1, { contactIds: [ann, bob], mainContactId: ann })

    expect(resolved(theirs, becomesMain(null, bob))).toMatchObject({ people: [[ann, bob], bob], sent: 1, conflicts: 0 })
  })

  test('are joined by whoever is made the main one', () => {
    const record = applyNeighbourEdit(remoteDeal(1), becomesMain(ann, bob))

    expect(peopleIn(record)).toEqual([[ann, bob], bob])
  })

  test('lose their main one with the contact that leaves', () => {
    const record = applyNeighbourEdit(remoteDeal(1, { contactIds: [ann, bob], mainContactId: ann }), leaves(ann))

    expect(peopleIn(record)).toEqual([[bob], null])
  })

  test('are not joined again by one that was made the main one and has left since', () => {
    const remote = remoteDeal(1, { contactIds: [ann], mainContactId: ann })

    const people = resolved(remote, joins(bob), becomesMain(ann, bob), leaves(bob)).people

    expect(people?.[0]).toEqual([ann])
  })
})

describe('what a deal waits for', () => {
  test('are contacts that the CRM does not have yet, those that its edits name as well', () => {
    expect([
      needsOf(dealMutation(1, { contactIds: [ann, fresh], mainContactId: ann }).change),
      needsOf(neighbourMutation(2, dealId(1), joins(fresh)).change),
      needsOf(neighbourMutation(3, dealId(1), leaves(fresh)).change),
      needsOf(neighbourMutation(4, dealId(1), becomesMain(ann, fresh)).change),
      needsOf(neighbourMutation(5, dealId(1), valueEdit('price', 1, 2)).change),
    ]).toEqual([[fresh], [fresh], [fresh], [fresh], []])
  })

  test('takes along, when it is not to be made, a deal that begins with it, and edits that lead to it', () => {
    expect([
      lossOf(dealMutation(1, { contactIds: [fresh], mainContactId: fresh }).change, fresh),
      lossOf(neighbourMutation(2, dealId(1), joins(fresh)).change, fresh),
      lossOf(neighbourMutation(3, dealId(1), becomesMain(fresh, ann)).change, fresh),
      lossOf(neighbourMutation(4, dealId(1), joins(ann)).change, fresh),
    ]).toEqual(['record', 'edit', null, null])
  })
})

describe('a new deal whose answer was lost', () => {
  const ours = fingerprintOfNeighbour(remoteDeal(1, { name: 'Order', mainContactId: ann }))

  test('is known again whatever a robot has set since', () => {
    const theirs = remoteDeal(2, { name: 'order ', price: 7, contactIds: [ann, bob], mainContactId: ann })

    expect(fingerprintOfNeighbour(theirs)).toBe(ours)
  })

  test('is not taken for one of the same name with somebody else', () => {
    expect(fingerprintOfNeighbour(remoteDeal(2, { name: 'Order', contactIds: [bob], mainContactId: bob }))).not.toBe(
      ours,
    )
  })
})
