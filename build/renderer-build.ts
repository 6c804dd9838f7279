import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type HtmlTagDescriptor, type Plugin, type Rolldown } from 'vite'

/** Where the window begins; all that it needs is in one chunk with it. */
const windowModule = /[\\/]src-renderer[\\/]main\.ts$/
const isWindow = (module: string) => windowModule.test(module)

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
      // The tool for Electron would leave names and blanks in: twice the bytes to read at each start.
      minify: true,
      // The window is one file on purpose; how large a start may be is held by `start.test.ts`.
      chunkSizeWarningLimit: 650,
      // Inlined assets would need `data:` in the content policy.
      assetsInlineLimit: 0,
      rollupOptions: {
        input: { index: resolve(root, 'src-renderer/index.html') },
        // Two files, not forty: what a start needs is asked for at once, and each request costs it a millisecond or two.
        output: {
          codeSplitting: {
            groups: [
              { name: 'first', tags: ['$initial'], priority: 2 },
              { name: 'window', test: windowModule, priority: 1 },
            ],
          },
        },
      },
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
    plugins: [vue(), fetchWindowEarly()],
  })
}

/** The window comes after the first script, and is fetched beside it all the same. The first look needs its styles. */
function fetchWindowEarly(): Plugin {
  return {
    name: 'fetch-window-early',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, chunk }) {
        const base = /src="([^"]*)assets\//.exec(html)?.[1]
        if (bundle === undefined || chunk === undefined || base === undefined) return
        const window = Object.values(bundle).find((file) => file.type === 'chunk' && file.moduleIds.some(isWindow))
        if (window === undefined) throw new Error('no chunk of the build has the window in it')
        const chunks = reachedBy(bundle, [window.fileName])
        const styles = new Set(chunks.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]))
        const link = (attrs: Record<string, string>): HtmlTagDescriptor => ({
          tag: 'link',
          injectTo: 'head',
          attrs: { ...attrs, crossorigin: '' },
        })
        const isNew = (href: string) => !html.includes(href)
        return [
          ...[...styles].filter(isNew).map((name) => link({ rel: 'stylesheet', href: `${base}${name}` })),
          ...chunks
            .filter(({ fileName }) => isNew(fileName))
            .map(({ fileName }) => link({ rel: 'modulepreload', href: `${base}${fileName}`, fetchpriority: 'low' })),
        ]
      },
    },
  }
}

function reachedBy(bundle: Rolldown.OutputBundle, names: readonly string[]): readonly Rolldown.OutputChunk[] {
  const reached = new Map<string, Rolldown.OutputChunk>()
  const open = [...names]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const found = bundle[name]
    if (found?.type !== 'chunk' || reached.has(name)) continue
    reached.set(name, found)
    open.push(...found.imports)
  }
  return [...reached.values()]
}
