// Loaded before anything else (`node --import`): an older Node could not even read the TypeScript that follows.
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const [major] = process.versions.node.split('.').map(Number)

if (major < 24) {
  console.error(
    `Kartoteka needs Node 24, and this is ${process.version} (${process.execPath}).\n` +
      'It brings its own: run "npm ci" in this folder, then start it through npm ("npm start", "npm test").',
  )
  process.exit(1)
}

// Half of a start was reading TypeScript. Where the folder cannot be written to, it is read each time.
module.enableCompileCache(fileURLToPath(new URL('../.cache/compiled', import.meta.url)))
