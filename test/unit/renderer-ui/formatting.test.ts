import { describe, expect, test } from 'vitest'
import { fromDayText, nearestDay, toDayText } from '#shared/domain/calendar-day.ts'
import { chosenIds, chosenItems, customText, parseNumber } from '#renderer/composables/custom-text.ts'
import { initialsOf } from '#renderer/composables/initials.ts'
import { limitWarning } from '#renderer/composables/limit-warnings.ts'
import { emailWarning, phoneWarning, urlWarning } from '#renderer/composables/soft-warnings.ts'
import { createFormat } from '#renderer/composables/use-format.ts'
import type { Json } from '#shared/domain/contact.ts'
import type { FieldKind } from '#shared/domain/directory.ts'
import { someDefinition, speakerOf } from './speakers.ts'

const HOUR_MS = 3_600_000
const now = new Date(2026, 10, 20, 15, 30).getTime()

describe('createFormat', () => {
  test.each([
    ['now', 'сейчас', now - 20_000],
    ['5 min ago', '5 мин. назад', now - 5 * 60_000],
    ['09:05', '09:05', new Date(2026, 10, 20, 9, 5).getTime()],
    ['yesterday', 'вчера', new Date(2026, 10, 19, 23, 0).getTime()],
    ['3 Mar', '3 мар.', new Date(2026, 2, 3).getTime()],
    ['3 Mar 2024', '3 мар. 2024 г.', new Date(2024, 2, 3).getTime()],
  ])('tells how long ago: %s, %s', (english, russian, at) => {
    const said = [createFormat('en').ago(at, now), createFormat('ru').ago(at, now)]

    expect(said).toEqual([english, russian])
  })
})

describe('nearestDay', () => {
  test.each([-11, -5, 0, 3, 5.5, 11])('finds the day behind a midnight of the zone UTC%i', (offsetHours) => {
    const midnightThere = Date.UTC(1985, 4, 12) - offsetHours * HOUR_MS

    expect(toDayText(midnightThere)).toBe('1985-05-12')
    expect(nearestDay(midnightThere)).toBe(Date.UTC(1985, 4, 12))
  })
})

describe('fromDayText', () => {
  test.each(['1990-01-31', '2024-02-29', '0001-01-01'])('takes %s for that day, wherever this device is', (typed) => {
    expect(fromDayText(typed)).toBe(Date.parse(`${typed}T00:00:00Z`))
    expect(toDayText(fromDayText(typed) ?? 0)).toBe(typed)
  })

  test.each(['', '31.01.1990', '1990-13-45', '2023-02-29'])('refuses "%s"', (typed) => {
    expect(fromDayText(typed)).toBeNull()
  })
})

describe('customText', () => {
  test.each<readonly [FieldKind, readonly Json[], string]>([
    ['text', [], ''],
    ['text', ['Director'], 'Director'],
    ['number', ['1250.5'], '1,250.5'],
    ['money', ['n/a'], 'n/a'],
    ['boolean', [true], 'Yes'],
    ['boolean', [false], 'No'],
    ['date', [Date.UTC(1985, 4, 12)], '12 May 1985'],
    ['choices', ['A', 'B'], 'A, B'],
    ['other', [{ name: 'IP Sokolov', vat_id: '77', empty: null }], 'name: IP Sokolov; vat id: 77'],
    ['other', [[1, ['two']]], '1, two'],
  ])('reads %s %j as "%s"', (kind, values, line) => {
    const { text, format } = speakerOf('en')

    const items = values.map((value) => ({ value }))

    expect(customText(items, kind, text, format)).toBe(line)
  })
})

describe('chosenIds', () => {
  const field = someDefinition({ kind: 'choices', options: [{ id: '1', value: 'A' }, { id: '2', value: 'B' }] }) // prettier-ignore

  test('finds an option by its id though the CRM has worded it anew, else by its words', () => {
    expect(chosenIds([{ value: 'Old A', optionId: '1' }, { value: 'B' }], field)).toEqual(['1', '2'])
  })

  test('goes back to items in the order of the field', () => {
    expect(chosenItems(['2', '1'], field)).toEqual([
      { value: 'A', optionId: '1' },
      { value: 'B', optionId: '2' },
    ])
  })
})

describe('parseNumber', () => {
  test.each([
    ['1 250,50', '1250.50'],
    ['-3', '-3'],
    ['1\u00a0000', '1000'],
    ['', null],
    ['12 rub', null],
  ])('takes "%s" as %s', (typed, number) => {
    expect(parseNumber(typed)).toBe(number)
  })
})

describe('soft warnings', () => {
  test.each([
    ['+7 (912) 345-67-89', null],
    ['8 495 123-45-67 доб. 12', null],
    ['call me', 'card.oddPhone'],
    ['12', 'card.oddPhone'],
    ['', null],
  ])('say of the phone "%s": %s', (value, warning) => {
    expect(phoneWarning(value)).toBe(warning)
  })

  test.each([
    ['anna@example.com', null],
    ['анна@пример.рф', null],
    ['anna@', 'card.oddEmail'],
    ['anna example.com', 'card.oddEmail'],
  ])('say of the e-mail "%s": %s', (value, warning) => {
    expect(emailWarning(value)).toBe(warning)
  })

  test.each([
    ['example.com/path', null],
    ['https://example.com', null],
    ['javascript:alert(1)', 'card.oddUrl'],
    ['no link', 'card.oddUrl'],
  ])('say of the link "%s": %s', (value, warning) => {
    expect(urlWarning(value)).toBe(warning)
  })

  const atMost5 = { kind: 'text', limits: { minLength: 2, maxLength: 5 } } as const
  const upTo100 = { kind: 'number', limits: { min: -1, max: 100 } } as const
  const free = { kind: 'text' } as const
  test.each([
    [atMost5, '', null],
    [atMost5, 'Ян😀яя', null],
    [atMost5, 'Я', 'card.tooShort'],
    [atMost5, 'Яшенька', 'card.tooLong'],
    [upTo100, '100', null],
    [upTo100, '100,5', 'card.tooMuch'],
    [upTo100, '-2', 'card.tooLittle'],
    [free, 'a'.repeat(255), null],
    [free, 'a'.repeat(256), 'card.longLine'],
    [{ kind: 'text', limits: { maxLength: 1_000 } } as const, 'a'.repeat(256), null],
    [{ kind: 'long-text' } as const, 'a'.repeat(10_000), null],
  ])('keep to the form of the CRM: %j "%.8s" %s', (field, value, warning) => {
    expect(limitWarning(value, field)?.key ?? null).toBe(warning)
  })
})

describe('initialsOf', () => {
  test.each([
    ['Anna Petrova', 'AP'],
    ['анна мария ли', 'АЛ'],
    ['  Cher ', 'C'],
    ["<b>Robert'); DROP", 'BD'],
    ['«Ромашка» ООО', 'РО'],
    ['👩‍👩‍👧 Family', '👩‍👩‍👧F'],
    ['ნინო ბერიძე', 'ნბ'],
    ['=+ %', ''],
    ['', ''],
  ])('of "%s" are "%s"', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })
})
