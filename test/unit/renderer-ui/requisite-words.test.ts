import { describe, expect, test } from 'vitest'
import { describeMutation, fieldLabel, type Speaker } from '#renderer/composables/mutation-words.ts'
import { neighbourValue } from '#renderer/composables/neighbour-words.ts'
import { toNeighbourId, type RemoteId } from '#shared/domain/ids.ts'
import type { NeighbourEdit } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { addressLineField, requisiteValueField, type RequisiteForm } from '#shared/domain/requisite.ts'
import { accountId, mutationOf, speakerOf } from './speakers.ts'

const form: RequisiteForm = {
  templates: [
    {
      ...{ id: '1', name: 'Firm', isActive: true, hasAddresses: true },
      lines: [{ name: 'RQ_INN', title: 'Tax ID', kind: 'text' }],
    },
  ],
  addressTypes: [{ id: '6', name: 'Legal address' }],
  addressLines: ['CITY'],
}

const speaking = (language: 'en' | 'ru', known: RequisiteForm | null = form): Speaker => {
  const speaker = speakerOf(language)
  return { ...speaker, names: { ...speaker.names, requisites: () => known } }
}

const recordId = toNeighbourId('requisite', accountId, '5' as RemoteId)
const edit = (field: string, from: NeighbourEdit['from'], to: NeighbourEdit['to'], language: 'en' | 'ru' = 'en') =>
  describeMutation(
    mutationOf({ kind: 'edit-neighbour', recordId, edit: { kind: 'value', field, from, to } }),
    speaking(language),
  )

describe('requisites in words', () => {
  test('are changed line by line, by the names that the CRM has for them', () => {
    expect([
      edit(requisiteValueField('RQ_INN'), '', '77'),
      edit(addressLineField('6', 'CITY'), 'Omsk', 'Kazan', 'ru'),
      edit('name', 'Firm', 'Main'),
    ]).toEqual([
      'Requisites of Anna Petrova: Tax ID: empty → 77',
      'Anna Petrova: реквизиты: Legal address: Город: Omsk → Kazan',
      'Requisites of Anna Petrova: Name: Firm → Main',
    ])
  })

  test('are taken away with what was seen of them', () => {
    const seen = { name: 'Firm', values: { RQ_INN: '77' }, addresses: { 6: { CITY: 'Omsk' } } }

    expect(edit(REMOVED, seen, true)).toBe('Remove requisites of Anna Petrova: Firm, 77, Omsk')
    expect(neighbourValue(REMOVED, true, accountId, speaking('en'))).toBe('deleted')
  })

  test('have names where nobody knows what the CRM calls them', () => {
    const label = (field: string) => fieldLabel(`neighbour:${field}`, accountId, speaking('en', null))

    expect([label(requisiteValueField('RQ_KPP')), label(addressLineField('9', 'CITY'))]).toEqual([
      'KPP',
      'Address: City',
    ])
  })
})
