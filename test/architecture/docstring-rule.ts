import ts from 'typescript'
import { parseSource, walk } from './parse-source.ts'
import { resolveImport } from './resolve-import.ts'
import type { SourceFile } from './source-files.ts'

/**
 * Exports that another file of the product uses and that do not say what they are for. Asked of functions and
 * classes, since they have a behaviour to promise; and of interfaces that a function can stand behind (they have
 * methods). Names of data speak for themselves, and their fields carry the comments.
 */
export function findUndocumentedExports(files: readonly SourceFile[]): readonly string[] {
  const used = usedNames(files)
  return files
    .filter(({ path }) => path.endsWith('.ts'))
    .flatMap((file) => {
      const source = parseSource(file)
      return source.statements
        .filter((one) => isExported(one) && promisesBehaviour(one) && !isDocumented(one, source))
        .flatMap(namesOf)
        .filter((name) => used.has(`${file.path}#${name}`) || used.has(`${file.path}#*`))
        .map((name) => `${file.path}: ${name}`)
    })
}

/** `file#name` for every name that is imported from another file. */
function usedNames(files: readonly SourceFile[]): ReadonlySet<string> {
  const used = new Set<string>()
  for (const file of files) {
    walk(parseSource(file), (node) => {
      if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return
      const target = resolveImport(file.path, node.moduleSpecifier.text)
      const bindings = node.importClause?.namedBindings
      if (target.kind !== 'file' || bindings === undefined) return
      if (ts.isNamespaceImport(bindings)) used.add(`${target.path}#*`)
      else
        for (const { name, propertyName } of bindings.elements)
          used.add(`${target.path}#${(propertyName ?? name).text}`)
    })
  }
  return used
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
}

function promisesBehaviour(statement: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return true
  if (ts.isInterfaceDeclaration(statement)) return statement.members.some(ts.isMethodSignature)
  if (!ts.isVariableStatement(statement)) return false
  return statement.declarationList.declarations.some(
    ({ initializer }) =>
      initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)),
  )
}

const hasDocstring = (node: ts.Node): boolean => ts.getJSDocCommentsAndTags(node).length > 0

/**
 * Three forms need no words of their own: an arrow of one expression (its body is as short as its docstring would be),
 * an interface whose methods each say what they do, and `createX` beside a documented `X`.
 */
function isDocumented(statement: ts.Statement, source: ts.SourceFile): boolean {
  if (hasDocstring(statement)) return true
  if (ts.isInterfaceDeclaration(statement)) return statement.members.filter(ts.isMethodSignature).every(hasDocstring)
  if (ts.isVariableStatement(statement) && statement.declarationList.declarations.every(isOneExpression)) return true
  return namesOf(statement).every((name) => isFactoryOfDocumented(name, source))
}

const isOneExpression = ({ initializer }: ts.VariableDeclaration): boolean =>
  initializer !== undefined && ts.isArrowFunction(initializer) && !ts.isBlock(initializer.body)

function isFactoryOfDocumented(name: string, source: ts.SourceFile): boolean {
  const product = /^(?:create|open)([A-Z].*)$/.exec(name)?.[1]
  return source.statements.some((other) => hasDocstring(other) && namesOf(other).some((one) => one === product))
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText())
  if (!isNamed(statement) || statement.name === undefined) return []
  return [statement.name.text]
}

const isNamed = (
  statement: ts.Statement,
): statement is ts.FunctionDeclaration | ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
  ts.isFunctionDeclaration(statement) ||
  ts.isClassDeclaration(statement) ||
  ts.isInterfaceDeclaration(statement) ||
  ts.isTypeAliasDeclaration(statement)
