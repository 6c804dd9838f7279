import { spawn, type ChildProcess } from 'node:child_process'
import { lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { project } from './project.ts'
import { runTool } from './run-tool.ts'

const sources = [
  'src-renderer',
  'src-shared',
  'build/renderer-build.ts',
  'electron.vite.config.ts',
  'package-lock.json',
]
const shellSources = [...sources, 'src-main']

const viteScript = join(project.root, 'node_modules/vite/bin/vite.js')
const electronViteScript = join(project.root, 'node_modules/electron-vite/bin/electron-vite.js')
const rendererArgs = ['build', '--config', 'build/renderer.config.ts', '--logLevel', 'warn']

/** Builds what the browser host serves, unless it is newer than its sources. `false` when the build failed. */
export async function ensureInterface(say: (line: string) => void): Promise<boolean> {
  if (!isStale(join(project.rendererBuild, 'index.html'), sources)) return true
  say('Building the interface…')
  return runTool(viteScript, rendererArgs)
}

/** The same for everything that Electron loads. */
export async function ensureShell(say: (line: string) => void): Promise<boolean> {
  const outputs = [project.electronBuild, join(project.rendererBuild, 'index.html')]
  if (!outputs.some((output) => isStale(output, shellSources))) return true
  say('Building the interface…')
  return runTool(electronViteScript, ['build', '--logLevel', 'warn'])
}

/** Builds anew after each change, until the process ends. */
export function watchInterface(): ChildProcess {
  return spawn(process.execPath, [viteScript, ...rendererArgs, '--watch'], {
    cwd: project.root,
    stdio: ['ignore', process.stderr, process.stderr],
  })
}

function isStale(output: string, from: readonly string[]): boolean {
  const builtAt = statSync(output, { throwIfNoEntry: false })?.mtimeMs
  return builtAt === undefined || from.some((path) => newestIn(join(project.root, path)) > builtAt)
}

/** Folders count too: theirs is the only time that a deleted file leaves behind. */
function newestIn(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))))
}
