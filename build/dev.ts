/**
 * `npm run dev`: Electron with a page that reloads itself, where its binary and a display are there; else the browser
 * host, which builds the interface anew after each change.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { hasDisplay } from '#hosts/start/choose-host.ts'
import { findElectron } from '#hosts/start/electron-binary.ts'
import { project } from '#hosts/start/project.ts'

const canShowElectron = findElectron() !== null && hasDisplay(process.platform, process.env)
const args = canShowElectron
  ? [
      join(project.root, 'node_modules/electron-vite/bin/electron-vite.js'),
      'dev',
      '--watch',
      '--',
      ...process.argv.slice(2),
    ]
  : [join(project.root, 'src-main/hosts/start.ts'), '--host', 'browser', '--watch', ...process.argv.slice(2)]

const child = spawn(process.execPath, args, { cwd: project.root, stdio: 'inherit' })
// The terminal sends Ctrl+C to both; the child closes in good order, and its end is ours.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => child.kill('SIGTERM'))
const [code] = (await once(child, 'exit')) as [number | null]
process.exitCode = code ?? 1
