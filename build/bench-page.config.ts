import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '..')

/** The page in which the benchmark's drivers run. */
export default defineConfig({
  root: resolve(root, 'test/bench/page'),
  base: '/',
  logLevel: 'warn',
  build: { outDir: resolve(root, '.cache/bench-page'), emptyOutDir: true, target: 'chrome140', assetsInlineLimit: 0 },
  worker: { format: 'es' },
})
