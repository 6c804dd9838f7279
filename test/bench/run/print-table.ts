import { questionKinds } from '../data/questions.ts'
import { driverNames, type DriverName } from '../drivers/driver.ts'
import type { Figures } from './figures.ts'
import type { BenchResult, CompetitorName } from './run-bench.ts'

/** One line of the table. `better` says which way is ahead. */
export interface Measure {
  readonly name: string
  readonly better: 'less' | 'more'
  readonly of: (figures: Figures) => number | null
}

export const measures: readonly Measure[] = [
  { name: 'hydrate, contacts/s', better: 'more', of: (one) => one.hydratePerSecond },
  { name: 'last tenth / first tenth', better: 'less', of: (one) => one.slope },
  { name: 'first 50 rows, ms', better: 'less', of: (one) => one.firstRowsMs },
  { name: 'search ready, ms', better: 'less', of: (one) => one.searchReadyMs },
  ...questionKinds.map((kind): Measure => ({
    name: `search p95 ${kind}, ms`,
    better: 'less',
    of: (one) => one.searchP95Ms[kind] ?? null,
  })),
  { name: 'filter + sort p95, ms', better: 'less', of: (one) => one.filterP95Ms },
  { name: 'tag 10,000 durable, ms', better: 'less', of: (one) => one.tagDurableMs },
  { name: 'tag 10,000 visible, ms', better: 'less', of: (one) => one.tagVisibleMs },
  { name: 'heap of window + worker, MB', better: 'less', of: (one) => one.heapMb },
  { name: 'renderer process, MB', better: 'less', of: (one) => one.processMb },
]

const titles: Readonly<Record<CompetitorName, string>> = {
  dexie: 'Dexie',
  'dexie-flexsearch': '+ FlexSearch',
  'dexie-minisearch': '+ MiniSearch',
  sqlite: 'SQLite WASM',
  floor: 'floor',
  ours: 'ours',
}
export const titleOf = (name: CompetitorName): string => titles[name]

const peers: readonly DriverName[] = driverNames.filter((name) => name !== 'floor')

/** The table, a line per measure, with ours against the best peer and against the floor; then what was wrong. */
export function printTable({ figures }: BenchResult, say: (line: string) => void): void {
  const names = (Object.keys(titles) as CompetitorName[]).filter((name) => figures[name] !== undefined)
  const heads = [...names.map(titleOf), ...(figures.ours === undefined ? [] : ['ours/best peer', 'ours/floor'])]
  const lines = measures.map((measure) => [
    measure.name,
    ...names.map((name) => show(valueOf(measure, figures[name]))),
    ...(figures.ours === undefined ? [] : ratios(measure, figures)),
  ])
  const widths = ['', ...heads].map((head, at) => Math.max(head.length, ...lines.map((line) => line[at]?.length ?? 0)))
  const toLine = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')
  say('')
  for (const line of [['', ...heads], ...lines]) say(toLine(line))
  say('')
  for (const [name, value] of Object.entries(figures.ours?.own ?? {})) say(`ours, ${name}: ${show(value)}`)
  for (const name of names) sayWrong(titleOf(name), figures[name], say)
}

function sayWrong(title: string, figures: Figures | undefined, say: (line: string) => void): void {
  if (figures === undefined) return
  say(`${title}: ${figures.answers} answers checked, ${figures.wrong.length} wrong`)
  for (const one of figures.wrong.slice(0, 5)) say(`  ${one}`)
}

function ratios(measure: Measure, figures: BenchResult['figures']): readonly string[] {
  const ours = valueOf(measure, figures.ours)
  const theirs = peers.map((name) => valueOf(measure, figures[name])).filter((value) => value !== null)
  const best = theirs.length === 0 ? null : measure.better === 'less' ? Math.min(...theirs) : Math.max(...theirs)
  return [ratio(ours, best), ratio(ours, valueOf(measure, figures.floor))]
}

const valueOf = ({ of }: Measure, figures: Figures | undefined): number | null => (figures === undefined ? null : of(figures)) // prettier-ignore

const ratio = (ours: number | null, other: number | null): string =>
  ours === null || other === null || other === 0 ? '' : `${show(ours / other)} ×`

/** As many digits as mean something. */
export function show(value: number | null): string {
  if (value === null) return '–'
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2)
}
