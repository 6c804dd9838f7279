import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { methods } from '#demo-crm/bitrix24/methods.ts'
import { isOfVendor } from '#demo-crm/bitrix24/protocol/not-emulated.ts'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'

const root = resolve(import.meta.dirname, '../../..')
const readme = readFileSync(resolve(root, 'src-main/demo-crm/bitrix24/README.md'), 'utf8')

/** Rows of the table under a heading, as cells. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const part = readme.split(`## ${heading}`)[1]?.split('\n## ')[0] ?? ''
  return part
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('|---'))
    .slice(1)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

/** `crm.{lead,deal}.get` names two. */
function expand(name: string): string[] {
  const found = /\{([^}]*)\}/.exec(name)
  if (found === null) return [name]
  return (found[1] ?? '').split(',').flatMap((part) => expand(name.replace(found[0], part)))
}

const codeIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')

describe('the table of methods', () => {
  const rows = tableUnder('Emulated')

  test('names every method of the portal once, and no other', () => {
    const named = rows
      .flatMap(([cell = '']) => codeIn(cell))
      .filter((name) => !name.startsWith('@'))
      .flatMap(expand)

    expect(named.toSorted()).toEqual(['batch', ...methods.keys()].toSorted())
  })

  test('names tests that there are, and a section of the facts, in every row', () => {
    const missing = rows.flatMap(([method = '', , section = '', tests = '']) => {
      const files = tests.split(', ').map((name) => resolve(import.meta.dirname, `${name}.test.ts`))
      return section !== '' && files.every((file) => existsSync(file)) ? [] : [method]
    })

    expect(missing).toEqual([])
  })
})

describe('the table of switches', () => {
  test('has every switch with its default', () => {
    const rows = tableUnder('Switches (◇)').map(([name = '', value = '']) => [codeIn(name)[0], codeIn(value)[0]])

    expect(rows).toEqual(Object.entries(defaultPortalSwitches).map(([name, value]) => [name, String(value)]))
  })
})

describe('what is not emulated', () => {
  test.each(['tasks.task.list', 'crm.quote.list', 'crm.timeline.note.get'])(
    '%s is known to be the vendor’s',
    (name) => {
      expect([isOfVendor(name), methods.has(name)]).toEqual([true, false])
    },
  )
})
