import ts from 'typescript'
import type { SourceFile } from './source-files.ts'

const scriptBlock = /<script\b[^>]*>([\s\S]*?)<\/script>/g

/** The TypeScript of a file; of a component, its script blocks one after the other. */
export function parseSource({ path, text }: SourceFile): ts.SourceFile {
  const code = path.endsWith('.vue') ? [...text.matchAll(scriptBlock)].map(([, script]) => script).join('\n') : text
  return ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
}

/** Visits every node, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}

/** What a file imports, re-exports, loads at run time, or names in an import type. */
export function specifiersOf(file: SourceFile): readonly string[] {
  const found: string[] = []
  walk(parseSource(file), (node) => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) found.push(specifier)
  })
  return found
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier)
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return textOf(node.arguments[0])
  // `new Worker(new URL('./x.ts', import.meta.url))` is how a worker is loaded.
  if (
    ts.isNewExpression(node) &&
    node.expression.getText() === 'URL' &&
    node.arguments?.[1]?.getText() === 'import.meta.url'
  )
    return textOf(node.arguments[0])
  return undefined
}

const textOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined
