import { titleOf, type Measure } from './print-table.ts'
import { competitorNames, type BenchResult, type CompetitorName } from './run-bench.ts'

const WIDTH = 300
const HEIGHT = 200
const MARGIN = { left: 48, right: 12, top: 28, bottom: 26 }
const COLUMNS = 3
const LEGEND = 28

const colours: Readonly<Record<CompetitorName, string>> = {
  dexie: '#8a6d3b',
  'dexie-flexsearch': '#c2571a',
  'dexie-minisearch': '#b8389b',
  sqlite: '#2f6fb5',
  floor: '#8a8f98',
  ours: '#0b7a5c',
}

type Point = readonly [contacts: number, value: number]

/** Small multiples on logarithmic axes, a line for each way to do it. */
export function plotGrowth(results: readonly BenchResult[], chosen: readonly Measure[]): string {
  const rows = Math.ceil(chosen.length / COLUMNS)
  const panels = chosen.map((measure, at) => {
    const [x, y] = [(at % COLUMNS) * WIDTH, LEGEND + Math.floor(at / COLUMNS) * HEIGHT]
    return `<g transform="translate(${x} ${y})">${plotMeasure(results, measure)}</g>`
  })
  const legend = competitorNames.map((name, at) => {
    const x = 48 + at * 140
    return `<rect x="${x}" y="10" width="14" height="4" fill="${colours[name]}"/><text x="${x + 20}" y="16">${titleOf(name)}</text>`
  })
  const size = `width="${COLUMNS * WIDTH}" height="${LEGEND + rows * HEIGHT}"`
  const style = 'text{font:11px system-ui,sans-serif;fill:#3a3f45}.title{font-weight:600}'
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="Growth with the number of contacts">`,
    `<style>${style}</style><rect width="100%" height="100%" fill="#fff"/>`,
    ...legend,
    ...panels,
    '</svg>\n',
  ].join('\n')
}

function plotMeasure(results: readonly BenchResult[], { name, of }: Measure): string {
  const lines = competitorNames.map((one): readonly [CompetitorName, readonly Point[]] => [
    one,
    results.flatMap(({ contacts, figures: { [one]: own } }): readonly Point[] => {
      const value = own === undefined ? null : of(own)
      return value === null || value <= 0 ? [] : [[contacts, value]]
    }),
  ])
  const values = lines.flatMap(([, points]) => points.map(([, value]) => value))
  const toX = scale(results.map(({ contacts }) => contacts), MARGIN.left, WIDTH - MARGIN.right) // prettier-ignore
  const toY = scale(values, HEIGHT - MARGIN.bottom, MARGIN.top)
  const curves = lines.map(([one, points]) => drawLine(points.map(([x, y]) => [toX(x), toY(y)]), colours[one])) // prettier-ignore
  const steps = powersIn(values).map(
    (value) =>
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${toY(value)}" y2="${toY(value)}" stroke="#e3e5e8"/>` +
      `<text x="${MARGIN.left - 6}" y="${toY(value) + 4}" text-anchor="end">${value.toLocaleString('en')}</text>`,
  )
  const sizes = results.map(
    ({ contacts }) => `<text x="${toX(contacts)}" y="${HEIGHT - 8}" text-anchor="middle">${shortSize(contacts)}</text>`,
  )
  return [`<text class="title" x="${MARGIN.left}" y="16">${name}</text>`, ...steps, ...sizes, ...curves].join('\n')
}

function drawLine(points: readonly (readonly [number, number])[], colour: string): string {
  const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
  const dots = points.map(([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="${colour}"/>`)
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>${dots.join('')}`
}

function scale(values: readonly number[], from: number, to: number): (value: number) => number {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))]
  if (!(high > low)) return () => (from + to) / 2
  return (value) => Math.round((from + ((Math.log10(value) - low) / (high - low)) * (to - from)) * 10) / 10
}

function powersIn(values: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return Array.from({ length: 14 }, (_, at) => 10 ** (at - 3)).filter((power) => power >= low && power <= high)
}

const shortSize = (contacts: number): string =>
  contacts >= 1_000_000 ? `${contacts / 1_000_000}M` : contacts >= 1000 ? `${contacts / 1000}k` : String(contacts)
