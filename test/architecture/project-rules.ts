import * as v from 'valibot'

const topLevel = new Set([
  'README.md',
  'LICENSE',
  'build',
  'electron.vite.config.ts',
  'package-lock.json',
  'package.json',
  'src-main',
  'src-renderer',
  'src-shared',
  'test',
  'tsconfig.json',
  // Made on the way, never committed.
  'node_modules',
  'out',
  'test-results',
])

/** Entries of the top level that nobody agreed on. Dot files belong to tools. */
export const findStrangers = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !name.startsWith('.') && !topLevel.has(name))

const LockSchema = v.object({ packages: v.record(v.string(), v.looseObject({})) })

/** Packages whose entry names the host that they came from: elsewhere it may not be reachable. */
export function findDownloadAddresses(lockFile: string): readonly string[] {
  const { packages } = v.parse(LockSchema, JSON.parse(lockFile))
  return Object.entries(packages)
    .filter(([, entry]) => 'resolved' in entry && String(entry['resolved']).includes('://'))
    .map(([name]) => name)
}
