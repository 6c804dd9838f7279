import { describe, expect, test } from 'vitest'
import {
  isMarkerGone,
  toMarkerOptions,
  toMarkerValue,
  toMarkerWish,
  withChosen,
  type MarkerOffer,
} from '#renderer/composables/marker-options.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { speakerOf } from './speakers.ts'

const field = (id: string) => ({ id: id as FieldId, name: `Поле ${id}` })
const offerOf = (part: Partial<MarkerOffer> = {}): MarkerOffer => ({
  chosen: { kind: 'none' },
  fields: [field('7'), field('8')],
  making: 'possible',
  ...part,
})
const namesOf = (offer: MarkerOffer) => toMarkerOptions(offer, speakerOf('ru').text).map(({ name }) => name)

describe('the choice of a field for keys', () => {
  test('offers none, a field of its own, and the text fields that are there', () => {
    expect(namesOf(offerOf())).toEqual([
      'Без ключа',
      'Создать поле «Kartoteka ID»',
      'В поле «Поле 7»',
      'В поле «Поле 8»',
    ])
  })

  test.each(['not-admin', 'made'] as const)('does not offer to make a field when it is %s', (making) => {
    expect(namesOf(offerOf({ making }))).toEqual(['Без ключа', 'В поле «Поле 7»', 'В поле «Поле 8»'])
  })

  test('still shows as chosen what is there no longer, and says that it is gone', () => {
    const offer = offerOf({ chosen: { kind: 'field', fieldId: '9' as FieldId } })

    const ids = toMarkerOptions(offer, speakerOf('en').text).map(({ id }) => id)

    expect([ids.includes(toMarkerValue(offer.chosen)), isMarkerGone(offer), isMarkerGone(offerOf())]).toEqual([
      true,
      true,
      false,
    ])
  })

  test('means by each of its values what it says', () => {
    const wishes = toMarkerOptions(offerOf(), speakerOf('en').text).map(({ id }) => toMarkerWish(id))

    expect(wishes).toEqual([
      { kind: 'none' },
      { kind: 'new' },
      { kind: 'field', fieldId: '7' },
      { kind: 'field', fieldId: '8' },
    ])
  })

  test('is what was chosen although the CRM could not be asked again, a field made for it included', () => {
    const [old, made] = [field('7').id, 'new' as FieldId]

    const offers = [old, made].map((fieldId) => withChosen(offerOf(), { kind: 'field', fieldId }))

    expect(offers.map(isMarkerGone)).toEqual([false, false])
    expect(offers.map(namesOf).map((names) => names.includes('В поле «Kartoteka ID»'))).toEqual([false, true])
  })
})
