import { resolve } from 'node:path'
import { rendererBuild } from './renderer-build.ts'

/** Builds the interface alone, as the browser host needs it. */
export default rendererBuild(resolve(import.meta.dirname, '..'))
