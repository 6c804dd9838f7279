import { posix } from 'node:path'

const aliases: Readonly<Record<string, string>> = {
  '#shared/': 'src-shared/',
  '#core/': 'src-main/core/',
  '#demo-crm/': 'src-main/demo-crm/',
  '#hosts/': 'src-main/hosts/',
  '#renderer/': 'src-renderer/',
  '#test/': 'test/',
}

/** Where an import leads: a file of the project, a part of Node, or a package. */
export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'package'; readonly name: string }

export function resolveImport(from: string, specifier: string): Target {
  const plain = specifier.replace(/\?.*$/, '')
  const alias = Object.keys(aliases).find((prefix) => plain.startsWith(prefix))
  if (alias !== undefined) return { kind: 'file', path: `${aliases[alias]}${plain.slice(alias.length)}` }
  if (plain.startsWith('.')) return { kind: 'file', path: posix.join(posix.dirname(from), plain) }
  if (plain.startsWith('node:')) return { kind: 'node', name: plain }
  const [scope = '', name = ''] = plain.split('/')
  return { kind: 'package', name: scope.startsWith('@') ? `${scope}/${name}` : scope }
}
