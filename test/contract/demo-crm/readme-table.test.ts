import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { routes } from '#demo-crm/amocrm/routes.ts'

const readme = readFileSync('src-main/demo-crm/README.md', 'utf8')
const emulated = readme.slice(readme.indexOf('## Emulated'), readme.indexOf('**By hearsay.**'))
const rows = emulated
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line) => line.split(' | ').map((cell) => cell.replaceAll('|', '').trim()))

describe('the table of what is emulated', () => {
  test('names for each call a section of the facts and tests that are there', () => {
    const named = rows.map(([call = '', ...rest]) => ({ call, section: rest.at(-2), tests: rest.at(-1)?.split(', ') }))

    const broken = named.filter(
      ({ section = '', tests = [] }) =>
        section === '' || tests.some((name) => !existsSync(`test/contract/demo-crm/${name}.test.ts`)),
    )

    expect(broken).toEqual([])
    expect(named.length).toBeGreaterThan(30)
  })

  test('speaks of every branch of the API that has routes', () => {
    const branches = routes.map(({ pattern }) => pattern.source.replaceAll('\\/', '/').split('/').slice(3))
    const words = new Set(branches.flat().filter((part) => /^[a-z_]+$/.test(part)))

    expect([...words].filter((word) => !emulated.includes(word))).toEqual([])
    expect(words.size).toBeGreaterThan(15)
  })
})
