import { describe, expect, test } from 'vitest'
import { findBadExports, findBadNames, findBareSuppressions, findSwitchedOffTests } from './form-rules.ts'
import { productFolders, readSources } from './source-files.ts'

const everything = readSources([...productFolders, 'test', 'build'])
const product = readSources(productFolders)
// The rules' own samples show what they refuse.
const otherTests = readSources(['test']).filter(({ path }) => !path.startsWith('test/architecture/'))

describe('form of the sources', () => {
  test('names are kebab-case after their content, components PascalCase in two words', () => {
    expect(findBadNames(everything)).toEqual([])
  })

  test('exports are named, and no file only passes on those of others', () => {
    expect(findBadExports(product)).toEqual([])
  })

  test('no test is switched off', () => {
    expect(findSwitchedOffTests(otherTests)).toEqual([])
  })

  test('a suppressed rule is one line with its reason', () => {
    expect(findBareSuppressions([...product, ...otherTests])).toEqual([])
  })
})

describe('the rules of form', () => {
  test.each([
    'src-main/core/utils.ts',
    'src-main/core/sync/helpers.ts',
    'src-renderer/stores/manager.ts',
    'src-main/core/HttpClient.ts',
    'src-main/core/http_client.ts',
    'src-renderer/components/base/Button.vue',
    'src-renderer/components/base/base-button.vue',
  ])('refuse the name %s', (path) => {
    expect(findBadNames([{ path, text: '' }])).toEqual([path])
  })

  test.each([
    'src-main/core/http/http-client.ts',
    'src-renderer/components/base/BaseButton.vue',
    'build/vitest.config.ts',
    'src-renderer/env.d.ts',
  ])('accept the name %s', (path) => {
    expect(findBadNames([{ path, text: '' }])).toEqual([])
  })

  test.each([
    'export default {}',
    'export default function run() {}',
    'const a = 1\nexport { a as default }',
    "export * from './a.ts'\nexport { b } from './b.ts'",
  ])('refuse the exports of: %s', (text) => {
    expect(findBadExports([{ path: 'src-main/core/some-file.ts', text }])).toHaveLength(1)
  })

  test.each([
    "test.only('a', () => {})",
    "describe.only('a', () => {})",
    "test.skip('a', () => {})",
    "test.describe.skip('a', () => {})",
    "test.todo('a')",
    'test.fixme()',
  ])('refuse: %s', (text) => {
    expect(findSwitchedOffTests([{ path: 'test/unit/a.test.ts', text }])).toHaveLength(1)
  })

  test('accept a test that depends on the machine and says why', () => {
    const text = "test.skip(electron === null, 'no binary')\ntest.skipIf(isWindows)('a', () => {})"

    expect(findSwitchedOffTests([{ path: 'test/e2e/a.test.ts', text }])).toEqual([])
  })

  test.each([
    '/* eslint-disable no-console */',
    '// eslint-disable-next-line no-console',
    '// @ts-ignore',
    '// @ts-expect-error',
    '<!-- eslint-disable -->',
  ])('refuse the suppression %s', (text) => {
    expect(findBareSuppressions([{ path: 'src-main/core/a.ts', text }])).toEqual(['src-main/core/a.ts:1'])
  })

  test.each([
    '// eslint-disable-next-line no-console -- a tool prints',
    '// @ts-expect-error: a wrong call on purpose',
  ])('accept the suppression %s', (text) => {
    expect(findBareSuppressions([{ path: 'src-main/core/a.ts', text }])).toEqual([])
  })
})
