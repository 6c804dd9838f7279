import { describe, expect, test } from 'vitest'
import { complaintCodes } from '#demo-crm/amocrm/answers.ts'
import { fieldOfProblem } from '#renderer/components/card/problem-field.ts'
import { besideText, problemText } from '#renderer/composables/problem-words.ts'
import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { accountId, speakerOf } from './speakers.ts'

const rejected = (part: Partial<Problem & { kind: 'rejected' }>): Problem => ({
  kind: 'rejected',
  field: `custom:${'55' as FieldId}`,
  reason: 'NotSupportedChoice',
  message: 'The value you selected is not a valid choice.',
  ...part,
})
const doubtful: Problem = { kind: 'doubtful', candidates: ['1', '2'] as unknown as readonly RemoteId[] }

describe('besideText', () => {
  const seen = [{ remoteId: '12' as RemoteId, name: 'Поставка', phone: '', email: '' }]

  test.each<[string, Problem, RegExp | null]>([
    ['of what is gone', { kind: 'gone' }, /^В CRM этого больше нет/],
    ['of what may lie in the trash', doubtful, /в корзине CRM/],
    ['of what is like it by its name and number', { ...doubtful, seen }, /могло быть этим.*: Поставка \(№ 12\)\. /],
    ['nothing of a refusal', rejected({}), null],
  ])('says %s', (_what, problem, words) => {
    const said = besideText(problem, speakerOf('ru'))

    if (words === null) expect(said).toBeNull()
    else expect(said).toMatch(words)
  })
})

describe('problemText', () => {
  test('names the field and the reason of a refusal', () => {
    expect(problemText(rejected({}), accountId, speakerOf('en'), false)).toBe(
      'The CRM refused the field “Source”: the value is not one of those allowed',
    )
  })

  test('leaves the name of the field out beside the field', () => {
    expect(problemText(rejected({}), accountId, speakerOf('en'), true)).toBe(
      'The CRM refused this: the value is not one of those allowed',
    )
  })

  test('says of a chat that it is none of ours, not that it is in no list', () => {
    expect(problemText(rejected({ field: 'neighbour:chat' }), accountId, speakerOf('ru'), true)).toBe(
      'CRM отказала: такого чата нет, или он из канала другой интеграции',
    )
  })

  test('says of several fields what is wrong with each, a line for one', () => {
    const other = { field: 'lastName', reason: 'NotBlank', message: '' } as const
    expect(problemText(rejected({ others: [other] }), accountId, speakerOf('en'), false)).toBe(
      'The CRM refused the field “Source”: the value is not one of those allowed\n' +
        'The CRM refused the field “Last name”: a value is required',
    )
  })

  test.each([
    ['vat_id', 'The CRM refused this: “Tax number (INN)” – the value is not one of those allowed'],
    ['anna_p', 'The CRM refused this: “anna_p” – the value is not one of those allowed'],
  ])('says which part of a field was refused: %s', (part, words) => {
    expect(problemText(rejected({ part }), accountId, speakerOf('en'), true)).toBe(words)
  })

  test.each([
    ['en', 'Too odd', 'The CRM refused this: in its own words “Too odd”'],
    ['ru', 'Too odd', 'CRM отказала: дословно «Too odd»'],
    ['ru', '', 'CRM отказала: дословно «Odd»'],
  ] as const)('quotes a reason that nobody has met (%s): %s', (language, message, words) => {
    expect(problemText(rejected({ reason: 'Odd', message }), accountId, speakerOf(language), true)).toBe(words)
  })

  test.each(complaintCodes)('has words of its own for what a CRM calls %s, in each language', (reason) => {
    const [en, ru] = (['en', 'ru'] as const).map((language) =>
      problemText(rejected({ reason, message: 'As the vendor says' }), accountId, speakerOf(language), true),
    )

    expect(en).toMatch(/^The CRM refused this: [^“]+$/)
    expect(ru).toMatch(/^CRM отказала: [^«]+$/)
    expect(`${en} ${ru}`).not.toContain('As the vendor says')
  })

  test('counts the candidates of a doubtful create', () => {
    expect(problemText(doubtful, accountId, speakerOf('ru'), false)).toContain('2 похожих')
  })
})

describe('fieldOfProblem', () => {
  test('is the field of a refusal, and the whole card for what has none', () => {
    expect([fieldOfProblem(rejected({ field: 'phones' })), fieldOfProblem(doubtful)]).toEqual(['phones', null])
  })
})
