import { describe, expect, test } from 'vitest'
import { decodeText } from '#renderer/import/decode-text.ts'
import { hasHeader, readTable, writeTable } from '#renderer/import/read-table.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const cyrillic = (text: string) =>
  Uint8Array.from(text, (letter) =>
    letter >= 'А' && letter <= 'я' ? letter.charCodeAt(0) - 0x350 : letter.charCodeAt(0),
  )
const cellsOf = (text: string) => readTable(text).lines.map(({ cells }) => cells)

describe('the letters of a file', () => {
  test.each([
    ['UTF-8', utf8('Имя;Телефон'), 'utf-8'],
    ['UTF-8 with a mark', Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8('Имя;Телефон')), 'utf-8'],
    ['Windows-1251', cyrillic('Имя;Телефон'), 'windows-1251'],
    ['UTF-16 with a mark', Uint8Array.of(0xff, 0xfe, ...new Uint8Array(Uint16Array.from('Имя;Телефон', (one) => one.charCodeAt(0)).buffer)), 'utf-16le'], // prettier-ignore
  ])('are read from %s', (_, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ text: 'Имя;Телефон', encoding })
  })
})

describe('a table', () => {
  test.each([
    ['semicolons', 'Имя;Телефон\nАнна;1,2'],
    ['commas', 'Имя,Телефон\nАнна,"1,2"'],
    ['tabs', 'Имя\tТелефон\nАнна\t1,2'],
    ['what its own first line names', 'sep=;\r\nИмя;Телефон\r\nАнна;1,2'],
  ])('is parted by %s', (_, text) => {
    expect(cellsOf(text)).toEqual([['Имя', 'Телефон'], ['Анна', '1,2']]) // prettier-ignore
  })

  test('says on which line of the file each of its lines begins, over empty ones and breaks within quotes', () => {
    const { lines } = readTable('sep=;\nИмя;Заметка\n\nАнна;"раз\nдва\r\nтри"\n;\nОлег;\n')

    expect(lines.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [2, 'Имя'],
      [4, 'Анна'],
      [8, 'Олег'],
    ])
  })

  test('marks the line whose quote never closes, with all that it swallowed', () => {
    const { lines } = readTable('Имя;Город\nАнна;Москва\n"Олег;Тула\nИра;Орёл\n')

    expect(lines.map(({ isBroken }) => isBroken)).toEqual([false, false, true])
    expect(lines[2]?.cells.join()).toContain('Ира;Орёл')
  })

  test('has no names of columns where its first line has a phone or an e-mail', () => {
    expect(hasHeader(readTable('Имя;Телефон\nАнна;+7 900 000-00-00').lines)).toBe(true)
    expect(hasHeader(readTable('Анна;+7 900 000-00-00').lines)).toBe(false)
    expect(hasHeader(readTable('Анна;a@b.ru').lines)).toBe(false)
  })

  test('comes back from a file that was written of it as it was', () => {
    const lines = [['Анна "Ан"', '1;2\nтри', ' с пробелом ']]

    const { text } = decodeText(utf8(writeTable(['Имя', 'Что', 'Ещё'], lines, ';')))

    expect(cellsOf(text)).toEqual([['Имя', 'Что', 'Ещё'], ...lines])
  })
})
