import { describe, expect, test } from 'vitest'
import { DealIndex, type DealEntry } from '#renderer/search/deal-index.ts'
import { noDealFilters, pipelineKey, stageKey, tagKey, type DealQuery } from '#renderer/search/deal-query.ts'
import { toEntityId, toStageId, type AccountId, type RemoteId, type UserId } from '#shared/domain/ids.ts'
import { accountId } from '#test/support/contacts.ts'
import { dealId } from '#test/support/neighbours.ts'

const [talks, won] = [toStageId('1', '11'), toStageId('1', '142')]
const [ivan, mary] = ['1', '2'].map((id) => toEntityId<UserId>(accountId, id as RemoteId))

const someEntry = (n: number, part: Partial<DealEntry> = {}): DealEntry => ({
  id: dealId(n),
  accountId,
  name: `Deal ${n}`,
  price: n,
  stage: talks,
  responsibleId: null,
  contacts: [],
  company: '',
  tags: [],
  updatedAt: n,
  ...part,
})

const byName = { by: 'name', direction: 'asc' } as const
const someQuery = (part: Partial<DealQuery> = {}): DealQuery => ({
  kind: 'deal',
  ...{ text: '', filters: noDealFilters, sort: byName },
  ...part,
})

function someIndex(...entries: DealEntry[]): DealIndex {
  const index = new DealIndex('en')
  index.put(entries)
  return index
}
const found = (index: DealIndex, query: Partial<DealQuery>) => index.find(someQuery(query)).ids

describe('the index of deals', () => {
  test('finds deals that have one of several tags, each in its account, and counts them', () => {
    const other = 'acc2' as AccountId
    const index = someIndex(
      someEntry(1, { tags: ['wholesale', 'urgent'] }),
      someEntry(2, { tags: ['retail sale'] }),
      someEntry(3, { accountId: other, tags: ['wholesale'] }),
      someEntry(4),
    )
    const tags = [tagKey(accountId, 'wholesale'), tagKey(accountId, 'retail sale')]

    const { ids, counts } = index.find(someQuery({ filters: { ...noDealFilters, tags } }))

    expect(ids).toEqual([dealId(1), dealId(2)])
    expect(Object.fromEntries(counts.tags)).toEqual({
      [tagKey(accountId, 'wholesale')]: 1,
      [tagKey(accountId, 'urgent')]: 1,
      [tagKey(accountId, 'retail sale')]: 1,
      [tagKey(other, 'wholesale')]: 1,
    })
  })

  test('finds by parts of the name, of any contact and of the company, all words needed', () => {
    const index = someIndex(
      someEntry(1, { name: 'Boiler', contacts: ['Anna Petrova', 'Олег Ким'], company: 'Vector' }),
      someEntry(2, { name: 'Boiler repair' }),
    )

    expect(['boil', 'petr', 'ким', 'vect', 'boiler ким', 'repair ким'].map((text) => found(index, { text }))).toEqual([
      [dealId(1), dealId(2)],
      ...[[dealId(1)], [dealId(1)], [dealId(1)], [dealId(1)], []],
    ])
  })

  test('narrows by stage, pipeline, responsible and account; of several values one is enough', () => {
    const other = 'amo2' as AccountId
    const index = someIndex(
      someEntry(1, { stage: talks, responsibleId: ivan ?? null }),
      someEntry(2, { stage: won, responsibleId: mary ?? null }),
      someEntry(3, { stage: talks, accountId: other }),
    )
    const filter = (part: Partial<DealQuery['filters']>) => found(index, { filters: { ...noDealFilters, ...part } })

    expect([
      filter({ stages: [stageKey(accountId, talks)] }),
      filter({ stages: [stageKey(accountId, talks), stageKey(accountId, won)] }),
      filter({ pipelines: [pipelineKey(other, '1')] }),
      filter({ responsibles: mary === undefined ? [] : [mary] }),
      filter({ accountId: other }),
    ]).toEqual([[dealId(1)], [dealId(1), dealId(2)], [dealId(3)], [dealId(2)], [dealId(3)]])
  })

  test('counts what each filter would leave, whatever else is chosen', () => {
    const index = someIndex(someEntry(1), someEntry(2, { stage: won }), someEntry(3))
    const filters = { ...noDealFilters, stages: [stageKey(accountId, won)] }

    const { counts } = index.find(someQuery({ filters }))

    expect([...counts.stages]).toEqual([
      [stageKey(accountId, talks), 2],
      [stageKey(accountId, won), 1],
    ])
  })

  test('sorts by the place of the stage, by price and by people, either way; equals by name', () => {
    const index = someIndex(
      someEntry(1, { name: 'C', stage: won, price: 5, contacts: ['Zoe'] }),
      someEntry(2, { name: 'B', price: 5, contacts: ['Anna'] }),
      someEntry(3, { name: 'A', price: 9 }),
    )
    index.rename({
      stageRanks: new Map([
        [stageKey(accountId, talks), 0],
        [stageKey(accountId, won), 1],
      ]),
      users: new Map(),
    })
    const sorted = (by: DealQuery['sort']['by'], direction: 'asc' | 'desc') => found(index, { sort: { by, direction } })

    expect([sorted('stage', 'asc'), sorted('price', 'desc'), sorted('contact', 'asc')]).toEqual([
      [dealId(3), dealId(2), dealId(1)],
      [dealId(3), dealId(1), dealId(2)],
      // Deals without anybody come last.
      [dealId(2), dealId(1), dealId(3)],
    ])
  })

  test('shows what was put in later, and no more what was taken out', () => {
    const index = someIndex(someEntry(1), someEntry(2))

    index.put([someEntry(1, { name: 'Renamed' })])
    index.remove([dealId(2)])

    expect([found(index, { text: 'renamed' }), found(index, { text: 'deal' }), index.size]).toEqual([
      [dealId(1)],
      [],
      1,
    ])
  })
})
