import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, encodeText } from '#renderer/search/byte-text.ts'
import { rowsOf, createBits } from '#renderer/search/bitmap.ts'
import { MailWords } from '#renderer/search/mail-words.ts'
import { NameCollation } from '#renderer/search/name-collation.ts'
import { PostingLists } from '#renderer/search/posting-lists.ts'
import { RankOrder } from '#renderer/search/rank-order.ts'
import { sortByTime } from '#renderer/search/sort-by-time.ts'
import { TextPool } from '#renderer/search/text-pool.ts'
import { TextTable } from '#renderer/search/text-table.ts'

const bytesOf = (text: string) => encodeText(text).slice()
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(fc.constantFrom(...'аяёАЯ№«»әӘazAZ09 -\'@.\n\u0000\u0001\u007fé李🚀'), { maxLength: 12 }).map((all) => all.join('')), // prettier-ignore
)

describe('encoded text', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = bytesOf(text)
        expect(decodeText(bytes, 0, bytes.length)).toBe(text)
        expect(bytes.includes(0)).toBe(false)
      }),
    )
  })

  test('takes one byte for a Russian or an English letter', () => {
    expect(encodeText('Семён Smith').length).toBe(11)
  })

  test('has the bytes of a word in it exactly when the text has the word', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.nat(12), fc.nat(6), (text, other, from, length) => {
        const pool = new TextPool()
        pool.add(text)
        for (const word of [other, text.slice(from, from + length)].filter((one) => one !== '')) {
          expect(pool.includes(0, bytesOf(word))).toBe(text.includes(word))
          expect(pool.startsWith(0, bytesOf(word))).toBe(text.startsWith(word))
        }
      }),
    )
  })
})

describe('TextTable', () => {
  test('gives the same text the same number, and finds it by any part', () => {
    fc.assert(
      fc.property(fc.array(anyText.filter(Boolean), { maxLength: 30 }), anyText.filter(Boolean), (texts, word) => {
        const table = new TextTable()
        const distinct = [...new Set(texts)]
        const intern = (text: string) => table.intern(bytesOf(text), 0, bytesOf(text).length)

        const numbers = texts.map(intern)

        expect(numbers).toEqual(texts.map((text) => distinct.indexOf(text)))
        const parts = [word, ...texts.flatMap((text) => [text, text.slice(1, 3), text.slice(-1)])].filter(Boolean)
        for (const part of parts) {
          const found = [...table.findContaining(bytesOf(part))]
          expect(found).toEqual([...distinct.keys()].filter((at) => distinct[at]?.includes(part)))
        }
      }),
    )
  })
})

describe('MailWords', () => {
  test.each([
    ['the box', 'ann', [0, 1]],
    ['the domain', 'mail.ru', [0, 2]],
    ['the box with its @', 'a@', [0, 3]],
    ['an address across its @', 'nna@mai', [0]],
    ['the beginning of a domain', '@mail', [0]],
    ['an address with several @', '@b@', [3]],
    ['the second of several @', '@x.ru', [3]],
    ['an @ alone', '@', [0, 1, 3, 4]],
    ['an end in other texts', 'ru', [0, 2, 3]],
    ['an @ at the very end', 'end@', [4]],
    ['nothing', 'zz', []],
  ])('finds %s', (_, part, expected) => {
    const words = new MailWords()
    const texts = ['anna@mail.ru', 'ann@gmail.com', 'mail.ru', 'a@b@x.ru', 'end@']
    for (const [row, text] of texts.entries()) words.add(row, bytesOf(text), 0, bytesOf(text).length)

    const rows = createBits(texts.length)
    words.addContaining(bytesOf(part), rows)

    expect([...rowsOf(rows)]).toEqual(expected)
  })
})

describe('PostingLists', () => {
  test('keeps many growing lists apart, through a clone too', () => {
    const steps = fc.array(fc.tuple(fc.nat(3), fc.oneof(fc.nat(3), fc.nat(1_000_000))), {
      maxLength: 3_000,
      size: 'max',
    })
    fc.assert(
      fc.property(steps, fc.nat(2_000), (added, cloneAt) => {
        let lists = new PostingLists()
        const expected: number[][] = Array.from({ length: 4 }, () => [])
        for (let list = 0; list < 4; list++) lists.create()
        for (const [at, [list, step]] of added.entries()) {
          if (at === cloneAt) lists = new PostingLists(structuredClone(lists.save()))
          const values = expected[list] ?? []
          const next = (values.at(-1) ?? 0) + step
          if (next > 0xffff_fff0) continue
          lists.add(list, next)
          if (values.at(-1) !== next) values.push(next)
        }
        for (const [list, values] of expected.entries()) {
          const read = new Uint32Array(lists.countOf(list))
          lists.read(list, read)
          expect([...read]).toEqual(values)
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('NameCollation', () => {
  const letters = fc.constantFrom(
    ...'аАбеЕёЁжийЙяЯeEzZaA -\'.,«»"()019',
    'и\u0306',
    '\u0301',
    '\u200d',
    '\u0001',
    'é',
    'ß',
    'æ',
    'ә',
    '李',
    '🚀',
  )
  const names = fc.array(letters, { maxLength: 6 }).map((all) => all.join(''))

  test.each(['ru', 'en', 'de'])('orders names as the collator of the language does: %s', (language) => {
    const collator = new Intl.Collator(language, { sensitivity: 'accent', numeric: true })
    const collation = new NameCollation(language)
    const expected = (a: string, b: string) =>
      a === '' || b === '' ? Number(a === '') - Number(b === '') : collator.compare(a, b)
    fc.assert(
      fc.property(names, names, fc.boolean(), (a, b, isRelated) => {
        const other = isRelated ? a + b : b
        const pool = new TextPool()
        pool.add(a)
        pool.add(other)
        expect(Math.sign(collation.compareIn(pool, 0, 1))).toBe(Math.sign(expected(a, other)))
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('RankOrder', () => {
  test('leaves what was read as it was when items come and move', () => {
    const values = [5, 3, 1]
    const order = new RankOrder((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
    for (const item of values.keys()) order.add(item)
    const before = order.read()

    values[0] = 0
    order.move(0)
    values.push(2)
    order.add(3)

    expect([...order.read()]).toEqual([0, 2, 3, 1])
    expect([...before]).toEqual([2, 1, 0])
  })
})

describe('sortByTime', () => {
  test('sorts any times, and keeps the order of those at the same time', () => {
    const time = fc.oneof(fc.constantFrom(0, 1, 65_535, 65_536, 1_760_000_000_000), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })) // prettier-ignore
    fc.assert(
      fc.property(fc.array(time, { maxLength: 50 }), (times) => {
        const items = Uint32Array.from(times.keys()).reverse()
        const expected = [...items].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0))
        expect([...sortByTime(items, Float64Array.from(times))]).toEqual(expected)
      }),
    )
  })
})
