import { parseArgs } from 'node:util'
import { parseFlags, type Parsed } from './flags.ts'

/**
 * The flags of ours among those of Electron's command line. It also carries Chromium's switches, which are not ours
 * to refuse; so what is unknown is left out before our own reading, as strict as ever, begins.
 */
export function parseShellFlags(argv: readonly string[]): Parsed {
  const options = {
    profile: { type: 'string' },
    'demo-contacts': { type: 'string' },
    verbose: { type: 'boolean' },
  } as const
  const { values } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true })
  const own = ['profile', 'demo-contacts'].flatMap((name) => {
    const value = values[name]
    return typeof value === 'string' ? [`--${name}=${value}`] : []
  })
  return parseFlags(values['verbose'] === true ? [...own, '--verbose'] : own)
}
