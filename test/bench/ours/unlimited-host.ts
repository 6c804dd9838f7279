/**
 * The application under its browser host, as `npm start -- --host browser --no-open --port N --profile DIR` starts it, but for
 * the pace of its requests: it has none. For measuring against a demo CRM without limits; a vendor would shut us out.
 */
import { openProfile } from '#hosts/node/profile.ts'
import { parseFlags } from '#hosts/start/flags.ts'
import { runBrowserHost } from '#hosts/start/run-browser-host.ts'

const parsed = parseFlags(process.argv.slice(2))
if (parsed.kind !== 'run') throw new Error(`these are no flags of the application: ${process.argv.slice(2).join(' ')}`)
const say = (line: string) => void process.stderr.write(`${line}\n`)
const rate = { requests: 1_000, perMs: 1 }
const host = await runBrowserHost(parsed.flags, openProfile(parsed.flags.profile), say, rate)
process.stdout.write(`Kartoteka is ready: ${host.url}\n`)
process.once('SIGINT', () => void host.close().then(() => process.exit(0)))
