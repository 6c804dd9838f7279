import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const at = (path: string) => resolve(import.meta.dirname, '..', path)

/** The interface, the same for both hosts; the browser host builds it alone. */
export const renderer = defineConfig({
  root: at('src-renderer'),
  // Absolute, so that the entry is found from any path of the router.
  base: '/',
  build: {
    outDir: at('out/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    // Inlined assets would need `data:` in the content policy.
    assetsInlineLimit: 0,
    rollupOptions: { input: { index: at('src-renderer/index.html') } },
  },
  worker: { format: 'es' },
  plugins: [vue()],
})

export default renderer
