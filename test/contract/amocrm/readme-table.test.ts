import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const folder = resolve(import.meta.dirname, '../../../src-main/core/connectors/amocrm')

test('the connector’s README says of each of its files what it is for, and of none that is not there', () => {
  const [, chapter = ''] = readFileSync(join(folder, 'README.md'), 'utf8').split('\n## Where is what\n')
  const [table = ''] = chapter.split('\n## ')

  const named = [...table.matchAll(/`([./a-z0-9-]+\.ts)`/g)].map(([, name = '']) => name)

  expect(named.filter((name) => !existsSync(join(folder, name)))).toEqual([])
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))
  expect(files.filter((name) => !named.includes(name))).toEqual([])
})
