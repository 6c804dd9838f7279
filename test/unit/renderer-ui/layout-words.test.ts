import { describe, expect, test } from 'vitest'
import { layoutId, type LayoutScope, type LayoutSection } from '#shared/domain/layout.ts'
import { describeMutation } from '#renderer/composables/mutation-words.ts'
import { neighbourFieldLabel, neighbourValue } from '#renderer/composables/neighbour-words.ts'
import { accountId, mutationOf, speakerOf } from './speakers.ts'

const element = { isAlwaysShown: false, options: {} }
const sections: readonly LayoutSection[] = [
  {
    ...{ name: 'a', title: 'Связь' },
    elements: [
      { ...element, field: 'phones' },
      { ...element, field: 'foreign:PHOTO' },
    ],
  },
  { name: 'b', title: 'Прочее', elements: [] },
]

describe('words about layouts', () => {
  test.each([
    ['own', 'sections', sections, 'Your layout of the contact card changed', 'Изменён ваш вид карточки контакта'],
    [
      ...(['own', 'sections', null] as const),
      'Your layout of the contact card goes: what everybody has counts',
      'Ваш вид карточки контакта удалён: действует общий',
    ],
    [
      ...(['common', 'sections', sections] as const),
      'The layout of the contact card changed for everybody',
      'Изменён общий вид карточки контакта',
    ],
    [
      ...(['common', 'sections', null] as const),
      'The layout of the contact card for everybody goes back to the CRM’s default',
      'Общий вид карточки контакта возвращён к виду CRM по умолчанию',
    ],
    [
      ...(['common', 'isForced', true] as const),
      'Everybody gets the common layout of the contact card',
      'Все получают общий вид карточки контакта',
    ],
  ] satisfies readonly (readonly [LayoutScope, string, unknown, string, string])[])(
    'say what was done to the %s layout: %s',
    (scope, field, to, english, russian) => {
      const recordId = layoutId(accountId, 'contact', scope)
      const edit = { kind: 'value', field, from: null, to: to as never } as const
      const mutation = mutationOf({ kind: 'edit-neighbour', recordId, edit }, '')

      expect([describeMutation(mutation, speakerOf('en')), describeMutation(mutation, speakerOf('ru'))]).toEqual([
        english,
        russian,
      ])
    },
  )

  test('tell a layout by its sections and their fields, as both sides of a question', () => {
    const speaker = speakerOf('en')

    expect(neighbourValue('sections', sections as never, accountId, speaker)).toBe('Связь (Phone, PHOTO); Прочее')
    expect(neighbourValue('sections', null, accountId, speaker)).toBe('the CRM’s default')
    expect(neighbourFieldLabel('sections', accountId, speaker)).toBe('Layout')
  })
})
