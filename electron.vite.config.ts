import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { rendererBuild } from './build/renderer-build.ts'

const at = (path: string) => resolve(import.meta.dirname, path)

/** One build for both hosts: Electron loads all three bundles, the browser host serves `out/renderer`. */
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      // The libraries of main are bundled: the packaged app carries no node_modules.
      externalizeDeps: false,
      rollupOptions: { input: { main: at('src-main/hosts/electron/main.ts') } },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      externalizeDeps: false,
      // A sandboxed preload has to be one CommonJS file.
      rollupOptions: {
        input: { preload: at('src-main/hosts/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: rendererBuild(import.meta.dirname),
})
