import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { composedIn, namesMethod } from './composed-methods.ts'

const folder = 'src-main/core/connectors/bitrix24'
const readme = readFileSync(`${folder}/README.md`, 'utf8')
const start = readme.indexOf('## Every method')
const table = readme.slice(start, readme.indexOf('\n## ', start + 1))
const rows = table
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim()))
const codeIn = (text: string): readonly string[] => [...text.matchAll(/`([\w.*]+)`/g)].map(([, code = '']) => code)
const told = rows.flatMap(([methods = '']) => codeIn(methods))

const rooms: Readonly<Record<string, string>> = {
  c: 'test/contract/bitrix24-connector',
  i: 'test/integration/sync',
  e: 'test/e2e',
}
const sources = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file.slice(0, -'.ts'.length), readFileSync(`${folder}/${file}`, 'utf8')]),
)

describe('the table of methods', () => {
  test('names files that call them, by their whole names, and tests that are there', () => {
    const broken = rows.flatMap(([methods = '', files = '', , tests = '']) => [
      ...files.split(', ').filter((file) => !sources.has(file)),
      ...tests.split(', ').filter((one) => {
        const [room = '', name = ''] = one.split(':')
        return !existsSync(`${rooms[room] ?? ''}/${name}.test.ts`)
      }),
      ...codeIn(methods).filter((method) => !files.split(', ').some((file) => namesMethod(sources, file, method))),
    ])

    expect(broken).toEqual([])
    expect(rows.length).toBeGreaterThan(30)
  })

  test('has every method that the sources name whole, or make up of a family and its own', () => {
    const isTold = ({ prefix, tail }: { readonly prefix: string | null; readonly tail: string }) =>
      told.some((method) => (prefix === null ? method.endsWith(tail) : method === `${prefix}${tail}`))
    // What only begins methods is no method.
    const isBeginning = (name: string) => told.some((method) => method.startsWith(`${name}.`))
    const untold = [...sources.values()].flatMap((source) =>
      composedIn(source)
        .filter((one) => !isTold(one) && !isBeginning(`${one.prefix ?? ''}${one.tail}`) && !isPart(one.tail))
        .map(({ prefix, tail }) => `${prefix ?? '…'}${tail}`),
    )

    expect([...new Set(untold)]).toEqual([])
  })
})

test('a file that only has the words of a method is not taken for one that calls it', () => {
  const sources = new Map([
    ['families', "const lead = { method: 'crm.lead' }"],
    ['links', 'const toLinks = ({ method }: Family) => `${method}.contact`'],
    ['calls', 'call(`${family.method}.delete`)\nconst FAMILY = "x"\nlist(`${family.method}.items.get`)'],
    ['talks', "items.delete(id) // of 'crm.lead'\nconst FAMILY = 'crm.deal'\ncall(`${FAMILY}.get`)"],
  ])
  const names = (file: string, method: string) => namesMethod(sources, file, method)

  expect(names('calls', 'crm.lead.delete')).toBe(true)
  expect(names('calls', 'crm.lead.contact.items.get')).toBe(true)
  expect(names('calls', 'crm.quote.delete')).toBe(false)
  expect(names('talks', 'crm.lead.delete')).toBe(false)
  expect([names('talks', 'crm.deal.get'), names('talks', 'crm.lead.get')]).toEqual([true, false])
})

/** A family of links, or of fields, to which another file adds what is done. */
const isPart = (tail: string): boolean => told.some((method) => method.includes(`${tail}.`))
