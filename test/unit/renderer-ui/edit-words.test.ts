import { describe, expect, test } from 'vitest'
import { decisionText } from '#renderer/composables/decision-words.ts'
import { editWords } from '#renderer/composables/edit-words.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { CompanyId, FieldId, UserId } from '#shared/domain/ids.ts'
import { accountId, speakerOf } from './speakers.ts'

const [acme, vector] = ['amo1.7', 'amo1.8'] as CompanyId[]
const edits: readonly (readonly [FieldEdit, string, string])[] = [
  [{ kind: 'set', field: 'lastName', from: '', to: 'Lee' }, 'Last name: empty → Lee', 'Фамилия: пусто → Lee'],
  [{ kind: 'tag', op: 'remove', tag: 'vip' }, 'Tags: − vip', 'Теги: − vip'],
  [
    { kind: 'responsible', from: 'amo1.1' as UserId, to: null },
    'Responsible: Ivan Orlov → empty',
    'Ответственный: Ivan Orlov → пусто',
  ],
  [
    { kind: 'company', from: acme ?? null, to: vector ?? null, exclusive: true },
    'Company: Acme → Вектор',
    'Компания: Acme → Вектор',
  ],
  [
    { kind: 'point', field: 'phones', at: 0, from: null, to: { value: '+7', kind: 'work' } },
    'Phone: added +7',
    'Телефон: добавлено: +7',
  ],
  [
    { kind: 'custom', fieldId: '56' as FieldId, from: [], to: [{ value: Date.UTC(2024, 4, 9) }] },
    'Birthday: empty → 9 May 2024',
    'Birthday: пусто → 9 мая 2024 г.',
  ],
]

const say = (edit: FieldEdit, language: 'en' | 'ru') => {
  const { field, change } = editWords(edit, accountId, speakerOf(language))
  return `${field}: ${change}`
}

describe('editWords', () => {
  test.each(edits)('says what an edit did, without the contact: %o', (edit, english, russian) => {
    expect([say(edit, 'en'), say(edit, 'ru')]).toEqual([english, russian])
  })
})

describe('decisionText', () => {
  test('names the contact of one decision and counts several', () => {
    const { text } = speakerOf('ru')

    expect([decisionText('theirs', 1, 'Анна', text), decisionText('theirs', 5, 'Анна', text)]).toEqual([
      'Взято из CRM: Анна',
      'Взято из CRM в 5 полях',
    ])
  })
})
