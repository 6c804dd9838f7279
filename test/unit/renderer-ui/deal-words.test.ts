import { describe, expect, test } from 'vitest'
import { isOfContacts, lineOfProblem } from '#renderer/components/deals/deal-problems.ts'
import { readPrice } from '#renderer/components/deals/read-price.ts'
import { describeNeighbourChange } from '#renderer/composables/neighbour-words.ts'
import { toNeighbourId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { memberField } from '#shared/domain/neighbour.ts'
import { someDeal, valueEdit } from '#test/support/neighbours.ts'
import { accountId, speakerOf, stages } from './speakers.ts'

const recordId = toNeighbourId('deal', accountId, '7' as RemoteId)
const anna = 'amo1.5' as ContactId
const say = (edit: ReturnType<typeof valueEdit>) =>
  describeNeighbourChange({ kind: 'edit-neighbour', recordId, edit }, 'Boiler', speakerOf('en'))

describe('what was done to a deal', () => {
  test('is said with its name, its stages by name, its price in the account’s currency, its people by name', () => {
    const record = someDeal({ name: 'Boiler', price: 12_500 })

    expect([
      describeNeighbourChange({ kind: 'create-neighbour', recordId, record }, 'Boiler', speakerOf('en')),
      say(valueEdit('stage', stages.talks, stages.won)),
      say(valueEdit('price', 100, 12_500)),
      say(valueEdit(memberField(anna), false, true)),
      say(valueEdit(memberField(anna), true, false)),
      say(valueEdit('mainContactId', null, anna)),
    ]).toEqual([
      'New deal “Boiler”, €12,500',
      'Deal “Boiler”: Stage: Talks → Won',
      'Deal “Boiler”: Price: €100 → €12,500',
      'Deal “Boiler”: add Anna Petrova',
      'Deal “Boiler”: remove Anna Petrova',
      'Deal “Boiler”: Main contact: empty → Anna Petrova',
    ])
  })
})

describe('readPrice', () => {
  test.each([
    ['12 500', 12_500],
    ['12\u00a0500', 12_500],
    ['', 0],
    ['12,5', null],
    ['-1', null],
    ['a lot', null],
  ])('reads %j as %s', (typed, price) => {
    expect(readPrice(typed)).toBe(price)
  })
})

describe('where a problem of a deal shows', () => {
  test('is its own line, the list of its contacts, or the deal as a whole', () => {
    const refused = (field: `neighbour:${string}`) =>
      ({ kind: 'rejected', field, reason: 'invalid', message: '' }) as const
    const problems = [refused('neighbour:stage'), refused(`neighbour:${memberField(anna)}`), { kind: 'gone' } as const]

    expect(problems.map((problem) => [lineOfProblem(problem), isOfContacts(problem)])).toEqual([
      ['neighbour:stage', false],
      [null, true],
      [null, false],
    ])
  })
})
