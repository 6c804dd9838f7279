import { describe, expect, test } from 'vitest'
import type { FieldDefinition, FieldKind, User } from '#shared/domain/directory.ts'
import type { AccountId, FieldId, UserId } from '#shared/domain/ids.ts'
import { kindOfColumn, matchColumns } from '#renderer/import/match-columns.ts'
import { readCustom } from '#renderer/import/read-custom.ts'
import { dayOrderOf, readDay, readMoment } from '#renderer/import/read-day.ts'
import { readLine, type ImportPlan } from '#renderer/import/read-line.ts'
import { reviewLines } from '#renderer/import/review-lines.ts'

const accountId = 'amo1' as AccountId
const field = (id: string, name: string, kind: FieldKind, options: readonly string[] = []): FieldDefinition => ({
  ...{ id: id as FieldId, accountId, name, kind, sort: 0, isReadOnly: false },
  options: options.map((value, at) => ({ id: String(at), value })),
})
const anna: User = { id: 'amo1.1' as UserId, accountId, name: 'Анна Орлова', isActive: true }
const definitions = [field('1', 'Должность', 'text'), field('2', 'Повод', 'date'), field('3', 'Оценка', 'number')]

function planFor(header: readonly string[]): ImportPlan {
  const targets = matchColumns(header, definitions)
  const columns = header.map((name, at) => ({ name, target: targets[at] ?? 'none', dayOrder: 'day-first' }) as const)
  return { columns, definitions, users: [anna], phoneKinds: ['work', 'mobile'], emailKinds: ['work'], responsibleId: null, tags: ['выставка'] } // prettier-ignore
}
const read = (header: readonly string[], cells: readonly string[], line = 2) =>
  readLine({ line, cells, isBroken: false }, planFor(header))

describe('columns', () => {
  test.each([
    [
      ['Имя', 'Фамилия', 'Мобильный телефон', 'E-mail'],
      ['firstName', 'lastName', 'phones', 'emails'],
    ],
    [
      ['Имя', 'Рабочий телефон', 'Телефон 2'],
      ['name', 'phones', 'phones'],
    ],
    [
      ['Full Name', 'Phone 1 - Value', 'E-mail 1 - Value', 'Company'],
      ['name', 'phones', 'emails', 'company'],
    ],
    [
      ['ФИО', 'ДОЛЖНОСТЬ', 'Повод', 'Знак зодиака'],
      ['name', 'custom:1', 'custom:2', 'none'],
    ],
    [
      ['Компания', 'Организация', 'Теги', 'Ответственный'],
      ['company', 'none', 'tags', 'responsible'],
    ],
  ])('%j are known by their names', (header, targets) => {
    expect(matchColumns(header, definitions)).toEqual(targets)
  })

  test('say of which kind their phones are, where the CRM has that kind', () => {
    expect(kindOfColumn('Мобильный', ['work', 'mobile'])).toBe('mobile')
    expect(kindOfColumn('Домашний телефон', ['work', 'mobile'])).toBe('work')
  })
})

describe('a day', () => {
  test.each([
    ['21.11.2026', '2026-11-21'],
    ['1.2.2026 г.', '2026-02-01'],
    ['2026-11-21', '2026-11-21'],
    ['21 ноября 2026 г.', '2026-11-21'],
    ['5 мая 2026', '2026-05-05'],
    ['November 21, 2026', '2026-11-21'],
    ['21 Nov 2026', '2026-11-21'],
    ['3/4/2026', '2026-04-03'],
    ['31.04.2026', null],
    ['21.11.26', null],
    ['21 листопада 2026', null],
    ['скоро', null],
  ])('%s is %s', (typed, day) => {
    expect(readDay(typed, 'day-first')).toBe(day)
  })

  test('with slashes is read as the column shows by a date that can be read in one way alone', () => {
    expect(dayOrderOf(['3/4/2026', '12/31/2026'], 'day-first')).toBe('month-first')
    expect(dayOrderOf(['3/4/2026', '31/12/2026 10:00'], 'month-first')).toBe('day-first')
    expect(dayOrderOf(['3/4/2026'], 'month-first')).toBe('month-first')
    expect(readDay('3/4/2026', 'month-first')).toBe('2026-03-04')
  })

  test('has a time of day beside it', () => {
    expect(readMoment('21.11.2026 9:30', 'day-first')).toBe('2026-11-21T09:30')
    expect(readMoment('21.11.2026', 'day-first')).toBe('2026-11-21T00:00')
    expect(readMoment('21.11.2026 25:00', 'day-first')).toBeNull()
  })
})

describe('a field of the account', () => {
  const sizes = ['Малый', 'Средний, большой']
  test.each([
    ['number', [], '1 200,5', { items: [{ value: '1200.5' }] }],
    ['number', [], 'много', { fault: 'number' }],
    ['boolean', [], 'Да', { items: [{ value: true }] }],
    ['boolean', [], 'no', { items: [{ value: false }] }],
    ['boolean', [], 'может быть', { fault: 'yes-no' }],
    ['choice', sizes, 'малый', { items: [{ value: 'Малый', optionId: '0' }] }],
    ['choice', sizes, 'огромный', { fault: 'option' }],
    ['choices', sizes, 'Средний, большой', { items: [{ value: 'Средний, большой', optionId: '1' }] }],
    [
      'choices',
      ['а', 'б'],
      'б, а',
      {
        items: [
          { value: 'б', optionId: '1' },
          { value: 'а', optionId: '0' },
        ],
      },
    ],
    ['choices', ['а', 'б'], 'б; в', { fault: 'option' }],
    ['texts', [], 'раз; два', { items: [{ value: 'раз' }, { value: 'два' }] }],
    ['date', [], '30.02.2026', { fault: 'date' }],
    ['date', [], '21.11.2026', { items: [{ value: new Date('2026-11-21T00:00').getTime() }] }],
    ['text', [], 'как есть', { items: [{ value: 'как есть' }] }],
  ] as const)('of kind %s with options %j takes "%s"', (kind, options, typed, expected) => {
    expect(readCustom(typed, field('9', 'Поле', kind, options), 'day-first')).toEqual(expected)
  })

  test('of several days takes all that stand in it, or says that one is none', () => {
    const days = { ...field('9', 'Поле', 'date', []), isMultiple: true }
    const at = (text: string) => ({ value: new Date(`${text}T00:00`).getTime() })

    expect(readCustom('21.11.2026; 22.11.2026', days, 'day-first')).toEqual({
      items: [at('2026-11-21'), at('2026-11-22')],
    })
    expect(readCustom('21.11.2026; потом', days, 'day-first')).toEqual({ fault: 'date' })
  })
})

describe('a line', () => {
  test('becomes a contact with several phones in a cell, a company by its name, and the tags for all', () => {
    const header = [
      'Имя',
      'Фамилия',
      'Моб. телефон',
      'Телефон',
      'Почта',
      'Компания',
      'Теги',
      'Ответственный',
      'Должность',
    ]
    const cells = [' Олег ', 'Иванов', '+7 900 1; +7 900 2', '+7 900 1', 'a@b.ru c@d.ru', 'Ромашка', 'VIP, Выставка', 'анна орлова', 'Директор'] // prettier-ignore

    const { draft, faults } = read(header, cells)

    expect(faults).toEqual([])
    expect(draft).toEqual({
      companyName: 'Ромашка',
      fields: {
        ...{ name: 'Олег Иванов', firstName: 'Олег', lastName: 'Иванов', companyIds: [], responsibleId: anna.id },
        phones: [{ value: '+7 900 1', kind: 'mobile' }, { value: '+7 900 2', kind: 'mobile' }], // prettier-ignore
        emails: [{ value: 'a@b.ru', kind: 'work' }, { value: 'c@d.ru', kind: 'work' }], // prettier-ignore
        tags: ['выставка', 'VIP'],
        custom: { '1': [{ value: 'Директор' }] },
      },
    })
  })

  test('tells every fault that it has, each with its column and the words that make no sense', () => {
    const { faults } = read(['ФИО', 'Повод', 'Оценка', 'Ответственный'], ['Олег', 'скоро', 'пять', 'Кто-то', 'лишнее'])

    expect(faults).toEqual([
      { column: 1, kind: 'date', typed: 'скоро' },
      { column: 2, kind: 'number', typed: 'пять' },
      { column: 3, kind: 'user', typed: 'Кто-то' },
      { column: 4, kind: 'beyond', typed: 'лишнее' },
    ])
  })

  test('by which nobody could be found again is faulty', () => {
    expect(read(['ФИО', 'Должность'], ['', 'Директор']).faults).toEqual([{ column: null, kind: 'nobody', typed: '' }])
  })

  test('with an odd phone or e-mail is taken, and said to be odd', () => {
    const { faults, odd } = read(['ФИО', 'Телефон', 'Почта'], ['Олег', '12', 'олег собака'])

    expect(faults).toEqual([])
    expect(odd).toEqual(['12', 'олег собака'])
  })
})

describe('a review', () => {
  test('tells what is new from what is here already, what is an earlier line again, and what is faulty', () => {
    const header = ['ФИО', 'Телефон', 'Почта', 'Оценка']
    const lines = [
      read(header, ['Анна', '8 (900) 111-22-33', '', ''], 2),
      read(header, ['Олег', '', 'OLEG@b.ru', ''], 3),
      read(header, ['Ира', '+7 900 444-55-66', '', ''], 4),
      read(header, ['Ирина', '8 900 444-55-66', '', ''], 5),
      read(header, ['Яна', '', '', 'пять'], 6),
    ]

    const { fresh, alike, faulty } = reviewLines(lines, new Map([['9001112233', 'Анна О.'], ['oleg@b.ru', 'Олег Б.']])) // prettier-ignore

    expect(fresh.map(({ line }) => line)).toEqual([4])
    expect(alike.map(({ read: { line }, name, earlier }) => [line, name, earlier])).toEqual([
      [2, 'Анна О.', null],
      [3, 'Олег Б.', null],
      [5, 'Ира', 4],
    ])
    expect(faulty.map(({ line }) => line)).toEqual([6])
  })
})
