import { describe, expect, test } from 'vitest'
import { neighbourValue } from '#renderer/composables/neighbour-words.ts'
import { describeMutation } from '#renderer/composables/mutation-words.ts'
import { toNeighbourId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { Change } from '#shared/domain/mutation.ts'
import { accountId, mutationOf, speakerOf } from './speakers.ts'

const chat = toNeighbourId('chat', accountId, '6cbab3d5-c4c1-46ff-b710-ad59ad10805f' as RemoteId)
const [anna, pyotr, stranger] = ['amo1.31', 'amo1.32', 'amo1.33'] as unknown as readonly [
  ContactId,
  ContactId,
  ContactId,
]
const given = (from: ContactId | null): Change => ({
  kind: 'edit-neighbour',
  recordId: chat,
  edit: { kind: 'value', field: 'aboutId', from, to: anna },
})

describe('a chat in words', () => {
  test('is bound, or moved from whoever had it', () => {
    const say = (from: ContactId | null, language: 'en' | 'ru') =>
      describeMutation(mutationOf(given(from)), speakerOf(language))

    expect([say(null, 'en'), say(pyotr, 'en'), say(pyotr, 'ru')]).toEqual([
      'Chat 6cbab3d5 bound to Anna Petrova',
      'Chat 6cbab3d5 moved from Пётр Ли to Anna Petrova',
      'Чат 6cbab3d5 переносится от контакта Пётр Ли к контакту Anna Petrova',
    ])
  })

  test('is with somebody by name, with somebody who is not here, or with nobody', () => {
    const say = (value: ContactId | null) => neighbourValue('aboutId', value, accountId, speakerOf('en'))

    expect([say(pyotr), say(stranger), say(null)]).toEqual(['Пётр Ли', 'unknown', 'nobody'])
  })
})

describe('a task that is done, in words', () => {
  const task = toNeighbourId('task', accountId, '7' as RemoteId)
  const say = (from: string | null, to: string | null, language: 'en' | 'ru' = 'en') =>
    describeMutation(
      mutationOf({
        kind: 'edit-neighbour',
        recordId: task,
        edit: { kind: 'value', field: 'doneWith', from, to },
      }),
      speakerOf(language),
    )

  test('says what came of it, where somebody has said so', () => {
    expect([say(null, ''), say(null, 'Sold two'), say('', 'Sold', 'ru'), say('Sold', null)]).toEqual([
      'Complete a task for Anna Petrova',
      'Complete a task for Anna Petrova: Sold two',
      'Anna Petrova: задача: Результат: пусто → Sold',
      'Reopen a task for Anna Petrova',
    ])
  })

  test('has a result or is just done, as a value', () => {
    const value = (result: string | null) => neighbourValue('doneWith', result, accountId, speakerOf('en'))

    expect([value('Sold'), value(''), value(null)]).toEqual(['done: Sold', 'done', 'open'])
  })
})
