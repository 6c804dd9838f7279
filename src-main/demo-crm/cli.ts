import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { RedirectSchema } from './amocrm/integration.ts'
import { PartialSwitchesSchema } from './amocrm/switches.ts'
import type { PartialSwitches } from './amocrm/switches.ts'
import { PartialPortalSwitchesSchema } from './bitrix24/switches.ts'
import type { PartialPortalSwitches } from './bitrix24/switches.ts'
import { FaultListSchema } from './faults/fault-schema.ts'
import { startDemoCrm } from './server.ts'
import type { DemoCrm, DemoCrmOptions } from './server.ts'

const USAGE = `npm run demo-crm -- [--port N] [--contacts N] [--seed N] [--data FILE] [--limits real|off]
                   [--faults FILE] [--switches FILE] [--bitrix24-switches FILE]
                   [--bitrix24-data full|bare] [--redirect-uri URL] [--second-contacts N] [--second-port N] [--second-shares-integration]`

/** A command line that cannot be followed, in words for the person who typed it. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

await main(process.argv.slice(2))

/** Starts the server, prints its one line, and runs until it is told to stop. */
async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    process.stdout.write(`${USAGE}\n`)
    return
  }
  // Read before the line is printed: from then on the caller may end us.
  const shell = process.ppid
  try {
    const crm = await startDemoCrm(readOptions(argv))
    process.stdout.write(`${JSON.stringify(describe(crm))}\n`)
    const stop = (): void => void crm.close().then(() => process.exit(0))
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    stopWithShell(shell, stop)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const isUsage = error instanceof UsageError
    process.stderr.write(isUsage ? `${message}\n\n${USAGE}\n` : `${message}\n`)
    process.exitCode = isUsage ? 2 : 1
  }
}

function describe({ amocrm, bitrix24, control, second }: DemoCrm): Readonly<Record<string, unknown>> {
  const own = { amocrm, bitrix24, control }
  if (second === undefined) return own
  return { ...own, second: { amocrm: second.amocrm, bitrix24: second.bitrix24, control: second.control } }
}

/** npm puts a shell between itself and us, and a signal to npm ends only that shell. Its end is ours too. */
function stopWithShell(shell: number, stop: () => void): void {
  if (process.env['npm_lifecycle_event'] !== 'demo-crm') return
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    stop()
  }, 250)
  watch.unref()
}

function readOptions(argv: readonly string[]): DemoCrmOptions {
  const flags = parseFlags(argv)
  const limits = flags.limits ?? 'real'
  if (limits !== 'real' && limits !== 'off') throw new UsageError(`--limits must be "real" or "off", not "${limits}".`)
  if (flags.data === '') throw new UsageError('--data must name a file.')
  return {
    limits,
    page: true,
    log: (message) => process.stderr.write(`${message}\n`),
    ...(flags.port === undefined ? {} : { port: readNumber('--port', flags.port, 65_535) }),
    ...(flags.contacts === undefined ? {} : { contacts: readNumber('--contacts', flags.contacts, 5_000_000) }),
    ...readRedirect(flags['redirect-uri']),
    ...readSecond(flags['second-contacts'], flags['second-port'], flags['second-shares-integration'] === true),
    ...(flags.seed === undefined ? {} : { seed: readNumber('--seed', flags.seed, 0xffffffff) }),
    ...(flags.data === undefined ? {} : { dataFile: flags.data }),
    ...(flags.faults === undefined ? {} : { faults: readJson('--faults', flags.faults, FaultListSchema) }),
    ...(flags.switches === undefined
      ? {}
      : { switches: readJson('--switches', flags.switches, PartialSwitchesSchema) as PartialSwitches }),
    ...readPortalSwitches(flags['bitrix24-switches']),
    portalData: readPortalData(flags['bitrix24-data']),
  }
}

function readPortalSwitches(file: string | undefined): Pick<DemoCrmOptions, 'portalSwitches'> {
  if (file === undefined) return {}
  const portalSwitches = readJson('--bitrix24-switches', file, PartialPortalSwitchesSchema) as PartialPortalSwitches
  return { portalSwitches }
}

function readPortalData(text = 'full'): 'full' | 'bare' {
  if (text === 'full' || text === 'bare') return text
  throw new UsageError(`--bitrix24-data must be "full" or "bare", not "${text}".`)
}

function readRedirect(address: string | undefined): Pick<DemoCrmOptions, 'redirectUri'> {
  if (address === undefined) return {}
  if (v.safeParse(RedirectSchema, address).success) return { redirectUri: address }
  throw new UsageError(`--redirect-uri must be an address that begins with http: or https:, not "${address}".`)
}

/** Each of these flags asks for the second account. */
function readSecond(
  contacts: string | undefined,
  port: string | undefined,
  sharesIntegration: boolean,
): Pick<DemoCrmOptions, 'second'> {
  if (contacts === undefined && port === undefined && !sharesIntegration) return {}
  return {
    second: {
      sharesIntegration,
      ...(contacts === undefined ? {} : { contacts: readNumber('--second-contacts', contacts, 5_000_000) }),
      ...(port === undefined ? {} : { port: readNumber('--second-port', port, 65_535) }),
    },
  }
}

function parseFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const options = {
    ...{ port: text, contacts: text, seed: text, data: text, limits: text, faults: text, switches: text },
    ...{ 'second-contacts': text, 'second-port': text, 'bitrix24-switches': text, 'bitrix24-data': text },
    ...{ 'redirect-uri': text, 'second-shares-integration': { type: 'boolean' } as const },
  }
  // `npm run demo-crm -- …` may leave its own separator in front.
  const args = argv[0] === '--' ? argv.slice(1) : argv
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function readNumber(flag: string, text: string, max: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number <= max) return number
  throw new UsageError(`${flag} must be a whole number from 0 to ${max}, not "${text}".`)
}

function readJson<S extends v.GenericSchema>(flag: string, file: string, schema: S): v.InferOutput<S> {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8')) as unknown
  } catch (error) {
    throw new UsageError(`${flag}: cannot read ${file} as JSON.`, { cause: error })
  }
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new UsageError(`${flag}: ${v.getDotPath(issue) ?? file}: ${issue.message}`)
}
