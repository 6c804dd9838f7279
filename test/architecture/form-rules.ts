import { posix } from 'node:path'
import ts from 'typescript'
import { parseSource, walk } from './parse-source.ts'
import type { SourceFile } from './source-files.ts'

const vagueNames = /^(utils?|helpers?|manager|common|misc|shared|tools)$/
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?$/
const twoWords = /^([A-Z][a-z0-9]+){2,}$/

/** Names that say nothing, or are written another way than their neighbours. */
export function findBadNames(files: readonly SourceFile[]): readonly string[] {
  return files.filter(({ path }) => !isGoodName(path)).map(({ path }) => path)
}

function isGoodName(path: string): boolean {
  const { name, ext } = posix.parse(path)
  // The frame of the interface; the framework's convention gives it this name.
  if (path === 'src-renderer/App.vue') return true
  if (ext === '.vue') return twoWords.test(name)
  return kebab.test(name) && !name.split('.').some((part) => vagueNames.test(part))
}

/** Default exports, and files that do nothing but pass on the exports of others. */
export function findBadExports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const { statements } = parseSource(file)
    const isBarrel =
      statements.length > 0 && statements.every((one) => ts.isExportDeclaration(one) && one.moduleSpecifier)
    return [
      ...(statements.some(isDefaultExport) ? [`${file.path} has a default export`] : []),
      ...(isBarrel ? [`${file.path} only passes on exports`] : []),
    ]
  })
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return true
  const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined
  return (
    clause !== undefined && ts.isNamedExports(clause) && clause.elements.some(({ name }) => name.text === 'default')
  )
}

const runners = new Set(['test', 'it', 'describe', 'suite'])

/** Tests that were switched off, or that switch the others off. A condition with its reason is no such thing. */
export function findSwitchedOffTests(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const found: string[] = []
    walk(parseSource(file), (node) => {
      const word = switchOf(node)
      if (word !== null) found.push(`${file.path} has ${word}`)
    })
    return found
  })
}

function switchOf(node: ts.Node): string | null {
  if (!ts.isPropertyAccessExpression(node) || !isRunner(node.expression)) return null
  const name = node.name.text
  if (name === 'only') return `.${name}`
  if (name !== 'skip' && name !== 'todo' && name !== 'fixme' && name !== 'fails') return null
  const call = node.parent
  // Playwright's `test.skip(condition, 'reason')`, inside a test or before a file's tests.
  const isConditional = ts.isCallExpression(call) && call.arguments.length === 2 && !isTitle(call.arguments[0])
  return isConditional ? null : `.${name}`
}

const isTitle = (node: ts.Node | undefined): boolean =>
  node !== undefined && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))

function isRunner(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return runners.has(node.text)
  return ts.isPropertyAccessExpression(node) && isRunner(node.expression)
}

const suppressions: readonly RegExp[] = [
  // For a whole file or block: too much is let off at once.
  /eslint-disable(?!-next-line)/,
  /eslint-disable-next-line(?!.*--\s*\S)/,
  /@ts-(ignore|nocheck)/,
  /@ts-expect-error\s*$/,
]

/** Rules and types switched off without a reason, or for more than one line. */
export function findBareSuppressions(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ line: line.replace(/(\*\/|-->)\s*$/, ''), at: `${path}:${index + 1}` }))
      .filter(({ line }) => /\/\/|\/\*|<!--/.test(line) && suppressions.some((one) => one.test(line)))
      .map(({ at }) => at),
  )
}
