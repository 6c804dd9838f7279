import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** One file as the rules see it. `path` is relative to the project, with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

export const projectRoot = resolve(import.meta.dirname, '../..')

const sourceName = /\.(ts|vue|mjs)$/

/** All sources below the given folders of the project, in a fixed order. */
export function readSources(folders: readonly string[]): readonly SourceFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && sourceName.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    .map((path) => ({
      path: path.slice(projectRoot.length + 1).replaceAll('\\', '/'),
      text: readFileSync(path, 'utf8'),
    }))
    .toSorted((left, right) => left.path.localeCompare(right.path))
}

export const productFolders = ['src-shared', 'src-main', 'src-renderer'] as const
