import { join, resolve } from 'node:path'

/** Where the sources and what is built from them lie. */
const root = resolve(import.meta.dirname, '../../..')

export const project = {
  root,
  rendererBuild: join(root, 'out/renderer'),
  electronBuild: join(root, 'out/main/main.js'),
} as const
