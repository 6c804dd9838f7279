import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const folder = 'src-main/core/connectors/bitrix24'
const readme = readFileSync(`${folder}/README.md`, 'utf8')
const start = readme.indexOf('## Every method')
const table = readme.slice(start, readme.indexOf('\n## ', start + 1))
const rows = table
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim()))
const codeIn = (text: string): readonly string[] => [...text.matchAll(/`([\w.*]+)`/g)].map(([, code = '']) => code)

const rooms: Readonly<Record<string, string>> = {
  c: 'test/contract/bitrix24-connector',
  i: 'test/integration/sync',
  e: 'test/e2e',
}
/** What a method is called by within its family, which a constant may name. */
const lastOf = (method: string): string => method.split('.').at(-1) ?? ''

describe('the table of methods', () => {
  test('names files that call them and tests that are there', () => {
    const broken = rows.flatMap(([methods = '', files = '', , tests = '']) => [
      ...files.split(', ').filter((file) => !existsSync(`${folder}/${file}.ts`)),
      ...tests.split(', ').filter((one) => {
        const [room = '', name = ''] = one.split(':')
        return !existsSync(`${rooms[room] ?? ''}/${name}.test.ts`)
      }),
      ...codeIn(methods).filter((method) => {
        const sources = files.split(', ').map((file) => readFileSync(`${folder}/${file}.ts`, 'utf8'))
        return !sources.some((source) => lastOf(method) === '*' || new RegExp(`\\b${lastOf(method)}\\b`).test(source))
      }),
    ])

    expect(broken).toEqual([])
    expect(rows.length).toBeGreaterThan(30)
  })

  test('has every method that the sources name whole', () => {
    const known = rows.flatMap(([methods = '']) => codeIn(methods))
    const named = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(`${folder}/${file}`, 'utf8').matchAll(
          /'((?:crm|user|event|feature|server|imopenlines)\.[\w.]+)'/g,
        ),
      ])
      .map(([, method = '']) => method)
    const isKnown = (method: string) => known.some((one) => one === method || one.startsWith(`${method}.`))

    expect([...new Set(named)].filter((method) => !isKnown(method))).toEqual([])
  })
})
