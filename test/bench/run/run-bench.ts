import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { cpus } from 'node:os'
import { driverNames, type DriverName } from '../drivers/driver.ts'
import { runOurs } from '../ours/run-ours.ts'
import { createPlan } from './bench-plan.ts'
import type { Figures } from './figures.ts'
import { printTable } from './print-table.ts'
import { runPeer } from './run-peer.ts'
import { servePage } from './serve-page.ts'

export const competitorNames = [...driverNames, 'ours'] as const
export type CompetitorName = (typeof competitorNames)[number]

export interface BenchOptions {
  readonly contacts: number
  readonly rounds: number
  readonly only: readonly CompetitorName[]
  readonly perKind: number
  /** Where the figures go; `null` keeps them out of any file. */
  readonly resultFile: string | null
  readonly say: (line: string) => void
}

/** One run of the benchmark, as it is kept. */
export interface BenchResult {
  readonly contacts: number
  readonly rounds: number
  /** ISO. */
  readonly at: string
  readonly cores: number
  readonly figures: Readonly<Partial<Record<CompetitorName, Figures>>>
  /** Who did not come to the end. */
  readonly failed: readonly CompetitorName[]
}

const results = resolve(import.meta.dirname, '../results')

/** The last result of a size lies here; the growth table is made of these. */
export const resultFileOf = (contacts: number): string => join(results, `${contacts}.json`)

/** Runs all that were named, one after another, and prints the table. @returns how many answers were wrong */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { contacts, rounds, only, perKind, say } = options
  say(`${contacts.toLocaleString('en')} contacts, medians of ${rounds}, ${cpus().length} cores`)
  const plan = createPlan({ contacts, rounds, perKind, say })
  const page = await servePage()
  const figures: Partial<Record<CompetitorName, Figures>> = {}
  const failed: CompetitorName[] = []
  try {
    for (const name of only) {
      say(`${name}…`)
      try {
        figures[name] = isDriver(name) ? await runPeer(name, page.url, plan) : await runOurs(plan)
      } catch (error) {
        // The figures of the others are worth keeping.
        failed.push(name)
        say(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      }
    }
  } finally {
    await page.close()
  }
  const result = { contacts, rounds, at: new Date().toISOString(), cores: cpus().length, figures, failed }
  printTable(result, say)
  if (options.resultFile !== null) {
    await mkdir(results, { recursive: true })
    await writeFile(options.resultFile, `${JSON.stringify(result, rounded, 2)}\n`)
  }
  return result
}

const isDriver = (name: CompetitorName): name is DriverName => name !== 'ours'

/** Three digits are more than such a measurement knows. */
function rounded(_: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isInteger(value)) return value
  return Number(value.toPrecision(3))
}
