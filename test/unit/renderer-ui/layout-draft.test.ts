import { describe, expect, test } from 'vitest'
import { firstLayout, placesOf, planCard, toElement } from '#renderer/composables/card-places.ts'
import * as steps from '#renderer/composables/layout-draft.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import type { LayoutSection, PlacedField } from '#shared/domain/layout.ts'

const section = (name: string, ...fields: readonly PlacedField[]): LayoutSection => ({
  ...{ name, title: name.toUpperCase() },
  elements: fields.map(toElement),
})
const shape = (draft: steps.LayoutDraft) =>
  draft.map(({ name, elements }) => [name, ...elements.map(({ field }) => field)])

const two: steps.LayoutDraft = [section('a', 'firstName', 'phones'), section('b', 'emails', 'foreign:PHOTO')]
const post: PlacedField = `custom:${'POST' as FieldId}`

describe('planCard', () => {
  test('puts fields where the layout has them, and all others under "more"', () => {
    const places: readonly PlacedField[] = ['firstName', 'lastName', 'phones', 'emails', post]

    expect(planCard(two, places)).toEqual({
      sections: [
        { name: 'a', title: 'A', fields: ['firstName', 'phones'] },
        { name: 'b', title: 'B', fields: ['emails'] },
      ],
      more: ['lastName', post],
    })
  })

  test('leaves out sections in which nothing of ours stands', () => {
    expect(planCard([section('c', 'foreign:PHOTO'), section('d')], ['firstName'])).toEqual({
      ...{ sections: [], more: ['firstName'] },
    })
  })
})

describe('firstLayout', () => {
  test('begins with what every contact has, and the fields of the CRM after it', () => {
    const places = placesOf([{ id: 'POST' as FieldId }], { tags: true })

    expect(shape(firstLayout(places, { main: 'Main', other: 'Other' }))).toEqual([
      ['main', 'firstName', 'lastName', 'phones', 'emails', 'company', 'tags', 'responsible'],
      ['additional', post],
    ])
  })
})

describe('steps of a layout', () => {
  test.each([
    [
      'down within its section',
      'firstName',
      1,
      [
        ['a', 'phones', 'firstName'],
        ['b', 'emails', 'foreign:PHOTO'],
      ],
    ],
    [
      'down out of its section',
      'phones',
      1,
      [
        ['a', 'firstName'],
        ['b', 'phones', 'emails', 'foreign:PHOTO'],
      ],
    ],
    [
      'up out of its section',
      'emails',
      -1,
      [
        ['a', 'firstName', 'phones', 'emails'],
        ['b', 'foreign:PHOTO'],
      ],
    ],
    [
      'nowhere at the very top',
      'firstName',
      -1,
      [
        ['a', 'firstName', 'phones'],
        ['b', 'emails', 'foreign:PHOTO'],
      ],
    ],
    [
      'nowhere at the very end',
      'foreign:PHOTO',
      1,
      [
        ['a', 'firstName', 'phones'],
        ['b', 'emails', 'foreign:PHOTO'],
      ],
    ],
  ] as const)('take a field %s', (_where, field, step, expected) => {
    expect(shape(steps.stepField(two, field, step))).toEqual(expected)
  })

  test('place a field with its settings, from another section or from out of sight', () => {
    const kept = { field: 'phones', isAlwaysShown: true, options: { defaultCountry: 'GB' } } as const
    const draft = [{ ...section('a'), elements: [kept] }, section('b', 'emails')]

    const moved = steps.placeField(steps.placeField(draft, 'phones', { section: 1, at: 0 }), post, {
      section: 0,
      at: 0,
    })

    expect(moved.map(({ elements }) => elements)).toEqual([[toElement(post)], [kept, toElement('emails')]])
  })

  test('remove a section: our fields go out of sight, those of the CRM alone move to a neighbour', () => {
    expect(shape(steps.removeSection(two, 1))).toEqual([['a', 'firstName', 'phones', 'foreign:PHOTO']])
    expect(shape(steps.removeSection(two, 0))).toEqual([['b', 'emails', 'foreign:PHOTO']])
  })

  test('put sections into another order, rename and add them; a title without letters is not taken', () => {
    const draft = steps.renameSection(steps.addSection(steps.stepSection(two, 1, -1), 'c', ''), 0, ' Почта ')

    expect(shape(draft).map(([name]) => name)).toEqual(['b', 'a', 'c'])
    expect(steps.isTakable(draft)).toBe(false)
    expect(steps.toSaved(steps.renameSection(draft, 2, 'C')).map(({ title }) => title)).toEqual(['Почта', 'A', 'C'])
    expect(steps.isTakable(steps.renameSection(draft, 2, 'C'))).toBe(true)
    expect(steps.isTakable([])).toBe(false)
  })
})
