import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/**
 * The interface, the same for both hosts. `root` is the project's folder: a configuration file that is bundled before
 * it runs cannot tell by itself where it lies.
 */
export function rendererBuild(root: string) {
  return defineConfig({
    root: resolve(root, 'src-renderer'),
    // Absolute, so that the entry is found from any path of the router.
    base: '/',
    build: {
      outDir: resolve(root, 'out/renderer'),
      emptyOutDir: true,
      target: 'chrome140',
      // Inlined assets would need `data:` in the content policy.
      assetsInlineLimit: 0,
      rollupOptions: { input: { index: resolve(root, 'src-renderer/index.html') } },
    },
    define: {
      // What the libraries would carry along for styles of code that is not written here.
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    worker: { format: 'es' },
    plugins: [vue()],
  })
}
