import { describe, expect, test } from 'vitest'
import { neighbourValue, taskTypeText } from '#renderer/composables/neighbour-words.ts'
import { describeMutation } from '#renderer/composables/mutation-words.ts'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import { toNeighbourId, type ContactId, type FieldId, type RemoteId } from '#shared/domain/ids.ts'
import type { Change } from '#shared/domain/mutation.ts'
import { taskNatures } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { valueIn } from '#shared/sync/neighbour-edits.ts'
import { someNote, someTask } from '#test/support/neighbours.ts'
import { accountId, mutationOf, someDefinition, speakerOf } from './speakers.ts'

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

test('a field of a deal that names goods says them by name; what is not known by number', () => {
  const speaker = speakerOf('en')
  const field = (): FieldDefinition => someDefinition({ id: '57' as FieldId, kind: 'elements' })
  const values = [5, 6].map((element) => ({ value: { catalog_id: 1, catalog_element_id: element } }))

  expect(neighbourValue('custom:57', values, accountId, { ...speaker, names: { ...speaker.names, field } })).toBe(
    'Drill, № 6',
  )
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

describe('what a task is', () => {
  const { fields } = someTask()

  test.each(['en', 'ru'] as const)('is said in a word of its own where the account has no types, in %s', (language) => {
    const said = taskNatures.map((nature) => taskTypeText({ ...fields, nature }, accountId, speakerOf(language)))

    expect(new Set(said).size).toBe(taskNatures.length)
    expect(taskTypeText(fields, accountId, speakerOf(language))).toBe('')
  })

  test('goes by the types of the account where it has some', () => {
    const speaker = speakerOf('en')
    const names = { ...speaker.names, taskType: () => 'Visit' }

    expect(taskTypeText({ ...fields, nature: 'call' }, accountId, { ...speaker, names })).toBe('Visit')
  })

  test.each(['note', 'task'] as const)('a %s that is deleted is named by its words', (kind) => {
    const record = kind === 'note' ? someNote() : someTask()
    const recordId = toNeighbourId(kind, accountId, '7' as RemoteId)
    const edit = { kind: 'value', field: REMOVED, from: valueIn(record, REMOVED), to: true } as const
    const said = describeMutation(mutationOf({ kind: 'edit-neighbour', recordId, edit }), speakerOf('en'))

    expect(said).toContain(record.fields.text)
    expect(said).toMatch(/^Delete/)
  })
})
