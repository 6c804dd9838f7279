import { describe, expect, test } from 'vitest'
import { findUndocumentedExports } from './docstring-rule.ts'
import { productFolders, readSources } from './source-files.ts'

const userOf = (names: string) => ({ path: 'src-main/core/user.ts', text: `import { ${names} } from './subject.ts'` })
const check = (text: string, names: string) =>
  findUndocumentedExports([{ path: 'src-main/core/subject.ts', text }, userOf(names)])

describe('docstrings', () => {
  test('stand on every function, class and interface with methods that another file uses', () => {
    expect(findUndocumentedExports(readSources(productFolders))).toEqual([])
  })
})

describe('the rule of docstrings', () => {
  test.each([
    ['export function run() {}', 'run'],
    ['export async function run() {}', 'run as go'],
    ['export class Engine {}', 'Engine'],
    ['export const run = () => { work() }', 'run'],
    ['export const toRun = () => { work() }', 'toRun'],
    ['export interface Port { read(): string }', 'type Port'],
    ['export interface Line {}\nexport function createLine() {}', 'createLine'],
    ['// A line comment is not shown to whoever calls.\nexport function run() {}', 'run'],
  ])('refuses: %s', (text, names) => {
    expect(check(text, names)).toHaveLength(1)
  })

  test.each([
    ['/** Does it. */\nexport function run() {}', 'run'],
    ['export function ownBusiness() {}', 'other'],
    ['export interface Port {\n/** Reads. */\nread(): string }', 'type Port'],
    ['/** A line. */\nexport interface Line {}\nexport function createLine() {}', 'createLine'],
    ['export interface Shape { readonly width: number }', 'type Shape'],
    ['export const PAGE_SIZE = 250', 'PAGE_SIZE'],
    ['export const isSettled = (row: Row) => row.state === "settled"', 'isSettled'],
  ])('accepts: %s', (text, names) => {
    expect(check(text, names)).toEqual([])
  })
})
